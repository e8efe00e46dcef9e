"""One frame of one play, as layouts read it."""

from typing import NamedTuple

import numpy as np

from spritelift_runtime.scenes import Scenes


class Sighting(NamedTuple):
    """The placements of a frame that the agent is to see, column by column; n of them, back to front."""

    rows: np.ndarray
    """int64 [n, 7]: `scenes.PLACEMENT_COLUMNS`."""
    group: np.ndarray
    """int64 [n]"""
    moves: np.ndarray
    """int64 [n, 2]: x and y since the frame before, in pixels; 0 where its track was not there."""
    sizes: np.ndarray
    """int64 [n, 2]: width and height in pixels."""
    alive: np.ndarray
    """int64 [m]: tracks that live, on this frame or for a few frames out of sight."""
    scenes: Scenes
    """With the whole frame as number `number`."""
    number: int
    kept: np.ndarray
    """bool: which of the frame's placements these n are."""
    frame: np.ndarray
    """uint8 [h, w, 3]: what was looked at."""

    @property
    def unexplained_px(self) -> int:
        """Pixels of the frame that its scene doesn't show."""
        return int(self.scenes.unexplained_px[self.number])
