"""Soft pixels, verified: what was found is composed, and where one of them shows the frame must look just so."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.blending_compiled import blended
from spritelift_runtime.dictionary import Tables
from spritelift_runtime.exact.canvas import WHOLE, Found


@njit(cache=True, nogil=True)
@no_type_check
def check_soft(frame: np.ndarray, background: np.ndarray, found: Found, left: np.ndarray, tables: Tables) -> None:
    """Set `left` (bool [h, w], in place), wherever an item has a soft pixel that shows, to whether composing the items
    over the background (black where it is unknown) gives another colour than the packed frame's."""
    soft = soft_places(found, tables, frame.shape)
    if not soft.any():
        return
    painted = np.maximum(background, 0)
    for n in range(len(found.items) - 1, -1, -1):
        _paint(painted, found, n, tables)
    for y in range(frame.shape[0]):
        for x in range(frame.shape[1]):
            if soft[y, x]:
                left[y, x] = painted[y, x] != frame[y, x]


@njit(cache=True)
@no_type_check
def soft_places(found: Found, tables: Tables, size: tuple[int, int]) -> np.ndarray:
    """bool [h, w]: where an item has a soft pixel that its cut shows."""
    places = np.zeros(size, np.bool_)
    for n in range(len(found.items)):
        variant, x, y, flags = found.items[n]
        for p in range(tables.soft.starts[variant], tables.soft.starts[variant] + tables.soft.counts[variant]):
            j, i = y + tables.soft.dy[p], x + tables.soft.dx[p]
            if 0 <= j < size[0] and 0 <= i < size[1]:
                places[j, i] |= flags == WHOLE or found.shown[flags + tables.soft.beside[p]] == 1
    return places


@njit(cache=True)
@no_type_check
def _paint(painted: np.ndarray, found: Found, n: int, tables: Tables) -> None:
    """Paint what item n shows over the packed picture, in place."""
    high, wide = painted.shape
    variant, x, y, flags = found.items[n]
    first, soft = tables.starts[variant], tables.soft
    for k in range(tables.counts[variant]):
        j, i = y + tables.dy[first + k], x + tables.dx[first + k]
        if 0 <= j < high and 0 <= i < wide and (flags == WHOLE or found.shown[flags + k] == 1):
            painted[j, i] = tables.colour[first + k]
    for p in range(soft.starts[variant], soft.starts[variant] + soft.counts[variant]):
        j, i = y + soft.dy[p], x + soft.dx[p]
        if 0 <= j < high and 0 <= i < wide and (flags == WHOLE or found.shown[flags + soft.beside[p]] == 1):
            colour = 0
            for channel in range(3):
                under = (painted[j, i] >> (8 * channel)) & 255
                colour |= blended(under, soft.rgba[p, channel], soft.rgba[p, 3], soft.rule) << (8 * channel)
            painted[j, i] = colour
