"""Sprites that don't pay: without them the clip is told in fewer bits than they cost themselves."""

from collections.abc import Sequence

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.dictionary import flipped, packed
from spritelift_runtime.exact.fitting import CRUMB_PX
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.description import SAMPLE, Telling, dictionary_bits, spread
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.usage import Usage


def without_unpaid(clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], usage: Usage) -> list[Sprite]:
    """The dictionary less sprites without which the clip is told in fewer bits: parts of others together, then one by
    one, the cheapest first."""
    kept = _without_parts(Telling(clip, backdrop, sprites), sprites, usage)
    loose = [i for i in _loose(sprites) if sprites[i] in kept.sprites]
    for i in sorted(loose, key=lambda i: dictionary_bits(sprites[i])):
        kept = _fewer(kept, [sprites[i]], spread(usage.frames[i], SAMPLE), len(usage.frames[i]))
    return kept.sprites


def _fewer(kept: Telling, gone: Sequence[Sprite], frames: np.ndarray, shown: int) -> Telling:
    """Told without these sprites, if that saves bits on the frames that show them; `frames` stand for all `shown`."""
    fewer = kept.by([sprite for sprite in kept.sprites if sprite not in gone])
    more = fewer.bits(frames) - kept.bits(frames)
    pays = more * shown / max(1, len(frames)) >= sum(dictionary_bits(sprite) for sprite in gone)
    return kept if pays else fewer


def _loose(sprites: Sequence[Sprite]) -> list[int]:
    """All but tiles: whether these pay, their grid has told."""
    return [i for i, sprite in enumerate(sprites) if sprite.grid is None]


def _without_parts(kept: Telling, sprites: Sequence[Sprite], usage: Usage) -> Telling:
    """Told without sprites that are parts of a larger one, where that one, cut, tells the clip in fewer bits.

    They go together or not at all: what slides behind a wall shows a little less of itself on each frame, and with one
    part gone the next larger would be cut in its place.
    """
    for whole in sorted(_loose(sprites), key=lambda i: -int((sprites[i].rgba[..., 3] > 0).sum())):
        parts = [i for i in _loose(sprites) if sprites[i] in kept.sprites and is_part(sprites[i], sprites[whole])]
        if parts and sprites[whole] in kept.sprites:
            shown = np.unique(np.concatenate([usage.frames[i] for i in parts]))
            kept = _fewer(kept, [sprites[i] for i in parts], spread(shown, 2 * SAMPLE), len(shown))
    return kept


def is_part(small: Sprite, large: Sprite) -> bool:
    """Whether the larger sprite shows the whole smaller one somewhere, in one of its flips; crumbs are part of all."""
    whole = np.where(large.rgba[..., 3] == 255, packed(large.rgba), -1)
    if not CRUMB_PX < (small.rgba[..., 3] == 255).sum() < (whole >= 0).sum():
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
