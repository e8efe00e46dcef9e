"""The frames that are learnt from, by the batch."""

from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Int64, UInt8

from spritelift_runtime.recording import Recording

KEPT_BYTES = 2_000_000_000
"""Frames up to this size stay in memory; more are read again for every batch."""
CHUNK = 64


class Frames:
    """Some frames of each recording, one after the other."""

    def __init__(self, recordings: Sequence[Recording], ranges: Sequence[tuple[int, int]]) -> None:
        self.size = recordings[0].size
        self._recordings = recordings
        self._at = [(i, t) for i, (first, stop) in enumerate(ranges) for t in range(first, stop)]
        self._kept: np.ndarray | None = None
        if 3 * len(self) * self.size[0] * self.size[1] <= KEPT_BYTES:
            self._kept = np.concatenate(list(self._read(ranges)))

    def __len__(self) -> int:
        return len(self._at)

    def raw(self, numbers: Int64[np.ndarray, " n"]) -> UInt8[np.ndarray, "n h w 3"]:
        """These frames, as recorded."""
        if self._kept is not None:
            return self._kept[numbers]
        at = (self._at[number] for number in numbers.tolist())
        return np.stack([self._recordings[recording].frames[t] for recording, t in at])

    def spread(self, most: int) -> Int64[np.ndarray, " n"]:
        """The numbers of at most so many frames, spread over all of them."""
        return np.unique(np.linspace(0, len(self) - 1, min(most, len(self))).astype(np.int64))

    def chosen(self, batch: int, seed: int, step: int) -> Int64[np.ndarray, " n"]:
        """The numbers of one step's frames, at random; the same for the same seed and step."""
        return np.random.default_rng((seed, step)).integers(0, len(self), batch)

    def _read(self, ranges: Sequence[tuple[int, int]]) -> Iterator[np.ndarray]:
        for recording, (first, stop) in zip(self._recordings, ranges, strict=True):
            for start in range(first, stop, CHUNK):
                yield recording.frames[start : min(start + CHUNK, stop)]
