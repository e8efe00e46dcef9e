"""The order of the search: blobs that are known whole first, then the largest unknown one, front to back.

`explain` wraps it; what it decides, and why, is told there and in docs/mining.md.
"""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.blobs import find_blobs
from spritelift_runtime.dictionary import Tables
from spritelift_runtime.exact.best import UNASKED, best, largest_first, rest_of
from spritelift_runtime.exact.canvas import COVERED, OPEN, WHOLE, Canvas, Found, cover, show
from spritelift_runtime.exact.cells import half_hidden, in_cells
from spritelift_runtime.exact.fitting import in_full, known, place_fitting, whole
from spritelift_runtime.exact.overlaps import uncut

LEFT_PX = 100
"""Most pixels that are shown exactly though no sprite pays for them: with more, the frame is of another world."""


@njit(cache=True, nogil=True)
@no_type_check
def search(
    frame: np.ndarray,
    background: np.ndarray,
    only: np.ndarray,
    proposals: np.ndarray,
    tables: Tables,
    exactly: bool,
    corner: tuple[int, int],
) -> tuple[Found, np.ndarray]:
    """Explain packed `frame` over packed `background` [h, w]; returns (`Found`, bool [h, w] of what is left).

    `only` is bool [h, w], or of no pixels where everything is to be explained; `proposals` int64 [n, 3] are variant,
    x, y; `exactly` shows the few pixels that nothing pays for by whatever has them; `corner` is where the frame given
    lies on that whose cells tiles stand in.
    """
    state = np.zeros(frame.shape, np.uint8)
    for y in range(frame.shape[0]):
        for x in range(frame.shape[1]):
            if frame[y, x] != background[y, x]:
                state[y, x] = OPEN if only.size == 0 or only[y, x] else COVERED
    canvas = Canvas(frame, state, background < 0)
    items = np.empty(((state == OPEN).sum(), 4), np.int64)
    shown, count = np.empty(256, np.uint8), 0
    if len(tables.tiles):
        count = place_fitting(canvas, tables, in_cells(canvas, tables, corner), items, count)
        proposals = np.concatenate((proposals, half_hidden(canvas, tables, corner)))
    blobs = find_blobs(state == OPEN, frame, 1)
    if len(tables.starts):
        count = place_fitting(canvas, tables, whole(canvas, blobs, proposals, tables), items, count)
        count = place_fitting(canvas, tables, known(canvas, blobs, tables), items, count)
        count = place_fitting(canvas, tables, in_full(canvas, blobs, tables), items, count)
        used, flags = 0, np.empty(tables.counts.max(), np.uint8)
        commonness = np.full(len(blobs.pixels), UNASKED)
        ends, waiting, n, paying = blobs.starts[1:].copy(), largest_first(canvas, blobs), 0, True
        while n < len(waiting):
            b = waiting[n]
            rest = rest_of(canvas, blobs, b, ends[b], commonness, tables)
            ends[b] = blobs.starts[b] + rest.left
            variant, x, y = best(canvas, blobs.boxes[b], rest, proposals, tables, flags, paying)
            if variant < 0:
                n += 1
                if n == len(waiting) and paying and exactly and 0 < (state == OPEN).sum() <= LEFT_PX:
                    n, paying = 0, False
            else:
                size = tables.counts[variant]
                if used + size > len(shown):
                    shown = _grown(shown, len(shown) + size)
                cut = show(canvas, tables, variant, x, y, shown[used : used + size])
                cover(canvas, tables, variant, x, y)
                items[count, 0], items[count, 1], items[count, 2] = variant, x, y
                items[count, 3] = used if cut else WHOLE
                used += size if cut else 0
                count += 1
        items = uncut(canvas, tables, items[:count], shown)
    return Found(items[:count], shown), state == OPEN


@njit(cache=True)
@no_type_check
def _grown(flags: np.ndarray, by: int) -> np.ndarray:
    """The flags, with room for more of them."""
    larger = np.empty(len(flags) + by, np.uint8)
    for k in range(len(flags)):
        larger[k] = flags[k]
    return larger
