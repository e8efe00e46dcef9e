"""How rare it is what a play shows: sprites counted by where they stand. For agents that explore."""

import numpy as np

from spritelift_envs.observation.sighting import Sighting


class Visits:
    """How often something of each group stood in each cell of the frame, in all plays together.

    Strehl and Littman (2008) pay an agent 1 / sqrt(n) for the n-th visit to a state. Frames hardly ever come again, so
    here each thing in its place is counted, and what is rarest on a frame pays.
    """

    def __init__(self, groups: int, size: tuple[int, int], cell_px: int) -> None:
        """`size` is the frame's width and height."""
        self._cell_px = cell_px
        columns, rows = (-(-side // cell_px) for side in size)
        self._counts = np.zeros((groups, rows, columns), np.int64)

    def rarity(self, seen: Sighting) -> float:
        """Count what is seen; 1 / sqrt(count) of the rarest of it, from 1 (never before) down; 0 where nothing is."""
        if not len(seen.rows):
            return 0.0
        cell = (seen.rows[:, 1:3] + seen.sizes // 2) // self._cell_px
        column, row = cell.T
        high, wide = self._counts.shape[1:]
        at = seen.group, row.clip(0, high - 1), column.clip(0, wide - 1)
        np.add.at(self._counts, at, 1)
        return float(self._counts[at].min() ** -0.5)
