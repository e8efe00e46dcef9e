"""Plays that go on while they are watched: a frame of each at a time, with tracks."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.dealing import Threads
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.tracking import Tracker, tracked


class Plays:
    """Follows `count` plays of one game: what was seen of each goes on where it holds, and objects keep their ids.

    Frames of several plays go through at once, on `threads` threads. May be copied and pickled.
    """

    def __init__(self, bundle: Bundle, count: int = 1, threads: int = 1) -> None:
        self._decomposer = bundle.decomposer(threads)
        self._deal = Threads(threads)
        self._before: list[Any] = [None] * count
        self.trackers = [Tracker(bundle.learned) for _ in range(count)]
        """Of each play; what they follow is what `step` gave last."""

    def __len__(self) -> int:
        return len(self.trackers)

    def begin(self, plays: Iterable[int], first_track: int = 0) -> None:
        """Start these over, with no tracks; theirs are counted from `first_track`."""
        art = self._decomposer.bundle.learned
        for play in plays:
            self._before[play], self.trackers[play] = None, Tracker(art, first_track)

    def step(self, plays: Sequence[int], frames: Sequence[np.ndarray]) -> Scenes:
        """A frame (uint8 [h, w, 3]) more of each of these plays: their scenes in this order, with tracks.

        Raises:
            SizeError: frames of another size than the bundle's.
        """
        now, scenes = self._decomposer.follow(frames, [self._before[play] for play in plays], self._deal)
        for play, known in zip(plays, now, strict=True):
            self._before[play] = known
        return tracked(scenes, [self.trackers[play] for play in plays])
