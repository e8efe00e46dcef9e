"""Scenes that more are added to, one at a time, at a cost that doesn't grow with them."""

import numpy as np
from jaxtyping import Int

from spritelift_runtime.scene import Scene
from spritelift_runtime.scenes import Scenes

BLOCK = 64
"""Scenes in one part: few enough that joining them is no pause in a running game."""


class GrowingScenes:
    """`Scenes` as parts: those there were at first, blocks of `BLOCK`, and the last ones one by one.

    In columns all along: an hour of play as objects would take gigabytes.
    """

    def __init__(self, first: Scenes) -> None:
        self._first = first
        self._blocks: list[Scenes] = []
        self._last: list[Scenes] = []

    def __len__(self) -> int:
        """Frames."""
        return len(self._first) + BLOCK * len(self._blocks) + len(self._last)

    def __getitem__(self, frame: int) -> Scene:
        """The scene of one frame, from 0 on."""
        later = frame - len(self._first)
        if later < 0:
            return self._first[frame]
        block, place = divmod(later, BLOCK)
        return self._blocks[block][place] if block < len(self._blocks) else self._last[place][0]

    def copy(self) -> "GrowingScenes":
        """As it is now: it no longer grows with this one."""
        copy = GrowingScenes(self._first)
        copy._blocks, copy._last = [*self._blocks], [*self._last]
        return copy

    def frames_of(self, sprite: int) -> Int[np.ndarray, " frame"]:
        """Frames on which a sprite stands, in order."""
        found, start = [np.zeros(0, np.int64)], 0
        for part in (self._first, *self._blocks, *self._last):
            found.append(start + np.unique(part.frame_of_rows()[part.placements[:, 0] == sprite]))
            start += len(part)
        return np.concatenate(found)

    def append(self, scenes: Scenes) -> None:
        """One more at the end, in columns."""
        self._last.append(scenes)
        if len(self._last) == BLOCK:
            self._blocks.append(Scenes.joined(self._last))
            self._last = []

    def joined(self) -> Scenes:
        """All of them in one."""
        return Scenes.joined([self._first, *self._blocks, *self._last]) if len(self) > len(self._first) else self._first
