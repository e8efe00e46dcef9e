"""Placements of near sprites, moved by a pixel where that makes a frame better; compiled.

An encoder is often a pixel off.
"""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.blending import ROUNDED
from spritelift_runtime.blending_compiled import blended
from spritelift_runtime.cost import NEAR_OFF_BITS
from spritelift_runtime.near_weigh import Looks, lay, meeting, off_levels

ROUNDS = 5
"""Times that every placement is looked at, at most: what one does may move its neighbours."""
LEAST_BITS = 0.01
"""What a move must save; rounding alone saves less."""


class Around(NamedTuple):
    """What stands behind and before one placement, a pixel further than its box on each side, cut at the frame's edge.

    `left` and `top` are its corner on the frame; `behind` is int64 [h, w, 3]; in `before` uint8 [h, w, n, 4] the first
    `layers` int64 [h, w] are what is laid over it, back to front, -1 where that hides it whole; `bits` float32 [h, w]
    is what a pixel costs without the placement.
    """

    left: int
    top: int
    behind: np.ndarray
    before: np.ndarray
    layers: np.ndarray
    bits: np.ndarray


@njit(cache=True)
@no_type_check
def refined(frame: np.ndarray, ground: np.ndarray, rows: np.ndarray, looks: Looks, unlike: np.ndarray) -> np.ndarray:
    """int64 [n, 3]: the placements' rows (look, x, y, back to front), each where it saves the most bits.

    From its place, each moves to the best of its eight neighbours until none is better, those in front first. `frame`
    and `ground` are uint8 [h, w, 3], `unlike` bool [h, w] is where the placements, as they are, don't show the frame.
    """
    rows, settled = rows.copy(), np.zeros(len(rows), np.bool_)
    for number, (look, x, y) in enumerate(rows):
        (wide, high), left, top = looks.sides[look], max(0, x - 1), max(0, y - 1)
        settled[number] = not unlike[top : max(0, y + high + 1), left : max(0, x + wide + 1)].any()
    for _ in range(ROUNDS):
        for number in range(len(rows) - 1, -1, -1):
            if settled[number]:
                continue
            before, after = _place(frame, _around(frame, ground, rows, number, looks), rows[number], looks)
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
def _place(frame: np.ndarray, around: Around, row: np.ndarray, looks: Looks) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where a placement stands, and where it would best: there, or a pixel from there."""
    look, x, y = row
    most = _saved_bits(frame, around, look, x, y, looks) + LEAST_BITS
    best = x, y
    for to_y in range(y - 1, y + 2):
        for to_x in range(x - 1, x + 2):
            saved = _saved_bits(frame, around, look, to_x, to_y, looks)
            if saved > most:
                most, best = saved, (to_x, to_y)
    return (x, y), best


@njit(cache=True)
@no_type_check
def _around(frame: np.ndarray, ground: np.ndarray, rows: np.ndarray, number: int, looks: Looks) -> Around:
    """What a placement, or a neighbour of its place, has behind and before it."""
    look, x, y = rows[number]
    left, right = max(0, x - 1), max(0, min(frame.shape[1], x + looks.sides[look, 0] + 1))
    top, bottom = max(0, y - 1), max(0, min(frame.shape[0], y + looks.sides[look, 1] + 1))
    high, wide, near = max(0, bottom - top), max(0, right - left), meeting(rows, number, looks, 1)
    under, over = near[near < number], near[near > number]
    behind, before = np.zeros((high, wide, 3), np.int64), np.zeros((high, wide, len(over), 4), np.uint8)
    layers, bits, colour = np.zeros((high, wide), np.int64), np.zeros((high, wide), np.float32), np.zeros(3, np.int64)
    for i in range(high):
        for j in range(wide):
            colour[:] = ground[top + i, left + j]
            for other in under:
                lay(colour, rows[other], looks, left + j, top + i)
            behind[i, j] = colour
            layers[i, j] = _stack(before[i, j], rows, over, looks, left + j, top + i)
            if layers[i, j] >= 0:
                bits[i, j] = _bits(frame[top + i, left + j], colour, before[i, j], layers[i, j])
    return Around(left, top, behind, before, layers, bits)


@njit(cache=True)
@no_type_check
def _stack(stack: np.ndarray, rows: np.ndarray, others: np.ndarray, looks: Looks, x: int, y: int) -> int:
    """Gather what placements show at a pixel; how many show anything, -1 where one is opaque."""
    count = 0
    for other in others:
        look, i, j = rows[other, 0], x - rows[other, 1], y - rows[other, 2]
        if 0 <= i < looks.sides[look, 0] and 0 <= j < looks.sides[look, 1]:
            pixel = looks.pixels[looks.starts[look] + j * looks.sides[look, 0] + i]
            if pixel[3] == 255:
                return -1
            if pixel[3]:
                stack[count] = pixel
                count += 1
    return count


@njit(cache=True)
@no_type_check
def _saved_bits(frame: np.ndarray, around: Around, look: int, x: int, y: int, looks: Looks) -> float:
    """What the frame costs less with a placement at a place than without it, over its own pixels."""
    (wide, high), saved, colour = looks.sides[look], 0.0, np.zeros(3, np.int64)
    for j in range(max(0, around.top - y), min(high, around.top + around.bits.shape[0] - y)):
        for i in range(max(0, around.left - x), min(wide, around.left + around.bits.shape[1] - x)):
            pixel = looks.pixels[looks.starts[look] + j * wide + i]
            row, column = y + j - around.top, x + i - around.left
            if pixel[3] == 0 or around.layers[row, column] < 0:
                continue
            for c in range(3):
                colour[c] = blended(around.behind[row, column, c], np.int64(pixel[c]), np.int64(pixel[3]), ROUNDED)
            shown = _bits(frame[y + j, x + i], colour, around.before[row, column], around.layers[row, column])
            saved += around.bits[row, column] - shown
    return saved


@njit(cache=True)
@no_type_check
def _bits(seen: np.ndarray, colour: np.ndarray, before: np.ndarray, layers: int) -> float:
    """What a pixel costs that has this colour, behind what is laid over it."""
    shown = colour.copy()
    for n in range(layers):
        for c in range(3):
            shown[c] = blended(shown[c], np.int64(before[n, c]), np.int64(before[n, 3]), ROUNDED)
    return NEAR_OFF_BITS[off_levels(seen, shown)]
