"""Tiles with a soft edge: pixels that show one colour over their ground, and a blend over whatever stands behind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from spritelift_runtime.art import CRUMB_PX, Sprite
from spritelift_runtime.blending import BLENDS, Blend
from spritelift_runtime.dictionary import packed
from spritelift_runtime.scene import Placement
from spritelift_trainer.mining.blends import LEAST_BEHINDS, Fit, Pairs, fitted_blend
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.description import SAMPLE, Telling, dictionary_bits
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.shown import shown_pixels
from spritelift_trainer.mining.spread import some_of
from spritelift_trainer.mining.usage import Usage

MOST_FRAMES = 512
"""Frames looked at for what one tile shows over what."""
Fits = dict[tuple[int, int], Fit]
"""By row and column of the tile's picture."""


@dataclass(frozen=True)
class _Doubt:
    """A tile that is cut again and again at the same pixels."""

    sprite: int
    pixels: np.ndarray
    """bool [h, w]: these pixels."""
    frames: np.ndarray
    """The frames on which it is cut."""


def with_soft_edges(
    clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], usage: Usage
) -> tuple[list[Sprite], Blend]:
    """The dictionary, and how it is blended: pixels of tiles partly transparent where that tells the clip in fewer bits.

    Such a pixel is hard as long as nothing stands behind it: the tile is cut there whenever something does.
    """
    doubts = list(_doubts(sprites, usage))
    pairs = {doubt.sprite: dict(_pairs(clip, backdrop, sprites, usage, doubt)) for doubt in doubts}
    fits: dict[Blend, dict[int, Fits]] = {
        blend: {i: _fits(seen, rule) for i, seen in pairs.items()} for rule, blend in enumerate(BLENDS)
    }
    blend = max(BLENDS, key=lambda blend: sum(fit.explained for each in fits[blend].values() for fit in each.values()))
    told = Telling(clip, backdrop, sprites, blend)
    for doubt in doubts:
        tile = told.sprites[doubt.sprite]
        softer = _softened(tile, fits[blend][doubt.sprite])
        frames = some_of(doubt.frames, SAMPLE)
        tried = told.by([softer if sprite is tile else sprite for sprite in told.sprites])
        saved = (told.bits(frames) - tried.bits(frames)) * len(doubt.frames) / max(1, len(frames))
        if softer is not tile and saved > dictionary_bits(softer) - dictionary_bits(tile):
            told = tried
    return (told.sprites, blend) if told.sprites != list(sprites) else (list(sprites), "rounded")


def _doubts(sprites: Sequence[Sprite], usage: Usage) -> Iterator[_Doubt]:
    """Tiles with pixels that at least as many cuts hide as there must be colours behind them."""
    for i, sprite in enumerate(sprites):
        cut = [row for row in usage.rows[i].tolist() if row in usage.scenes.cuts] if sprite.grid is not None else []
        if cut:
            hidden = np.sum([~usage.scenes.cuts[row].mask for row in cut], axis=0)
            frames = np.unique(np.searchsorted(usage.scenes.placement_offsets, cut, side="right") - 1)
            frames = np.intersect1d(frames, usage.frames[i])
            pixels = (hidden >= LEAST_BEHINDS) & (sprite.rgba[..., 3] == 255)
            if pixels.any() and len(frames):
                yield _Doubt(i, pixels, frames)


def _pairs(
    clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], usage: Usage, doubt: _Doubt
) -> Iterator[tuple[tuple[int, int], Pairs]]:
    """Row and column of the pixels in doubt of which something can be told, and what they showed over what."""
    tile, seen = sprites[doubt.sprite], [np.zeros((0, 3), np.int64)]
    for t in some_of(doubt.frames, MOST_FRAMES).tolist():
        first, last = usage.scenes.placement_offsets[t : t + 2].tolist()
        placed = [usage.scenes.placement(row) for row in range(first, last)]
        frame, behind = clip.frame(t), _without_tiles(backdrop.frame(t), sprites, placed)
        for p in placed:
            if p.sprite == doubt.sprite:
                rows, columns, y, x = shown_pixels(replace(p, cut=None), tile, frame.shape)
                asked = doubt.pixels[rows, columns]
                place = rows * tile.size[0] + columns
                seen.append(np.stack([place, behind[y, x], frame[y, x]], axis=1)[asked])
    distinct, counts = np.unique(np.concatenate(seen), axis=0, return_counts=True)
    for row, column in np.argwhere(doubt.pixels).tolist():
        own = distinct[:, 0] == row * tile.size[0] + column
        usual = int(packed(tile.rgba)[row, column])
        pairs = Pairs.of(usual, distinct[own, 1], distinct[own, 2], counts[own])
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


def _softened(tile: Sprite, fits: Fits) -> Sprite:
    """The tile with these pixels partly transparent; itself where there are none."""
    rgba = tile.rgba.copy()
    for place, fit in fits.items():
        rgba[place] = fit.rgba
    return replace(tile, rgba=rgba) if fits else tile
