"""Tiles in the cells of their grids: most of a tiled frame is explained by looking there, and nowhere else."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.dictionary import Tables
from spritelift_runtime.exact.canvas import OPEN, Canvas

LEAST_PART = 0.2
"""Share of a tile that must show where the frame's edge clips it."""
LEAST_PX = 3
"""Fewer pixels of a half-hidden tile don't pay for naming it."""


@njit(cache=True)
@no_type_check
def in_cells(canvas: Canvas, tables: Tables, corner: tuple[int, int]) -> np.ndarray:
    """int64 [n, 4] (variant, x, y, pixels): tiles that show in full, unexplained, in a cell of their grid.

    `corner` is where the canvas lies on the frame that the grid is of.
    """
    high, wide = canvas.frame.shape
    frame, state = canvas.frame.ravel(), canvas.state.ravel()
    dx, dy, colour = tables.dx, tables.dy, tables.colour
    fit, count = np.empty((_cells(canvas, tables), 4), np.int64), 0
    for n in range(len(tables.tiles)):
        variant, pitch_x, pitch_y, left, top = tables.tiles[n]
        first, size = tables.starts[variant], tables.counts[variant]
        x0 = _first(left - corner[0], pitch_x, tables.sides[variant, 0])
        for y in range(_first(top - corner[1], pitch_y, tables.sides[variant, 1]), high, pitch_y):
            for x in range(x0, wide, pitch_x):
                gain, fits = 0, True
                for p in range(first, first + size):
                    j, i = y + dy[p], x + dx[p]
                    if 0 <= j < high and 0 <= i < wide:
                        at = j * wide + i
                        if frame[at] != colour[p] or state[at] != OPEN:
                            fits = False
                            break
                        gain += 1
                if fits and gain and gain >= LEAST_PART * size:
                    fit[count, 0], fit[count, 1], fit[count, 2], fit[count, 3] = variant, x, y, gain
                    count += 1
    return fit[:count]


@njit(cache=True)
@no_type_check
def half_hidden(canvas: Canvas, tables: Tables, corner: tuple[int, int]) -> np.ndarray:
    """int64 [n, 3] (variant, x, y): tiles of which a cell still shows something, worth proposing to the search."""
    high, wide = canvas.frame.shape
    frame, state = canvas.frame.ravel(), canvas.state.ravel()
    fit, count = np.empty((_cells(canvas, tables), 3), np.int64), 0
    left_open = np.flatnonzero(state == OPEN)
    for n in range(len(tables.tiles)):
        variant, pitch_x, pitch_y, left, top = tables.tiles[n]
        first, size = tables.starts[variant], tables.counts[variant]
        x0 = _first(left - corner[0], pitch_x, tables.sides[variant, 0])
        y0 = _first(top - corner[1], pitch_y, tables.sides[variant, 1])
        asked = np.zeros(((high - y0) // pitch_y + 1, (wide - x0) // pitch_x + 1), np.bool_)
        for at in left_open:
            row, column = (at // wide - y0) // pitch_y, (at % wide - x0) // pitch_x
            if asked[row, column]:
                continue
            asked[row, column] = True
            y, x, gain = y0 + row * pitch_y, x0 + column * pitch_x, 0
            for p in range(first, first + size):
                j, i = y + tables.dy[p], x + tables.dx[p]
                if 0 <= j < high and 0 <= i < wide and frame[j * wide + i] == tables.colour[p]:
                    gain += state[j * wide + i] == OPEN
            if gain >= LEAST_PX:
                fit[count, 0], fit[count, 1], fit[count, 2] = variant, x, y
                count += 1
    return fit[:count]


@njit(cache=True)
@no_type_check
def _first(place: int, pitch: int, side: int) -> int:
    """The first place of a grid at which something of that side reaches into the frame."""
    return place % pitch - pitch * ((place % pitch + side - 1) // pitch)


@njit(cache=True)
@no_type_check
def _cells(canvas: Canvas, tables: Tables) -> int:
    """How many cells all tiles together have."""
    high, wide = canvas.frame.shape
    cells = 0
    for n in range(len(tables.tiles)):
        side = tables.sides[tables.tiles[n, 0]]
        across, down = (wide + side[0]) // tables.tiles[n, 1] + 2, (high + side[1]) // tables.tiles[n, 2] + 2
        cells += across * down
    return cells
