"""Tiles with a soft edge: pixels that show one colour over their ground, and a blend over whatever stands behind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from spritelift_runtime.art import CRUMB_PX, Sprite
from spritelift_runtime.blending import BLENDS, Blend
from spritelift_runtime.dictionary import packed
from spritelift_runtime.scene import Placement
from spritelift_trainer.mining.blends import Fit, Pairs, fitted_blend
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.description import SAMPLE, Telling, dictionary_bits
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.shown import shown_pixels
from spritelift_trainer.mining.spread import some_of
from spritelift_trainer.mining.usage import Usage

LEAST_CUTS = 2
"""Times that a pixel must be cut away to be in doubt."""
MOST_FRAMES = 256
"""Frames looked at for what each tile shows over what."""
Fits = dict[tuple[int, int], Fit]
"""By row and column of the tile's picture."""
_NOTHING = np.zeros((0, 4), np.int64)


@dataclass(frozen=True)
class _Doubt:
    """A tile that is cut again and again at the same pixels."""

    pixels: np.ndarray
    """bool [h, w]: these pixels."""
    frames: np.ndarray
    """The frames on which it is cut."""


def with_soft_edges(
    clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], usage: Usage
) -> tuple[list[Sprite], Blend]:
    """The dictionary, with pixels of tiles partly transparent where that tells the clip in fewer bits; how they blend.

    Such a pixel is hard as long as nothing stands behind it: the tile is cut there whenever something does.
    """
    doubts = dict(_doubts(sprites, usage))
    seen = _pairs(clip, backdrop, sprites, usage, doubts) if doubts else {}
    fits = [{i: _fits(pairs, rule) for i, pairs in seen.items()} for rule in range(len(BLENDS))]
    explained = [sum(fit.explained for each in by.values() for fit in each.values()) for by in fits]
    rule = int(np.argmax(explained))
    told = Telling(clip, backdrop, sprites, BLENDS[rule])
    for i, each in fits[rule].items():
        if each:
            told = _softer(told, i, each, doubts[i].frames)
    return (told.sprites, BLENDS[rule]) if told.sprites != list(sprites) else (list(sprites), "rounded")


def _softer(told: Telling, i: int, fits: Fits, frames: np.ndarray) -> Telling:
    """The frames told with these pixels of sprite i partly transparent, if that saves bits where it is cut."""
    tile, rgba, some = told.sprites[i], told.sprites[i].rgba.copy(), some_of(frames, SAMPLE)
    for place, fit in fits.items():
        rgba[place] = fit.rgba
    softer = replace(tile, rgba=rgba)
    tried = told.by([*told.sprites[:i], softer, *told.sprites[i + 1 :]])
    saved = (told.bits(some) - tried.bits(some)) * len(frames) / len(some)
    return tried if saved > dictionary_bits(softer) - dictionary_bits(tile) else told


def _doubts(sprites: Sequence[Sprite], usage: Usage) -> Iterator[tuple[int, _Doubt]]:
    """Tiles, by their numbers, with pixels that are cut away again and again."""
    for i, sprite in enumerate(sprites):
        cut = [row for row in usage.rows[i].tolist() if row in usage.scenes.cuts] if sprite.grid is not None else []
        if cut:
            hidden = np.sum([~usage.scenes.cuts[row].mask for row in cut], axis=0)
            frames = np.unique(np.searchsorted(usage.scenes.placement_offsets, cut, side="right") - 1)
            frames = np.intersect1d(frames, usage.frames[i])
            pixels = (hidden >= LEAST_CUTS) & (sprite.rgba[..., 3] == 255)
            if pixels.any() and len(frames):
                yield i, _Doubt(pixels, frames)


def _pairs(
    clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], usage: Usage, doubts: dict[int, _Doubt]
) -> dict[int, dict[tuple[int, int], Pairs]]:
    """What the pixels in doubt showed over what, by tile, row and column, where that may be a blend."""
    seen = {i: [_NOTHING] for i in doubts}
    for t in np.unique(np.concatenate([some_of(doubt.frames, MOST_FRAMES) for doubt in doubts.values()])).tolist():
        first, last = usage.scenes.placement_offsets[t : t + 2].tolist()
        placed = [usage.scenes.placement(row) for row in range(first, last)]
        frame, behind = clip.frame(t), _without_tiles(backdrop.frame(t), sprites, placed)
        for i, doubt in doubts.items():
            of_tile = [_looks(p, sprites[i], doubt, behind, frame) for p in placed if p.sprite == i]
            seen[i].append(_counted(np.concatenate([_NOTHING, *of_tile])))
    return {i: dict(_telling(sprites[i], doubt, _counted(np.concatenate(seen[i])))) for i, doubt in doubts.items()}


def _looks(p: Placement, tile: Sprite, doubt: _Doubt, behind: np.ndarray, frame: np.ndarray) -> np.ndarray:
    """int64 [n, 4]: flat place in the tile's picture, colour behind, colour shown, 1; of its pixels in doubt."""
    rows, columns, y, x = shown_pixels(replace(p, cut=None), tile, frame.shape)
    asked = doubt.pixels[rows, columns] & (behind[y, x] >= 0)
    place = rows * tile.size[0] + columns
    return np.stack([place, behind[y, x], frame[y, x], np.ones(len(place), np.int64)], axis=1)[asked]


def _counted(looks: np.ndarray) -> np.ndarray:
    """The rows that differ but in their last column, which is added up."""
    key = looks[:, 0] << 48 | looks[:, 1] << 24 | looks[:, 2]
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    counts = np.bincount(which, looks[:, 3], len(first)).astype(np.int64)
    return np.column_stack([looks[first, :3], counts])


def _telling(tile: Sprite, doubt: _Doubt, looks: np.ndarray) -> Iterator[tuple[tuple[int, int], Pairs]]:
    """Row and column of the pixels of which something can be told, and what they showed over what."""
    for row, column in np.argwhere(doubt.pixels).tolist():
        _, behind, shown, counts = looks[looks[:, 0] == row * tile.size[0] + column].T
        pairs = Pairs.of(int(packed(tile.rgba)[row, column]), behind, shown, counts)
        if pairs is not None:
            yield (row, column), pairs


def _without_tiles(behind: np.ndarray, sprites: Sequence[Sprite], placed: Sequence[Placement]) -> np.ndarray:
    """The packed background with everything on it that is no tile, all of it; crumbs may be just the blends."""
    for p in placed:
        sprite = sprites[p.sprite]
        if not p.fixed and int((sprite.rgba[..., 3] == 255).sum()) >= CRUMB_PX:
            rows, columns, y, x = shown_pixels(replace(p, cut=None), sprite, behind.shape)
            behind[y, x] = packed(sprite.rgba)[rows, columns]
    return behind


def _fits(pairs: dict[tuple[int, int], Pairs], rule: int) -> Fits:
    found = {place: fitted_blend(each, rule) for place, each in pairs.items()}
    return {place: fit for place, fit in found.items() if fit is not None}
