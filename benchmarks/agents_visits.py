"""What is worth a look because it was rarely seen: sprites where they hardly ever stood.

Counting visits is Strehl and Littman's (2008); here things in places are counted, not states.
"""

from collections.abc import Mapping

import numpy as np

CELLS = 24
"""Along each side of the frame."""


class Visits:
    """How often things of each group stood in each part of the frame."""

    def __init__(self, slots: Mapping[str, int], columns: int) -> None:
        self._columns = columns
        self._group = np.repeat(np.arange(len(slots)), list(slots.values()))
        self._counts = np.zeros((len(slots), CELLS, CELLS))

    def bonus(self, observations: np.ndarray) -> np.ndarray:
        """float64 [n], 1 / sqrt(count) of what is rarest on each of [n, slots x columns] observations, now counted.

        The first columns are present, x and y, as shares of the frame.
        """
        rows = observations.reshape(len(observations), -1, self._columns)
        here = rows[..., 0] > 0
        cell = (rows[..., 1:3] * CELLS).astype(int).clip(0, CELLS - 1)
        at = (np.broadcast_to(self._group, here.shape), cell[..., 1], cell[..., 0])
        np.add.at(self._counts, tuple(each[here] for each in at), 1)
        return np.where(here, 1 / np.sqrt(self._counts[at].clip(1)), 0).max(1)
