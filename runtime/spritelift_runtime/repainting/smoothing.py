"""One label for each pixel, so that each fits well and neighbours agree: min-sum belief propagation on the grid."""

from typing import no_type_check

import numpy as np
from jaxtyping import Float32, Int32
from numba import njit

ROUNDS = 12
"""Sweeps over the picture; poses of 60 px change no more after about ten."""
NEVER = 1e4
"""The cost of a label that a pixel can't have."""


def settled(
    costs: Float32[np.ndarray, "pixel label"],
    neighbours: Int32[np.ndarray, "pixel 4"],
    bonds: Float32[np.ndarray, "pixel 4"],
    apart: Float32[np.ndarray, "label label"],
    rounds: int = ROUNDS,
) -> Float32[np.ndarray, "pixel label"]:
    """What each label costs each pixel, its surroundings' best answer to it included (min-marginals).

    `neighbours` are pixel numbers right of, left of, below and above (-1: none), `bonds` what their disagreement
    counts, `apart` how much two labels disagree (0 on its diagonal).
    Source: Felzenszwalb and Huttenlocher 2006, section 3, with messages sent in sweeps.
    """
    return _settled(costs, neighbours, bonds, apart, rounds)


@njit(cache=True)
@no_type_check
def _settled(costs, neighbours, bonds, apart, rounds):  # noqa: ANN001, ANN202
    count, labels = costs.shape
    # messages[p, side]: what the neighbour at that side tells p.
    messages = np.zeros((count, 4, labels), np.float32)
    told, belief = np.empty(labels, np.float32), np.empty(labels, np.float32)
    for n in range(2 * rounds):
        forwards = n % 2 == 0
        for step in range(count):
            p = step if forwards else count - 1 - step
            # Forwards to the right and below, then backwards: a sweep carries news across the whole picture.
            for way in range(2):
                side = way * 2 if forwards else way * 2 + 1
                q = neighbours[p, side]
                if q < 0:
                    continue
                least = np.float32(np.inf)
                for label in range(labels):
                    value = costs[p, label]
                    for other in range(4):
                        if other != side:
                            value += messages[p, other, label]
                    belief[label] = value
                    least = min(least, value)
                bond = bonds[p, side]
                for label in range(labels):
                    best = np.float32(np.inf)
                    for other in range(labels):
                        best = min(best, belief[other] + bond * apart[other, label])
                    told[label] = best - least
                for label in range(labels):
                    messages[q, side ^ 1, label] = told[label]
    out = costs.copy()
    for p in range(count):
        for side in range(4):
            for label in range(labels):
                out[p, label] += messages[p, side, label]
    return out


def grid_of(mask: np.ndarray) -> tuple[np.ndarray, Int32[np.ndarray, "pixel 4"]]:
    """The pixels (y, x) of a mask in reading order, and the numbers of each one's neighbours right, left, below and
    above (-1: none)."""
    number = np.full((mask.shape[0] + 2, mask.shape[1] + 2), -1, np.int32)
    rows, columns = np.nonzero(mask)
    number[rows + 1, columns + 1] = np.arange(len(rows))
    steps = ((0, 1), (0, -1), (1, 0), (-1, 0))
    beside = np.column_stack([number[rows + 1 + dy, columns + 1 + dx] for dy, dx in steps])
    return np.column_stack([rows, columns]), beside.reshape(-1, 4).astype(np.int32)
