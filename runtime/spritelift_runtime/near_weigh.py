"""What a placement of a near sprite saves where it stands; compiled."""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.blending import ROUNDED
from spritelift_runtime.blending_compiled import blended
from spritelift_runtime.cost import NEAR_OFF_BITS
from spritelift_runtime.near_looks import Looks, meeting


class Around(NamedTuple):
    """What stands behind and before one placement, a pixel further than its box on each side, cut at the frame's edge.

    `left` and `top` are its corner on the frame; `behind` is int64 [h, w, 3]; in `before` int64 [h, w, n, 4] the first
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
def surroundings(
    frame: np.ndarray, ground: np.ndarray, rows: np.ndarray, kept: np.ndarray, number: int, looks: Looks
) -> Around:
    """Of a placement, where all others that are `kept` are drawn.

    `frame` and `ground` are uint8 [h, w, 3], `rows` int64 [n, 3] look, x, y, back to front, `kept` bool [n].
    """
    look, x, y = rows[number]
    left, right = max(0, x - 1), max(0, min(frame.shape[1], x + looks.sides[look, 0] + 1))
    top, bottom = max(0, y - 1), max(0, min(frame.shape[0], y + looks.sides[look, 1] + 1))
    behind = ground[top:bottom, left:right].astype(np.int64)
    high, wide = behind.shape[:2]
    near = meeting(rows, number, looks, 1)
    near = near[kept[near] & (near != number)]
    before, layers = np.zeros((high, wide, (near > number).sum(), 4), np.int64), np.zeros((high, wide), np.int64)
    for other in near:
        _lay(behind, before, layers, rows[other] - np.array([0, left, top]), looks, other > number)
    bits = np.zeros((high, wide), np.float32)
    for i in range(high):
        for j in range(wide):
            if layers[i, j] >= 0:
                bits[i, j] = _bits(frame[top + i, left + j], behind[i, j], before[i, j], layers[i, j])
    return Around(left, top, behind, before, layers, bits)


@njit(cache=True)
@no_type_check
def saved_bits(frame: np.ndarray, around: Around, look: int, x: int, y: int, looks: Looks) -> float:
    """Bits that the frame costs less with a placement at a place, at most a pixel from where it was, than without it.

    Only the placement's own pixels inside the frame count.
    """
    (wide, high), saved, colour = looks.sides[look], 0.0, np.zeros(3, np.int64)
    for j in range(max(0, around.top - y), min(high, around.top + around.bits.shape[0] - y)):
        for i in range(max(0, around.left - x), min(wide, around.left + around.bits.shape[1] - x)):
            pixel = looks.pixels[looks.starts[look] + j * wide + i]
            row, column = y + j - around.top, x + i - around.left
            if pixel[3] == 0 or around.layers[row, column] < 0:
                continue
            colour[:] = around.behind[row, column]
            _blend(colour, pixel)
            shown = _bits(frame[y + j, x + i], colour, around.before[row, column], around.layers[row, column])
            saved += around.bits[row, column] - shown
    return saved


@njit(cache=True)
@no_type_check
def _lay(behind: np.ndarray, before: np.ndarray, layers: np.ndarray, row: np.ndarray, looks: Looks, over: bool) -> None:
    """Draw a placement, whose row counts from the region's corner, behind or before what stands in the region."""
    look, x, y = row
    wide, high = looks.sides[look]
    for i in range(max(0, y), min(layers.shape[0], y + high)):
        for j in range(max(0, x), min(layers.shape[1], x + wide)):
            pixel = looks.pixels[looks.starts[look] + (i - y) * wide + j - x]
            if not over:
                _blend(behind[i, j], pixel)
            elif pixel[3] == 255:
                layers[i, j] = -1
            elif pixel[3] and layers[i, j] >= 0:
                before[i, j, layers[i, j]] = pixel
                layers[i, j] += 1


@njit(cache=True)
@no_type_check
def _bits(seen: np.ndarray, colour: np.ndarray, before: np.ndarray, layers: int) -> float:
    """What a pixel costs that has this colour, behind what is laid over it."""
    shown = colour.copy()
    for n in range(layers):
        _blend(shown, before[n])
    worst = 0
    for c in range(3):
        worst = max(worst, abs(np.int64(seen[c]) - shown[c]))
    return NEAR_OFF_BITS[worst]


@njit(cache=True)
@no_type_check
def _blend(colour: np.ndarray, pixel: np.ndarray) -> None:
    """Lay a pixel, RGBA, onto a colour, as the compositor does."""
    alpha = np.int64(pixel[3])
    for c in range(3):
        colour[c] = blended(colour[c], np.int64(pixel[c]), alpha, ROUNDED)
