"""The frame under explanation, and what a candidate placement would do to it."""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.dictionary import Tables

BACKGROUND, OPEN, COVERED = 0, 1, 2
"""What a pixel of the frame is: as the background, still to be explained, or explained."""
WHOLE = -1
"""Stands for the flags of an item that is not cut."""


class Canvas(NamedTuple):
    """The frame under explanation: packed colours, states, and whether its background is unknown there, each [h, w]."""

    frame: np.ndarray
    state: np.ndarray
    unknown: np.ndarray


class Found(NamedTuple):
    """What was placed, front to back: `items` int64 [n, 4] = variant, x, y, first of its flags in `shown` (or `WHOLE`).

    A cut item has one flag (0 or 1) in `shown` for each of its variant's hard pixels.
    """

    items: np.ndarray
    shown: np.ndarray


@njit(cache=True)
@no_type_check
def weigh(canvas: Canvas, tables: Tables, variant: int, x: int, y: int) -> tuple[int, int]:
    """Pixels that a candidate newly explains, and visible pixels that contradict it."""
    high, wide = canvas.frame.shape
    gain, miss = 0, 0
    for p in range(tables.starts[variant], tables.starts[variant] + tables.counts[variant]):
        j, i = y + tables.dy[p], x + tables.dx[p]
        if 0 <= j < high and 0 <= i < wide:
            state = canvas.state[j, i]
            if canvas.frame[j, i] == tables.colour[p]:
                gain += state == OPEN
            else:
                miss += state != COVERED
    return gain, miss


@njit(cache=True)
@no_type_check
def show(canvas: Canvas, tables: Tables, variant: int, x: int, y: int, shown: np.ndarray) -> int:
    """Flag the candidate's pixels that don't contradict the frame, before they are covered; how often the flags turn
    (`cost.cut_turns`), 0 where none contradicts."""
    high, wide = canvas.frame.shape
    first, turns = tables.starts[variant], 0
    for k in range(tables.counts[variant]):
        j, i = y + tables.dy[first + k], x + tables.dx[first + k]
        shown[k] = 1
        if 0 <= j < high and 0 <= i < wide and canvas.state[j, i] != COVERED:
            shown[k] = canvas.frame[j, i] == tables.colour[first + k]
        left, above = tables.left[first + k], tables.above[first + k]
        unlike_left = shown[k] != (1 if left < 0 else shown[left])
        turns += unlike_left and shown[k] != (1 if above < 0 else shown[above])
    return turns


@njit(cache=True)
@no_type_check
def cover(canvas: Canvas, tables: Tables, variant: int, x: int, y: int) -> None:
    """Count the candidate's agreeing pixels as explained, and its soft ones that show: what lies behind these is to
    contradict nothing, and they are verified once all is found."""
    high, wide = canvas.frame.shape
    first = tables.starts[variant]
    for p in range(first, first + tables.counts[variant]):
        j, i = y + tables.dy[p], x + tables.dx[p]
        if 0 <= j < high and 0 <= i < wide and canvas.frame[j, i] == tables.colour[p]:
            canvas.state[j, i] = COVERED
    soft = tables.soft
    for p in range(soft.starts[variant], soft.starts[variant] + soft.counts[variant]):
        j, i = y + soft.dy[p], x + soft.dx[p]
        if 0 <= j < high and 0 <= i < wide and canvas.state[j, i] == OPEN:
            k = first + soft.beside[p]
            b, a = y + tables.dy[k], x + tables.dx[k]
            # Covered by now is what `show` flags: so is what lies beyond the frame's edge.
            if b < 0 or b >= high or a < 0 or a >= wide or canvas.state[b, a] == COVERED:
                canvas.state[j, i] = COVERED


@njit(cache=True)
@no_type_check
def descending(values: np.ndarray) -> np.ndarray:
    """Indices that order the values, the highest first, equal ones as they came: nothing is left to chance."""
    return np.argsort(-values, kind="mergesort")
