"""Frames without their tiles, and the pixels that tiles, or what stands before them, hide."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.blobs import pixel_hash
from spritelift_runtime.cost import TILE_BITS, cut_bits, cut_turns, picture_bits

LEAST_PART = 0.2
"""Share of a cell that must show where the frame's edge clips it."""
LEAST_SHOWN = 0.3
"""Share of a tile's pixels that must show where something stands before it."""
GROUND = -1
"""Instead of a `hidden` id: what tiles hide becomes their ground."""


@njit(cache=True)
@no_type_check
def untiled(
    ids: np.ndarray, palette: np.ndarray, left: int, top: int, cells: np.ndarray, hashes: np.ndarray, hidden: int
) -> np.ndarray:
    """The frames (ids [n, y, x] of the palette) with their ground in place of each of the cells [n, y, x] (in the order
    of their hashes); or, if `hidden` isn't `GROUND`, with that in place of tiles and of what stands before them.

    A cell that the frame's edge clips counts, too, where its part is a part of one of them.
    """
    out = ids.copy()
    high, wide = cells.shape[1:]
    counts = np.zeros(len(palette), np.int64)
    bare = np.empty(ids.shape[1:], np.int32)
    for t in range(len(ids)):
        counts[:] = 0
        for i in ids[t].ravel():
            counts[i] += 1
        ground = counts.argmax()
        for y in range(ids.shape[1]):
            for x in range(ids.shape[2]):
                bare[y, x] = -1 if ids[t, y, x] == ground else palette[ids[t, y, x]]
        for y in range(top - high, ids.shape[1], high):
            for x in range(left - wide, ids.shape[2], wide):
                view = (slice(max(0, y), max(0, y + high)), slice(max(0, x), max(0, x + wide)))
                here = bare[view]
                parts = cells[:, max(0, -y) : ids.shape[1] - y, max(0, -x) : ids.shape[2] - x]
                if here.size < high * wide:
                    known = here.size >= LEAST_PART * high * wide and _is_one_of(here, parts)
                else:
                    key = cell_hash(bare, x, y, wide, high)
                    at = np.searchsorted(hashes, key)
                    known = at < len(hashes) and hashes[at] == key
                if known:
                    _paint(out[t][view], here >= 0, ground if hidden == GROUND else hidden)
                else:
                    _clear(out[t][view], here, parts, ground, hidden)
    return out


@njit(cache=True)
@no_type_check
def _clear(out: np.ndarray, here: np.ndarray, parts: np.ndarray, ground: int, hidden: int) -> None:
    """The same for a cell that shows more than one tile: something stands before it, another tile maybe."""
    gone = here < 0
    n = _behind(here, gone, parts)
    while n >= 0:
        inked = parts[n] >= 0
        alike = inked & (here == parts[n]) & ~gone
        if hidden == GROUND:
            _paint(out, alike, ground)
        else:
            _paint(out, inked, hidden)
        gone |= alike
        n = _behind(here, gone, parts)


@njit(cache=True)
@no_type_check
def is_made_of(cell: np.ndarray, others: np.ndarray) -> bool:
    """Whether a cell shows nothing but some of the others [n, y, x], one before another."""
    left = cell.copy()
    _clear(left, cell, others, -1, GROUND)
    return (left < 0).all()


@njit(cache=True)
@no_type_check
def _paint(out: np.ndarray, where: np.ndarray, colour: int) -> None:
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            if where[y, x]:
                out[y, x] = colour


@njit(cache=True)
@no_type_check
def _behind(here: np.ndarray, gone: np.ndarray, parts: np.ndarray) -> int:
    """Which of the tiles' parts (int32 [n, y, x]) is what the rest of a cell, that isn't gone, stands before; -1 where
    it takes fewer bits to paint it as it is: a door may well share half of its pixels with a crate, but like confetti.
    """
    best, least = -1, picture_bits(here, ~gone)
    for n in range(len(parts)):
        inked, alike = 0, 0
        for y in range(here.shape[0]):
            for x in range(here.shape[1]):
                inked += parts[n, y, x] >= 0
                alike += parts[n, y, x] >= 0 and parts[n, y, x] == here[y, x] and not gone[y, x]
        if alike and alike >= LEAST_SHOWN * inked:
            shown = gone | (here == parts[n])
            bits = TILE_BITS + cut_bits(cut_turns(parts[n] >= 0, shown)) + picture_bits(here, ~shown)
            if bits < least:
                best, least = n, bits
    return best


@njit(cache=True)
@no_type_check
def _is_one_of(here: np.ndarray, parts: np.ndarray) -> bool:
    """Whether what the frame shows of a clipped cell is what it would show of one of the tiles."""
    for n in range(len(parts)):
        same, inked = True, False
        for y in range(here.shape[0]):
            for x in range(here.shape[1]):
                same &= here[y, x] == parts[n, y, x]
                inked |= parts[n, y, x] >= 0
        if same and inked:
            return True
    return False


@njit(cache=True)
@no_type_check
def cell_hash(cell: np.ndarray, left: int, top: int, wide: int, high: int) -> int:
    """The hash of a cell's pixels, wherever it stands."""
    total = np.uint64(0)
    for y in range(high):
        for x in range(wide):
            total += pixel_hash(x, y, cell[top + y, left + x])
    return total
