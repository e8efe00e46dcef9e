"""How many bits a dictionary needs to tell a clip: the measure that decides between two dictionaries."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.cost import (
    CUT_FRAME_BITS,
    CUT_RUN_BITS,
    KEEP_BITS,
    MOVE_BITS,
    PLACEMENT_BITS,
    POSE_BITS,
    RESIDUAL_PIXEL_BITS,
    cut_bits,
    cut_turns,
    sprite_bits,
)
from spritelift_runtime.dictionary import Dictionary, flipped, packed
from spritelift_runtime.exact.fitting import CRUMB_PX
from spritelift_runtime.explain import Explanation, explain
from spritelift_runtime.scene import Placement
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.usage import Usage

SAMPLE = 16
"""Frames (each with the one before it) that stand for all that show a sprite."""
Place = tuple[int, int, int, bool, bool]


def dictionary_bits(sprite: Sprite) -> float:
    """What the sprite itself costs."""
    return sprite_bits(packed(sprite.rgba), sprite.rgba[..., 3] == 255)


def change_bits(before: Explanation, now: Explanation, sprites: Sequence[Sprite]) -> float:
    """Bits to say a frame, given the one before it: what stays, moves, turns into another, is new or unexplained."""
    stood = {_place(p): p for p in before.placements}
    bits = RESIDUAL_PIXEL_BITS * float(now.left.sum())
    fresh: list[Placement] = []
    for p in now.placements:
        old = stood.pop(_place(p), None)
        if old is None:
            fresh.append(p)
        else:
            bits += KEEP_BITS + _kept_cut_bits(old, p, sprites)
    gone = Counter(p.sprite for p in stood.values())
    others = len(fresh) - sum((Counter(p.sprite for p in fresh) & gone).values())
    poses = sum(gone.values()) - (len(fresh) - others)
    for p in fresh:
        if gone[p.sprite] > 0:
            gone[p.sprite] -= 1
            bits += MOVE_BITS + (CUT_RUN_BITS if p.cut is not None else 0.0)
        else:
            bits += POSE_BITS if poses > 0 else PLACEMENT_BITS
            bits += placed_cut_bits(p, sprites)
            poses -= 1
    return bits


def _place(p: Placement) -> Place:
    return p.sprite, p.x, p.y, p.flip_x, p.flip_y


def _kept_cut_bits(old: Placement, new: Placement, sprites: Sequence[Sprite]) -> float:
    if new.cut is None:
        return 0.0
    if old.cut is None:
        return placed_cut_bits(new, sprites)
    return CUT_FRAME_BITS if old.cut == new.cut else CUT_RUN_BITS


def placed_cut_bits(p: Placement, sprites: Sequence[Sprite]) -> float:
    """Bits to draw the placement's cut, if it has one."""
    return 0.0 if p.cut is None else float(cut_bits(cut_turns(sprites[p.sprite].rgba[..., 3] == 255, p.cut.mask)))


def without_unpaid(clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], usage: Usage) -> list[Sprite]:
    """The dictionary less sprites without which the clip is told in fewer bits: parts of others together, then one by
    one, the cheapest first."""
    kept = _without_parts(clip, backdrop, sprites, usage)
    loose = [i for i in _loose(sprites) if sprites[i] in kept]
    for i in sorted(loose, key=lambda i: dictionary_bits(sprites[i])):
        fewer = [sprite for sprite in kept if sprite is not sprites[i]]
        frames = spread(usage.frames[i], SAMPLE)
        more = told_bits(clip, backdrop, fewer, frames) - told_bits(clip, backdrop, kept, frames)
        if more * len(usage.frames[i]) / max(1, len(frames)) < dictionary_bits(sprites[i]):
            kept = fewer
    return kept


def _loose(sprites: Sequence[Sprite]) -> list[int]:
    """All but tiles: whether these pay, their grid has told."""
    return [i for i, sprite in enumerate(sprites) if sprite.grid is None]


def _without_parts(clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], usage: Usage) -> list[Sprite]:
    """The dictionary less sprites that are parts of a larger one, where that one, cut, tells the clip in fewer bits.

    They go together or not at all: what slides behind a wall shows a little less of itself on each frame, and with one
    part gone the next larger would be cut in its place.
    """
    kept = list(sprites)
    for whole in sorted(_loose(sprites), key=lambda i: -int((sprites[i].rgba[..., 3] > 0).sum())):
        parts = [i for i in _loose(sprites) if sprites[i] in kept and is_part(sprites[i], sprites[whole])]
        if not parts or sprites[whole] not in kept:
            continue
        fewer = [sprite for sprite in kept if all(sprite is not sprites[i] for i in parts)]
        shown = np.unique(np.concatenate([usage.frames[i] for i in parts]))
        frames = spread(shown, 2 * SAMPLE)
        more = told_bits(clip, backdrop, fewer, frames) - told_bits(clip, backdrop, kept, frames)
        if more * len(shown) / max(1, len(frames)) < sum(dictionary_bits(sprites[i]) for i in parts):
            kept = fewer
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


def spread(frames: np.ndarray, most: int) -> np.ndarray:
    """At most so many of the frames, evenly spread."""
    return frames[np.unique(np.linspace(0, len(frames) - 1, min(most, len(frames))).astype(int))]


def told_bits(clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], frames: np.ndarray) -> float:
    """Bits to tell these frames, each given the one before it, with these sprites."""
    dictionary = Dictionary(sprites)

    def told(t: int) -> Explanation:
        return explain(clip.frame(t), backdrop.frame(t), dictionary)

    return sum(change_bits(told(t - 1), told(t), sprites) for t in frames.tolist())
