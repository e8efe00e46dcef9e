# ruff: noqa: ANN001, ANN201, ANN202  (numba finds the types of compiled code)
"""The paint order that is cheapest to say: things keep their places in it wherever no pixel shows the difference."""

from typing import no_type_check

import numpy as np
from numba import njit

SPRITE, X, Y, LAYER, FLIP = range(5)


@njit(cache=True)
@no_type_check
def kept_order(rows, wished, figures, masks, wanted, loose):
    """The numbers in `wished` in an order that paints the same frame as rising ones, as near to `wished` as can be.

    `rows` [n, 6] are placements in paint order, of which `wished` lists some numbers; `wanted` [n] are 1 + the place of
    each one's mask in `masks` (0: whole); `loose` [n] marks those that may reach beyond their sprite's box.
    """
    n = len(wished)
    waits = np.zeros(n, np.int64)  # how many must be painted before
    for i in range(n):
        for j in range(i):
            if wished[j] > wished[i] and _meet(rows, wished[i], wished[j], figures, masks, wanted, loose):
                waits[j] += 1
    out = np.arange(n)
    if not waits.any():
        return out
    for i in range(n):
        for j in range(i):
            if wished[j] < wished[i] and _meet(rows, wished[j], wished[i], figures, masks, wanted, loose):
                waits[i] += 1
    for place in range(n):
        i = 0
        while waits[i]:
            i += 1
        waits[i] = -1
        out[place] = i
        for j in range(n):
            after = waits[j] > 0 and wished[j] > wished[i]
            if after and _meet(rows, wished[i], wished[j], figures, masks, wanted, loose):
                waits[j] -= 1
    return out


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _meet(rows, a, b, figures, masks, wanted, loose):
    """Whether it matters which of two placements is painted first."""
    if rows[a, LAYER] != rows[b, LAYER]:
        return False
    if loose[a] or loose[b]:
        return True
    wide, high = figures.sizes[rows[a, SPRITE], 0], figures.sizes[rows[a, SPRITE], 1]
    other_wide, other_high = figures.sizes[rows[b, SPRITE], 0], figures.sizes[rows[b, SPRITE], 1]
    left, right = max(rows[a, X], rows[b, X]), min(rows[a, X] + wide, rows[b, X] + other_wide)
    top, bottom = max(rows[a, Y], rows[b, Y]), min(rows[a, Y] + high, rows[b, Y] + other_high)
    for y in range(top, bottom):
        for x in range(left, right):
            one = _seen(rows, a, x, y, figures, masks, wanted)
            other = _seen(rows, b, x, y, figures, masks, wanted)
            if one >= 0 and other >= 0 and (one != other or not figures.hard[one]):
                return True
    return False


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _seen(rows, row, x, y, figures, masks, wanted):
    """The colour that a placement paints at a pixel of its box; -1 for none."""
    sprite = rows[row, SPRITE]
    width, height = figures.sizes[sprite, 0], figures.sizes[sprite, 1]
    column, line = x - rows[row, X], y - rows[row, Y]
    if rows[row, FLIP] & 1:
        column = width - 1 - column
    if rows[row, FLIP] & 2:
        line = height - 1 - line
    k = line * width + column
    if figures.clear[figures.starts[sprite] + k] or (wanted[row] and not masks[wanted[row] - 1 + k]):
        return -1
    return figures.colours[figures.starts[sprite] + k]
