"""Cuts that only hide what others paint are overlaps."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.dictionary import Tables
from spritelift_runtime.exact.canvas import COVERED, WHOLE, Canvas


@njit(cache=True)
@no_type_check
def uncut(canvas: Canvas, tables: Tables, items: np.ndarray, shown: np.ndarray) -> np.ndarray:
    """The items, where a cut that only hides pixels painted by later items becomes an overlap.

    The greedy search may find the larger of two overlapping sprites first, though it lies behind.
    """
    high, wide = canvas.frame.shape
    own, over = np.full((high, wide), -1, np.int64), np.full((high, wide), -1, np.int64)
    for n in range(len(items) - 1, -1, -1):
        variant, x, y, flags = items[n]
        if flags == WHOLE:
            continue
        first, size = tables.starts[variant], tables.counts[variant]
        hidden_by_something = True
        for k in range(size):
            j, i = y + tables.dy[first + k], x + tables.dx[first + k]
            if 0 <= j < high and 0 <= i < wide:
                own[j, i] = n
                hidden_by_something &= shown[flags + k] == 1 or canvas.state[j, i] == COVERED
        if not hidden_by_something:
            continue
        last = n
        for m in range(n + 1, len(items)):
            if _paints(canvas, tables, items[m], shown, own, over, n):
                last = m
        overlap = True
        for k in range(size):
            j, i = y + tables.dy[first + k], x + tables.dx[first + k]
            if 0 <= j < high and 0 <= i < wide:
                overlap &= (over[j, i] == n) == (shown[flags + k] == 0)
        if overlap:  # behind the last that covers it
            for m in range(n, last):
                for k in range(4):
                    items[m, k] = items[m + 1, k]
            items[last, 0], items[last, 1], items[last, 2], items[last, 3] = variant, x, y, WHOLE
    return items


@njit(cache=True)
@no_type_check
def _paints(
    canvas: Canvas, tables: Tables, item: np.ndarray, shown: np.ndarray, own: np.ndarray, over: np.ndarray, n: int
) -> bool:
    """Mark with n, on `over`, the pixels of item n (marked on `own`) that this item shows; whether there are any."""
    high, wide = canvas.frame.shape
    variant, x, y, flags = item
    first, any_ = tables.starts[variant], False
    for k in range(tables.counts[variant]):
        j, i = y + tables.dy[first + k], x + tables.dx[first + k]
        if 0 <= j < high and 0 <= i < wide and own[j, i] == n and (flags == WHOLE or shown[flags + k] == 1):
            over[j, i] = n
            any_ = True
    return any_
