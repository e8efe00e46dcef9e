"""Sprites fitted again to all their sightings: one first seen half hidden is completed, one glued to another freed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.blobs import find_blobs
from spritelift_runtime.dictionary import flipped, packed
from spritelift_runtime.scene import Placement
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.description import SAMPLE, Telling, dictionary_bits
from spritelift_trainer.mining.planes import Backdrop, unpacked
from spritelift_trainer.mining.shown import shown_pixels
from spritelift_trainer.mining.spread import some_of
from spritelift_trainer.mining.usage import Usage

AROUND_PX = 8
"""How far beyond its edge a sprite may grow at once."""
LEAST_SIGHTINGS = 4
MOST_VIEWS = 128
"""Sightings looked at for what shows past the others: a foot between two bricks is hardly ever to be seen."""
LEAST_LOOKS = 3
"""Sightings that a pixel must at least show in."""
MOSTLY, EVER = 0.6, 0.1
"""Share of the sightings in which a pixel must show, with one colour, to become the sprite's, and to stay so."""
NOTHING, HIDDEN = -1, -2
"""Instead of a colour: the background shows; something else does."""


def refitted(clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], usage: Usage) -> list[Sprite]:
    """The dictionary with each sprite as most of its sightings show it, where that tells the clip in fewer bits."""
    fitted = Telling(clip, backdrop, sprites)
    for i, sprite in enumerate(sprites):
        if sprite.grid is not None:  # its cell is all there is of it: what stands around it are other tiles
            continue
        for shape in _shapes(clip, backdrop, sprites, i, usage):
            tried = fitted.by([*fitted.sprites[:i], shape, *fitted.sprites[i + 1 :]])
            if _saves(fitted, tried, i, usage.frames[i]):
                fitted = tried
                break
    return fitted.sprites


def _saves(fitted: Telling, tried: Telling, i: int, shown: np.ndarray) -> bool:
    """Whether the frames that show sprite i (some are looked at) and the sprite itself cost fewer bits as tried; or as
    few, with fewer pixels."""
    frames = some_of(shown, SAMPLE)
    old, new = fitted.sprites[i], tried.sprites[i]
    saved = (fitted.bits(frames) - tried.bits(frames)) * len(shown) / len(frames)
    fewer = int((old.rgba[..., 3] > 0).sum()) - int((new.rgba[..., 3] > 0).sum())
    return (saved, fewer) > (dictionary_bits(new) - dictionary_bits(old), 0)


def _shapes(clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], i: int, usage: Usage) -> Iterator[Sprite]:
    """What sprite i may be instead: as it is when it comes, as it is mostly, as it is where others don't hide it; where
    there are tiles, as it differs from them."""
    sprite = sprites[i]
    tiled = any(each.grid is not None for each in sprites)
    # Things that erode or get covered are whole when they come.
    for placed in () if tiled else (usage.births(i, SAMPLE), usage.placements(i, some_of(usage.frames[i], SAMPLE))):
        placed = _mostly_visible(sprite, placed)
        if len(placed) >= LEAST_SIGHTINGS:
            views = np.stack([_view(clip, backdrop, sprite, t, p) for t, p in placed])
            yield from _mostly_shown(sprite, views)
    placed = _mostly_visible(sprite, usage.placements(i, some_of(usage.frames[i], MOST_VIEWS)))[:MOST_VIEWS]
    if len(placed) >= LEAST_SIGHTINGS:
        reach = AROUND_PX + max(max(other.size) for other in sprites)
        near = ((t, p, usage.near(t, p, reach)) for t, p in placed)
        if tiled:
            views = np.stack([_against_tiles(clip, backdrop, sprites, *each) for each in near], axis=1)
            yield from _before_tiles(sprite, *views)
        else:
            views = np.stack([_without_others(clip, backdrop, sprites, *each) for each in near])
            yield from _mostly_shown(sprite, views)


def _mostly_visible(sprite: Sprite, placed: Sequence[tuple[int, Placement]]) -> list[tuple[int, Placement]]:
    opaque = int((sprite.rgba[..., 3] == 255).sum())
    return [(t, p) for t, p in placed if p.cut is None or 2 * int(p.cut.mask.sum()) >= opaque]


def _mostly_shown(sprite: Sprite, views: np.ndarray) -> Iterator[Sprite]:
    """What most of the views [n, y, x] of the sprite have; nothing where that is the sprite itself."""
    colours, counts = _commonest(views)
    looks = (views != HIDDEN).sum(axis=0)
    own = _own(sprite)
    # What another hides half of the time says nothing against the sprite's own pixels.
    stays = (own != NOTHING) & (((views == own).sum(axis=0) >= EVER * looks) | (looks < len(views)))
    colours = np.where(stays, own, colours)
    mask = stays | ((colours >= 0) & (counts >= np.maximum(MOSTLY * looks, LEAST_LOOKS)))
    yield from _redrawn(sprite, own, colours, mask)


def _before_tiles(sprite: Sprite, shown: np.ndarray, behind: np.ndarray) -> Iterator[Sprite]:
    """What most of the views [n, y, x] have that can't be what is behind; a torch may have the colour of mortar, and
    only another wall tells."""
    own = _own(sprite)
    seen = (shown != HIDDEN) & (shown != behind)
    colours, _ = _commonest(np.where(seen, shown, NOTHING))
    colours = np.where((colours == NOTHING) & (own != NOTHING), own, colours)
    telling = (shown != HIDDEN) & (behind != colours)
    looks, counts = telling.sum(axis=0), (telling & (shown == colours)).sum(axis=0)
    mask = np.where(looks < LEAST_LOOKS, own != NOTHING, counts >= MOSTLY * looks) & (colours != NOTHING)
    yield from _redrawn(sprite, own, colours, mask)


def _own(sprite: Sprite) -> np.ndarray:
    """The sprite's colours, `AROUND_PX` of `NOTHING` around them."""
    return np.pad(
        np.where(sprite.rgba[..., 3] == 255, packed(sprite.rgba), NOTHING), AROUND_PX, constant_values=NOTHING
    )


def _redrawn(sprite: Sprite, own: np.ndarray, colours: np.ndarray, mask: np.ndarray) -> Iterator[Sprite]:
    """The sprite with these colours where `mask`, if they hang together with its own and are others."""
    blobs = find_blobs(mask | (own != NOTHING), np.where(mask, colours, own).astype(np.int32), 1)
    mask = mask & np.isin(blobs.labels, blobs.labels[own != NOTHING])
    if not mask.any() or np.array_equal(np.where(mask, colours, NOTHING), own):
        return
    rows, columns = np.nonzero(mask)
    box = (slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1))
    yield replace(sprite, rgba=unpacked(np.where(mask, colours, NOTHING)[box].astype(np.int32)))


def _view(clip: Clip, backdrop: Backdrop, sprite: Sprite, t: int, p: Placement) -> np.ndarray:
    """Foreground colours int32 where the sprite stands and `AROUND_PX` around it, as it looks unflipped."""
    frame, background = clip.frame(t), backdrop.frame(t)
    return _around(np.where(frame != background, frame, NOTHING), sprite, p)


def _around(picture: np.ndarray, sprite: Sprite, p: Placement) -> np.ndarray:
    """The part of a frame's picture where the sprite stands and `AROUND_PX` around it, as it looks unflipped."""
    width, height = sprite.size
    padded = np.full((height + 2 * AROUND_PX, width + 2 * AROUND_PX), NOTHING, np.int32)
    top, left = p.y - AROUND_PX, p.x - AROUND_PX
    rows = slice(max(0, top), min(picture.shape[0], top + padded.shape[0]))
    columns = slice(max(0, left), min(picture.shape[1], left + padded.shape[1]))
    padded[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = picture[rows, columns]
    return flipped(padded, p.flip)


def _without_others(
    clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], t: int, p: Placement, found: Sequence[Placement]
) -> np.ndarray:
    """The same view, `HIDDEN` where another placement on that frame shows."""
    frame, background = clip.frame(t), backdrop.frame(t)
    view = np.where(frame != background, frame, NOTHING)
    for other in found:
        _, _, y, x = shown_pixels(other, sprites[other.sprite], view.shape)
        view[y, x] = HIDDEN
    return _around(view, sprites[p.sprite], p)


def _against_tiles(
    clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], t: int, p: Placement, found: Sequence[Placement]
) -> np.ndarray:
    """[2, y, x]: colours where the sprite stands, `HIDDEN` where another placement shows that is no tile; and what is
    behind, tiles included."""
    frame, behind = clip.frame(t), backdrop.frame(t)
    for other in found:
        rows, columns, y, x = shown_pixels(other, sprites[other.sprite], behind.shape)
        if other.fixed:
            behind[y, x] = packed(sprites[other.sprite].rgba)[rows, columns]
        else:
            frame[y, x] = HIDDEN
    return np.stack([_around(each, sprites[p.sprite], p) for each in (frame, behind)])


def _commonest(views: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each pixel of int32 [n, y, x] its most frequent colour and how often it has it."""
    best, most = np.full(views.shape[1:], NOTHING, np.int32), np.zeros(views.shape[1:], np.int64)
    for colour in np.unique(views[views >= 0]):
        count = (views == colour).sum(axis=0)
        best, most = np.where(count > most, colour, best), np.maximum(count, most)
    return best.astype(np.int32), most
