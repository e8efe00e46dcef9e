"""Sprites that don't pay: without them the clip is told in fewer bits than they cost themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spritelift_runtime.art import CRUMB_PX, Sprite
from spritelift_runtime.blending import Blend
from spritelift_runtime.dictionary import flipped, packed
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.description import SAMPLE, Telling, dictionary_bits
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.spread import some_of
from spritelift_trainer.mining.usage import Usage


def without_unpaid(
    clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], usage: Usage, blend: Blend = "rounded"
) -> list[Sprite]:
    """The dictionary less sprites without which the clip is told in fewer bits: parts of others together, then one by
    one, the cheapest first."""
    left = _Left(Telling(clip, backdrop, sprites, blend), dict(zip(sprites, usage.frames, strict=True)))
    loose = [sprite for sprite in sprites if sprite.grid is None]  # whether tiles pay, their grid has told
    for whole in sorted(loose, key=lambda sprite: -int((sprite.rgba[..., 3] > 0).sum())):
        # What slides behind a wall shows a little less of itself on each frame. These parts go together or not at all:
        # with one of them gone the next larger would be cut in its place.
        parts = [sprite for sprite in left.told.sprites if sprite.grid is None and is_part(sprite, whole)]
        if parts and whole in left.told.sprites:
            left.drop(parts, 2 * SAMPLE)
    for sprite in sorted(loose, key=dictionary_bits):
        if sprite in left.told.sprites:
            left.drop([sprite], SAMPLE)
    return left.told.sprites


@dataclass
class _Left:
    """The sprites that are left, and the frames that show each of them."""

    told: Telling
    shown: dict[Sprite, np.ndarray]

    def drop(self, gone: Sequence[Sprite], most: int) -> None:
        """Do without these sprites, if that saves bits on the frames that show them (at most so many are tried)."""
        shown = np.unique(np.concatenate([self.shown[sprite] for sprite in gone]))
        frames = some_of(shown, most)
        fewer = self.told.by([sprite for sprite in self.told.sprites if sprite not in gone])
        more = fewer.bits(frames) - self.told.bits(frames)
        if more * len(shown) / max(1, len(frames)) >= sum(dictionary_bits(sprite) for sprite in gone):
            return
        before, now = self.told.placed_on(frames), fewer.placed_on(frames)
        for sprite in now:
            if now[sprite] > before[sprite]:  # in place of those gone: it shows there from now on
                self.shown[sprite] = np.union1d(self.shown[sprite], shown)
        self.told = fewer


def is_part(small: Sprite, large: Sprite) -> bool:
    """Whether the larger sprite shows the whole smaller one somewhere, in one of its flips; crumbs are part of all."""
    whole = np.where(large.rgba[..., 3] == 255, packed(large.rgba), -1)
    if not CRUMB_PX <= (small.rgba[..., 3] == 255).sum() < (whole >= 0).sum():
        return False
    for flip in small.flips:
        rgba = flipped(small.rgba, flip)
        high, wide = whole.shape[0] - rgba.shape[0] + 1, whole.shape[1] - rgba.shape[1] + 1
        fits = np.ones((max(0, high), max(0, wide)), bool)
        rows, columns = np.nonzero(rgba[..., 3] == 255)
        for y, x, colour in zip(rows.tolist(), columns.tolist(), packed(rgba)[rows, columns].tolist(), strict=True):
            if not fits.any():
                break
            fits &= whole[y : y + high, x : x + wide] == colour
        if fits.any():
            return True
    return False
