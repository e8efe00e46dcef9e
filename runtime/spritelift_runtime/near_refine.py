"""Placements of near sprites: moved by a pixel where that makes a frame better, left out where they don't; compiled."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.near_looks import Looks, meeting
from spritelift_runtime.near_weigh import Around, saved_bits, surroundings

ROUNDS = 5
"""Times that every placement is looked at, at most: what one does may move its neighbours."""
LEAST_BITS = 0.01
"""What a move must save; rounding alone saves less."""


@njit(cache=True)
@no_type_check
def refined(frame: np.ndarray, ground: np.ndarray, rows: np.ndarray, looks: Looks, unlike: np.ndarray) -> np.ndarray:
    """int64 [n, 3]: the placements' rows (look, x, y, back to front), each where it saves the most bits.

    From its place, each moves to the best of its eight neighbours until none is better, those in front first. `frame`
    and `ground` are uint8 [h, w, 3], `unlike` bool [h, w] is where the placements, as they are, don't show the frame.
    """
    rows, every, settled = rows.copy(), np.ones(len(rows), np.bool_), np.zeros(len(rows), np.bool_)
    for number, (look, x, y) in enumerate(rows):
        (wide, high), left, top = looks.sides[look], max(0, x - 1), max(0, y - 1)
        settled[number] = not unlike[top : max(0, y + high + 1), left : max(0, x + wide + 1)].any()
    for _ in range(ROUNDS):
        for number in range(len(rows) - 1, -1, -1):
            if settled[number]:
                continue
            around = surroundings(frame, ground, rows, every, number, looks)
            before, after = _place(frame, around, rows[number], looks)
            settled[number] = before == after
            if before != after:
                settled[meeting(rows, number, looks, 1)] = False
                rows[number, 1:] = after
                settled[meeting(rows, number, looks, 1)] = False
        if settled.all():
            break
    return rows


@njit(cache=True)
@no_type_check
def helping(frame: np.ndarray, ground: np.ndarray, rows: np.ndarray, looks: Looks, least: float) -> np.ndarray:
    """bool [n]: the placements that are left when all that save fewer than `least` bits are dropped, one by one.

    `frame` and `ground` are uint8 [h, w, 3], `rows` int64 [n, 3] look, x, y, back to front. Those in front are asked
    first: as long as a wrong one is there, right ones that it hides save nothing, and would be dropped before it.
    """
    kept, settled = np.ones(len(rows), np.bool_), np.zeros(len(rows), np.bool_)
    while not settled.all():
        for number in range(len(rows) - 1, -1, -1):
            if settled[number]:
                continue
            around, (look, x, y) = surroundings(frame, ground, rows, kept, number, looks), rows[number]
            settled[number] = True
            if saved_bits(frame, around, look, x, y, looks) < least:
                kept[number] = False
                near = meeting(rows, number, looks)
                settled[near[kept[near]]] = False
    return kept


@njit(cache=True)
@no_type_check
def _place(frame: np.ndarray, around: Around, row: np.ndarray, looks: Looks) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where a placement stands, and where it would best: there, or a pixel from there."""
    look, x, y = row
    most = saved_bits(frame, around, look, x, y, looks) + LEAST_BITS
    best = x, y
    for to_y in range(y - 1, y + 2):
        for to_x in range(x - 1, x + 2):
            saved = saved_bits(frame, around, look, to_x, to_y, looks)
            if saved > most:
                most, best = saved, (to_x, to_y)
    return (x, y), best
