"""Some of many, evenly spread: where a statistic is enough."""

import numpy as np


def spread(first: int, stop: int, most: int) -> np.ndarray:
    """At most so many of the numbers `first` to `stop` (exclusive), evenly spread."""
    return np.unique(np.linspace(first, stop - 1, min(most, stop - first)).astype(int))


def some_of(frames: np.ndarray, most: int) -> np.ndarray:
    """At most so many of the frames, evenly spread."""
    return frames[spread(0, len(frames), most)]
