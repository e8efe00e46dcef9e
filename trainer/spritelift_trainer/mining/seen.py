"""How often each pixel of a picture had which colour: in memory that doesn't grow with the clip or its colours."""

from dataclasses import dataclass
from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_trainer.mining.clip import UNKNOWN

SLOTS = 16
"""Colours counted at each pixel. Of more, the rarest gives way to the newest, with its count (Metwally's space saving):
what is frequent is never lost, and up to so many colours are counted exactly."""

UNCOVERED_SHARE = 0.15
"""Share of its sightings in which a pixel must be seen uncovered to be known."""


@dataclass(eq=False)
class Seen:
    """Sightings of each pixel of a picture: packed `colours` and `counts` int32 [y, x, slot], `total` int32 [y, x]."""

    colours: np.ndarray
    counts: np.ndarray
    total: np.ndarray

    @classmethod
    def blank(cls, shape: tuple[int, ...], slots: int = SLOTS) -> "Seen":
        """Nothing seen yet of a picture of that many rows and columns."""
        each = (*shape, slots)
        return cls(np.full(each, UNKNOWN, np.int32), np.zeros(each, np.int32), np.zeros(shape, np.int32))

    def add(self, frame: np.ndarray, x: int, y: int, free: np.ndarray | None = None) -> None:
        """Count a packed frame's pixels (those that are `free`, where given), its corner at (x, y) of the picture."""
        view = (slice(y, y + frame.shape[0]), slice(x, x + frame.shape[1]))
        everywhere = np.ones(frame.shape, bool) if free is None else free
        _tally(frame, everywhere, self.colours[view], self.counts[view], self.total[view])

    def at(self, box: tuple[slice, slice]) -> "Seen":
        """The same of one part of the picture."""
        return Seen(self.colours[box], self.counts[box], self.total[box])

    def mode(self) -> np.ndarray:
        """Packed most frequent colour of each pixel, `UNKNOWN` where never seen; of several the lowest."""
        return self.besides(None)[0]

    def uncovered(self) -> np.ndarray:
        """Packed most frequent colour of each pixel but `UNKNOWN`; that where it was hardly ever seen."""
        colours, counts = self.besides(np.full(self.total.shape, UNKNOWN, np.int32))
        return np.where(counts >= UNCOVERED_SHARE * self.total, colours, UNKNOWN).astype(np.int32)

    def besides(self, picture: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """The most frequent colour of each pixel other than the picture's, and how often it was seen."""
        counts = self.counts if picture is None else np.where(self.colours == picture[..., None], 0, self.counts)
        most = counts.max(axis=2)
        lowest = np.where(counts == most[..., None], self.colours, np.iinfo(np.int32).max).min(axis=2)
        return np.where(most > 0, lowest, UNKNOWN).astype(np.int32), most

    def share(self, colours: np.ndarray) -> np.ndarray:
        """Share of its sightings in which each pixel had the packed colour given for it, [y, x]."""
        hits = np.where(self.colours == colours[..., None], self.counts, 0).sum(axis=2)
        return hits / np.maximum(self.total, 1)


@njit(cache=True)
@no_type_check
def _tally(frame: np.ndarray, free: np.ndarray, colours: np.ndarray, counts: np.ndarray, total: np.ndarray) -> None:
    slots = colours.shape[2]
    for y in range(frame.shape[0]):
        for x in range(frame.shape[1]):
            if not free[y, x]:
                continue
            total[y, x] += 1
            rarest = 0
            for k in range(slots):
                # Slots fill in order: an empty one means that the colour is new.
                if colours[y, x, k] == frame[y, x] or counts[y, x, k] == 0:
                    rarest = k
                    break
                if counts[y, x, k] < counts[y, x, rarest]:
                    rarest = k
            colours[y, x, rarest] = frame[y, x]
            counts[y, x, rarest] += 1
