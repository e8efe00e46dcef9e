"""Layout "grid": where each group is, cell by cell (after Young & Tian 2019, MinAtar)."""

from typing import Any, no_type_check

import numpy as np
from gymnasium import spaces
from numba import njit

from spritelift_envs.observation.groups import Groups
from spritelift_envs.observation.settings import Settings
from spritelift_envs.observation.sighting import Sighting
from spritelift_runtime.art import Art
from spritelift_runtime.compositor import compose


class GridLayout:
    """Box (groups, rows, columns), uint8: how much of each cell the group's boxes cover, 255 for all of it.

    MinAtar's channels are 0 or 1; shares also tell where in its cell a thing is. With novelty, one more channel has
    the pixels that no sprite explains.
    """

    joined = True

    def __init__(self, settings: Settings, art: Art, groups: Groups) -> None:
        self._cell, self._novelty, self._art = settings.cell_px, settings.novelty, art
        width, height = art.size
        channels = len(groups.names) + settings.novelty
        self._shape = channels, -(-height // self._cell), -(-width // self._cell)
        self.space: spaces.Space[Any] = spaces.Box(0, 255, self._shape, np.uint8)

    def begin(self) -> None:
        """Nothing is kept from frame to frame."""

    def write(self, seen: Sighting, out: Any) -> int:
        """Fill `out` with a frame; everything has its place."""
        covered = np.zeros(self._shape, np.int64)
        _cover(covered, seen.rows, seen.sizes, seen.group, self._cell, *self._art.size)
        if self._novelty and seen.unexplained_px:
            _count(covered[-1], unlike(seen, self._art), self._cell)
        out[...] = np.minimum(255 * covered // self._cell**2, 255)
        return 0


def unlike(seen: Sighting, art: Art) -> np.ndarray:
    """bool [h, w]: the pixels of the frame that its scene doesn't show."""
    return (compose(seen.scenes[seen.number], art) != seen.frame).any(axis=2)


@njit(cache=True)
@no_type_check
def _cover(
    covered: np.ndarray, rows: np.ndarray, sizes: np.ndarray, group: np.ndarray, cell: int, width: int, height: int
) -> None:
    """Add to each cell the pixels of it that boxes on the frame cover; `covered` is [groups, rows, columns]."""
    for n in range(len(rows)):
        left, top = max(rows[n, 1], 0), max(rows[n, 2], 0)
        right, bottom = min(rows[n, 1] + sizes[n, 0], width), min(rows[n, 2] + sizes[n, 1], height)
        for y in range(top // cell, (bottom + cell - 1) // cell):
            high = min(bottom, (y + 1) * cell) - max(top, y * cell)
            for x in range(left // cell, (right + cell - 1) // cell):
                wide = min(right, (x + 1) * cell) - max(left, x * cell)
                if high > 0 and wide > 0:
                    covered[group[n], y, x] += high * wide


@njit(cache=True)
@no_type_check
def _count(covered: np.ndarray, mask: np.ndarray, cell: int) -> None:
    """Add to each cell the pixels of it that the mask has."""
    for y in range(mask.shape[0]):
        for x in range(mask.shape[1]):
            covered[y // cell, x // cell] += mask[y, x]
