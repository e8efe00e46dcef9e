"""Sprites fitted again to all their sightings: one first seen half hidden is completed, one glued to another freed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.blobs import find_blobs
from spritelift_runtime.dictionary import flipped, packed
from spritelift_runtime.scene import Placement
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.description import SAMPLE, dictionary_bits, spread, told_bits
from spritelift_trainer.mining.planes import Backdrop, unpacked
from spritelift_trainer.mining.usage import Usage

AROUND_PX = 8
"""How far beyond its edge a sprite may grow at once."""
LEAST_SIGHTINGS = 4
MOSTLY, EVER = 0.6, 0.1
"""Share of the sightings in which a pixel must show, with one colour, to become the sprite's, and to stay so."""
NOTHING = -1


def refitted(clip: Clip, backdrop: Backdrop, sprites: Sequence[Sprite], usage: Usage) -> list[Sprite]:
    """The dictionary with each sprite as most of its sightings show it, where that tells the clip in fewer bits."""
    fitted = list(sprites)
    for i, sprite in enumerate(sprites):
        frames = spread(usage.frames[i], SAMPLE)
        # Things that erode or get covered are whole when they come.
        for placed in (usage.births(i, SAMPLE), usage.placements(i, frames)):
            shape = _mostly_shown(clip, backdrop, sprite, placed)
            if shape is None:
                continue
            tried = [*fitted[:i], shape, *fitted[i + 1 :]]
            saved = told_bits(clip, backdrop, fitted, frames) - told_bits(clip, backdrop, tried, frames)
            if saved * len(usage.frames[i]) / len(frames) > dictionary_bits(shape) - dictionary_bits(sprite):
                fitted = tried
                break
    return fitted


def _mostly_shown(
    clip: Clip, backdrop: Backdrop, sprite: Sprite, placed: Sequence[tuple[int, Placement]]
) -> Sprite | None:
    """What stands where the sprite was placed, as most sightings have it; None where that is the sprite itself."""
    opaque = int((sprite.rgba[..., 3] == 255).sum())
    placed = [(t, p) for t, p in placed if p.cut is None or 2 * int(p.cut.mask.sum()) >= opaque]
    if len(placed) < LEAST_SIGHTINGS:
        return None
    views = np.stack([_view(clip, backdrop, sprite, t, p) for t, p in placed])
    colours, counts = _commonest(views)
    own = np.full(colours.shape, NOTHING, np.int32)
    inner = (slice(AROUND_PX, -AROUND_PX), slice(AROUND_PX, -AROUND_PX))
    own[inner] = np.where(sprite.rgba[..., 3] == 255, packed(sprite.rgba), NOTHING)
    stays = (own != NOTHING) & ((views == own).sum(axis=0) >= EVER * len(views))
    colours = np.where(stays, own, colours)
    mask = stays | ((colours != NOTHING) & (counts >= MOSTLY * len(views)))
    blobs = find_blobs(mask | (own != NOTHING), own, 1)
    mask &= np.isin(blobs.labels, blobs.labels[own != NOTHING])
    if not mask.any() or np.array_equal(np.where(mask, colours, NOTHING), own):
        return None
    rows, columns = np.nonzero(mask)
    box = (slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1))
    return replace(sprite, rgba=unpacked(np.where(mask, colours, NOTHING)[box].astype(np.int32)))


def _view(clip: Clip, backdrop: Backdrop, sprite: Sprite, t: int, p: Placement) -> np.ndarray:
    """Foreground colours int32 where the sprite stands and `AROUND_PX` around it, as it looks unflipped."""
    width, height = sprite.size
    frame, background = clip.frame(t), backdrop.frame(t)
    padded = np.full((height + 2 * AROUND_PX, width + 2 * AROUND_PX), NOTHING, np.int32)
    top, left = p.y - AROUND_PX, p.x - AROUND_PX
    rows = slice(max(0, top), min(frame.shape[0], top + padded.shape[0]))
    columns = slice(max(0, left), min(frame.shape[1], left + padded.shape[1]))
    seen = np.where(frame[rows, columns] != background[rows, columns], frame[rows, columns], NOTHING)
    padded[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = seen
    return flipped(padded, int(p.flip_x) + 2 * int(p.flip_y))


def _commonest(views: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each pixel of int32 [n, y, x] its most frequent colour, `NOTHING` aside, and how often it has it."""
    best, most = np.full(views.shape[1:], NOTHING, np.int32), np.zeros(views.shape[1:], np.int64)
    for colour in np.unique(views[views != NOTHING]):
        count = (views == colour).sum(axis=0)
        best, most = np.where(count > most, colour, best), np.maximum(count, most)
    return best.astype(np.int32), most
