"""How near sprites look wherever they are placed; compiled."""

from collections.abc import Sequence
from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.art import Sprite


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
