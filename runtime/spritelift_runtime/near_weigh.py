"""Which placements of near sprites make a frame better: each drawn with and without it, compiled."""

from collections.abc import Sequence
from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.art import Sprite
from spritelift_runtime.blending import ROUNDED
from spritelift_runtime.blending_compiled import blended
from spritelift_runtime.cost import NEAR_OFF_BITS


class Looks(NamedTuple):
    """Every sprite in every flip: look v has `pixels` uint8 [p, 4] from `starts[v]` int64 on, row by row; its width and
    height are `sides[v]` int64 [v, 2]."""

    pixels: np.ndarray
    starts: np.ndarray
    sides: np.ndarray

    @classmethod
    def of(cls, sprites: Sequence[Sprite]) -> "Looks":
        """Look 4 * sprite + flip."""
        looks = [look for s in sprites for look in (s.rgba, s.rgba[:, ::-1], s.rgba[::-1], s.rgba[::-1, ::-1])]
        pixels = [look.reshape(-1, 4) for look in looks]
        starts = np.cumsum([0, *map(len, pixels)])[:-1]
        sides = np.array([look.shape[1::-1] for look in looks], np.int64).reshape(-1, 2)
        return cls(np.concatenate([np.zeros((0, 4), np.uint8), *pixels]), starts.astype(np.int64), sides)


@njit(cache=True)
@no_type_check
def helping(frame: np.ndarray, ground: np.ndarray, rows: np.ndarray, looks: Looks, least: float) -> np.ndarray:
    """bool [n]: the placements that are left when all that save fewer than `least` bits are dropped, one by one.

    `frame` and `ground` are uint8 [h, w, 3], `rows` int64 [n, 3] look, x, y, back to front. Those in front are asked
    first: as long as a wrong one is there, right ones that it hides save nothing, and would be dropped before it.
    """
    kept = np.ones(len(rows), np.bool_)
    before = len(rows) + 1
    while kept.sum() < before:
        before = kept.sum()
        for number in range(len(rows) - 1, -1, -1):
            if kept[number] and saved_bits(frame, ground, rows, kept, number, looks) < least:
                kept[number] = False
    return kept


@njit(cache=True)
@no_type_check
def saved_bits(
    frame: np.ndarray, ground: np.ndarray, rows: np.ndarray, kept: np.ndarray, number: int, looks: Looks
) -> float:
    """Bits that the frame costs less with a placement than without it, all others that are `kept` being drawn.

    Only the placement's own pixels inside the frame count.
    """
    look, left, top = rows[number]
    wide, high = looks.sides[look]
    near = meeting(rows, number, looks)
    near = near[kept[near]]
    shown, without, saved = np.zeros(3, np.int64), np.zeros(3, np.int64), 0.0
    for y in range(max(0, top), min(top + high, frame.shape[0])):
        for x in range(max(0, left), min(left + wide, frame.shape[1])):
            if looks.pixels[looks.starts[look] + (y - top) * wide + x - left, 3] == 0:
                continue
            shown[:] = ground[y, x]
            without[:] = ground[y, x]
            for other in near:
                lay(shown, rows[other], looks, x, y)
                if other != number:
                    lay(without, rows[other], looks, x, y)
            saved += NEAR_OFF_BITS[off_levels(frame[y, x], without)] - NEAR_OFF_BITS[off_levels(frame[y, x], shown)]
    return saved


@njit(cache=True)
@no_type_check
def meeting(rows: np.ndarray, number: int, looks: Looks, margin: int = 0) -> np.ndarray:
    """Numbers of the placements whose boxes meet that of one, or come so near, back to front; it is one of them."""
    look, left, top = rows[number]
    wide, high = looks.sides[look]
    meets = np.zeros(len(rows), np.bool_)
    for other in range(len(rows)):
        its, x, y = rows[other]
        across = x < left + wide + margin and left < x + looks.sides[its, 0] + margin
        meets[other] = across and y < top + high + margin and top < y + looks.sides[its, 1] + margin
    return np.flatnonzero(meets)


@njit(cache=True)
@no_type_check
def lay(colour: np.ndarray, row: np.ndarray, looks: Looks, x: int, y: int) -> None:
    """Blend what a placement shows at a pixel, if anything, onto its colour, as the compositor does."""
    look, i, j = row[0], x - row[1], y - row[2]
    if not (0 <= i < looks.sides[look, 0] and 0 <= j < looks.sides[look, 1]):
        return
    pixel = looks.pixels[looks.starts[look] + j * looks.sides[look, 0] + i]
    alpha = np.int64(pixel[3])
    for c in range(3):
        colour[c] = blended(colour[c], np.int64(pixel[c]), alpha, ROUNDED)


@njit(cache=True)
@no_type_check
def off_levels(seen: np.ndarray, shown: np.ndarray) -> int:
    """By how many levels the worst channel differs."""
    worst = 0
    for c in range(3):
        worst = max(worst, abs(np.int64(seen[c]) - shown[c]))
    return worst
