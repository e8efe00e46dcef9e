"""Sightings of a sprite laid over each other: what is the sprite's own, and how it is drawn anew."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.blobs import find_blobs
from spritelift_runtime.dictionary import packed
from spritelift_runtime.scene import Placement
from spritelift_trainer.mining.planes import unpacked
from spritelift_trainer.mining.spread import some_of
from spritelift_trainer.mining.usage import Usage

AROUND_PX = 8
"""How far beyond its edge a sprite may grow at once."""
LEAST_LOOKS = 3
"""Sightings that a pixel must at least show in."""
MOSTLY = 0.6
"""Share of the sightings in which a pixel must show, with one colour, to become the sprite's."""
LEAST_SIGHTINGS = 4
MOST_VIEWS = 128
"""Sightings looked at for what shows past the others: a foot between two bricks is hardly ever to be seen."""
NOTHING, HIDDEN = -1, -2
"""Instead of a colour: the background shows; something else does."""


def own_colours(sprite: Sprite) -> np.ndarray:
    """The sprite's colours, `AROUND_PX` of `NOTHING` around them."""
    return np.pad(
        np.where(sprite.rgba[..., 3] == 255, packed(sprite.rgba), NOTHING), AROUND_PX, constant_values=NOTHING
    )


def redrawn(sprite: Sprite, colours: np.ndarray, mask: np.ndarray) -> Sprite | None:
    """The sprite with these colours where `mask`, as far as they hang together with its own; None where it stays."""
    old = own_colours(sprite)
    blobs = find_blobs(mask | (old != NOTHING), np.where(mask, colours, old).astype(np.int32), 1)
    mask = mask & np.isin(blobs.labels, blobs.labels[old != NOTHING])
    if not mask.any() or np.array_equal(np.where(mask, colours, NOTHING), old):
        return None
    rows, columns = np.nonzero(mask)
    box = (slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1))
    return replace(sprite, rgba=unpacked(np.where(mask, colours, NOTHING)[box].astype(np.int32)))


def around(picture: np.ndarray, sprite: Sprite, p: Placement) -> np.ndarray:
    """The part of a frame's picture where the sprite stands and `AROUND_PX` around it; `NOTHING` beyond the frame."""
    width, height = sprite.size
    padded = np.full((height + 2 * AROUND_PX, width + 2 * AROUND_PX), NOTHING, np.int32)
    top, left = p.y - AROUND_PX, p.x - AROUND_PX
    rows = slice(max(0, top), min(picture.shape[0], top + padded.shape[0]))
    columns = slice(max(0, left), min(picture.shape[1], left + padded.shape[1]))
    padded[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = picture[rows, columns]
    return padded


def commonest(views: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each pixel of int32 [n, y, x] its most frequent colour and how often it has it."""
    best, most = np.full(views.shape[1:], NOTHING, np.int32), np.zeros(views.shape[1:], np.int64)
    for colour in np.unique(views[views >= 0]):
        count = (views == colour).sum(axis=0)
        best, most = np.where(count > most, colour, best), np.maximum(count, most)
    return best.astype(np.int32), most


def mostly_visible(sprite: Sprite, placed: Sequence[tuple[int, Placement]]) -> list[tuple[int, Placement]]:
    """Those of the placements (each with its frame) whose cut leaves half of the sprite at least."""
    opaque = int((sprite.rgba[..., 3] == 255).sum())
    return [(t, p) for t, p in placed if p.cut is None or 2 * int(p.cut.mask.sum()) >= opaque]


def sightings(sprites: Sequence[Sprite], i: int, usage: Usage) -> list[tuple[int, Placement, list[Placement]]]:
    """Frame, placement and what else is placed near by, of up to `MOST_VIEWS` sightings that show half of sprite i at
    least; nothing where they are fewer than `LEAST_SIGHTINGS`."""
    placed = mostly_visible(sprites[i], usage.placements(i, some_of(usage.frames[i], MOST_VIEWS)))[:MOST_VIEWS]
    reach = AROUND_PX + max(max(other.size) for other in sprites)
    return [(t, p, usage.near(t, p, reach)) for t, p in placed] if len(placed) >= LEAST_SIGHTINGS else []
