"""What of the last frame's explanation goes on, compiled: only where pixels changed is anything searched for again."""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.dictionary import Tables
from spritelift_runtime.exact.canvas import WHOLE, Found


class Still(NamedTuple):
    """What holds on the next frame, and where to look for more."""

    found: Found
    """Items of the last frame that stay where and what they are."""
    only: np.ndarray
    """bool [h, w]: pixels unlike the background that these don't show: to be explained anew."""
    left: np.ndarray
    """bool [h, w]: pixels that nothing explained, and nothing near them changed."""


@njit(cache=True, nogil=True)
@no_type_check
def pack_frame(frame: np.ndarray) -> np.ndarray:
    """RGB uint8 [h, w, 3] as `dictionary.packed` gives it, int32 [h, w]; three times as fast."""
    out = np.empty(frame.shape[:2], np.int32)
    for y in range(frame.shape[0]):
        for x in range(frame.shape[1]):
            out[y, x] = np.int32(frame[y, x, 0]) | np.int32(frame[y, x, 1]) << 8 | np.int32(frame[y, x, 2]) << 16
    return out


@njit(cache=True, nogil=True)
@no_type_check
def still_true(
    frame: np.ndarray, last: np.ndarray, background: np.ndarray, found: Found, left: np.ndarray, tables: Tables
) -> Still:
    """What stays of the explanation (`found`, `left`) of the frame `last`, over the same background; all [h, w].

    An item stays where neither its pixels nor those beside them changed, and it lies over or under none that goes:
    what arrives beside something may be a part of it, hidden until now.
    """
    hit = _changed(frame, last)
    stays = np.ones(len(found.items), np.bool_)
    again = True
    while again:
        again = False
        for n in range(len(found.items)):
            if stays[n] and _mark(hit, found.items[n], tables, False):
                stays[n], again = False, True
                _mark(hit, found.items[n], tables, True)
    _reopen(hit, left)
    only, still_left = np.empty(frame.shape, np.bool_), np.empty(frame.shape, np.bool_)
    for y in range(frame.shape[0]):
        for x in range(frame.shape[1]):  # without a branch: four pixels go at once
            still_left[y, x] = left[y, x] & ~hit[y, x]
            only[y, x] = (frame[y, x] != background[y, x]) & ~still_left[y, x]
    kept = _only(found, stays, tables)
    for n in range(len(kept.items)):
        _take(only, kept, n, tables)
    return Still(kept, only, still_left)


@njit(cache=True)
@no_type_check
def _changed(frame: np.ndarray, last: np.ndarray) -> np.ndarray:
    """bool [h, w]: the pixels that differ, and all beside them."""
    high, wide = frame.shape
    hit = np.zeros((high, wide), np.bool_)
    for y in range(high):
        if not _differs(frame[y], last[y]):
            continue
        for x in range(wide):
            if frame[y, x] != last[y, x]:
                for j in range(max(0, y - 1), min(high, y + 2)):
                    for i in range(max(0, x - 1), min(wide, x + 2)):
                        hit[j, i] = True
    return hit


@njit(cache=True)
@no_type_check
def _differs(row: np.ndarray, other: np.ndarray) -> bool:
    """Whether two rows of pixels differ at all: told eight pixels at a time, and most rows don't."""
    bits = 0
    for x in range(len(row)):
        bits |= row[x] ^ other[x]
    return bits != 0


@njit(cache=True)
@no_type_check
def _mark(hit: np.ndarray, item: np.ndarray, tables: Tables, value: bool) -> bool:
    """Whether any pixel of the item's is hit; with `value`, all are from now on."""
    variant, x, y, _ = item
    soft = tables.soft
    hard = _mark_part(hit, x, y, tables.dx, tables.dy, tables.starts[variant], tables.counts[variant], value)
    blended = _mark_part(hit, x, y, soft.dx, soft.dy, soft.starts[variant], soft.counts[variant], value)
    return hard or blended


@njit(cache=True)
@no_type_check
def _mark_part(
    hit: np.ndarray, x: int, y: int, dx: np.ndarray, dy: np.ndarray, first: int, count: int, value: bool
) -> bool:
    """The same of some of its pixels: `count` rows of `dx`, `dy` from `first` on."""
    for p in range(first, first + count):
        j, i = y + dy[p], x + dx[p]
        if 0 <= j < hit.shape[0] and 0 <= i < hit.shape[1]:
            if value:
                hit[j, i] = True
            elif hit[j, i]:
                return True
    return value


@njit(cache=True)
@no_type_check
def _reopen(hit: np.ndarray, left: np.ndarray) -> None:
    """Hit whatever is left unexplained and connected with something hit."""
    again = left.any()
    while again:
        again = False
        for y in range(left.shape[0]):
            for x in range(left.shape[1]):
                if left[y, x] and not hit[y, x] and _beside(hit, y, x):
                    hit[y, x] = again = True


@njit(cache=True)
@no_type_check
def _beside(hit: np.ndarray, y: int, x: int) -> bool:
    """Whether anything beside this pixel is hit."""
    for j in range(max(0, y - 1), min(hit.shape[0], y + 2)):
        for i in range(max(0, x - 1), min(hit.shape[1], x + 2)):
            if hit[j, i]:
                return True
    return False


@njit(cache=True)
@no_type_check
def _take(only: np.ndarray, found: Found, n: int, tables: Tables) -> None:
    """Clear the pixels that item n shows, or that others hide of it."""
    variant, x, y, flags = found.items[n]
    for k in range(tables.counts[variant]):
        j, i = y + tables.dy[tables.starts[variant] + k], x + tables.dx[tables.starts[variant] + k]
        if 0 <= j < only.shape[0] and 0 <= i < only.shape[1] and (flags == WHOLE or found.shown[flags + k]):
            only[j, i] = False
    soft = tables.soft
    for p in range(soft.starts[variant], soft.starts[variant] + soft.counts[variant]):
        j, i = y + soft.dy[p], x + soft.dx[p]
        shows = flags == WHOLE or found.shown[flags + soft.beside[p]]
        if 0 <= j < only.shape[0] and 0 <= i < only.shape[1] and shows:
            only[j, i] = False


@njit(cache=True)
@no_type_check
def _only(found: Found, stays: np.ndarray, tables: Tables) -> Found:
    """`Found` of the items that stay, with their flags and no others."""
    items, shown = np.empty_like(found.items), np.empty_like(found.shown)
    count, used = 0, 0
    for n in range(len(stays)):
        if not stays[n]:
            continue
        for column in range(4):
            items[count, column] = found.items[n, column]
        if items[count, 3] != WHOLE:
            for k in range(tables.counts[items[count, 0]]):
                shown[used + k] = found.shown[items[count, 3] + k]
            items[count, 3] = used
            used += tables.counts[items[count, 0]]
        count += 1
    return Found(items[:count], shown[:used])


def joined(front: Found, back: Found) -> Found:
    """The items of both, those of `front` in front."""
    items = back.items.copy()
    items[items[:, 3] != WHOLE, 3] += len(front.shown)
    return Found(np.concatenate([front.items, items]), np.concatenate([front.shown, back.shown]))
