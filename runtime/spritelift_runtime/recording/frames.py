"""The frames of a recording, read as they are asked for."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.errors import FormatError
from spritelift_runtime.recording.plays import Part, PartsReader


class Frames:
    """Frames by number: `frames[i]` is uint8 [h, w, 3], `frames[a:b]` uint8 [n, h, w, 3].

    Going through all of them (`for frame in frames`, `frames.chunks(n)`) takes the memory of one frame or chunk.
    """

    def __init__(self, path: Path, size: tuple[int, int], parts: Sequence[Part]) -> None:
        self._path, self._size, self._parts = path, size, parts
        self._count = sum(part.frames for part in parts)
        self._reader: PartsReader | None = None

    def __len__(self) -> int:
        return self._count

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Frames, height, width, 3: the shape of `frames[:]`."""
        return self._count, self._size[1], self._size[0], 3

    @overload
    def __getitem__(self, index: int) -> UInt8[np.ndarray, "h w 3"]: ...
    @overload
    def __getitem__(self, index: slice) -> UInt8[np.ndarray, "n h w 3"]: ...
    def __getitem__(self, index: int | slice) -> np.ndarray:
        numbers = range(self._count)[index]
        if self._reader is None:
            self._reader = PartsReader(self._parts)
        return self._read(self._reader, numbers)

    def __iter__(self) -> Iterator[UInt8[np.ndarray, "h w 3"]]:
        return (chunk[0] for chunk in self.chunks(1))

    def chunks(self, frames: int) -> Iterator[UInt8[np.ndarray, "n h w 3"]]:
        """All frames in order, `frames` at a time; the last chunk may be shorter."""
        reader = PartsReader(self._parts)  # its own, so that reading elsewhere meanwhile makes neither seek
        try:
            for start in range(0, self._count, frames):
                yield self._read(reader, range(start, min(start + frames, self._count)))
        finally:
            reader.close()

    def close(self) -> None:
        """Let go of the file; the next read opens it again."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _read(self, reader: PartsReader, numbers: int | range) -> np.ndarray:
        if isinstance(numbers, int):
            return self._one(reader, numbers)
        frames = np.empty((len(numbers), *self.shape[1:]), np.uint8)
        for i, number in enumerate(numbers):
            frames[i] = self._one(reader, number)
        return frames

    def _one(self, reader: PartsReader, number: int) -> np.ndarray:
        frame = reader.read(number)
        if frame.shape != self.shape[1:]:
            (height, width, _), (wide, high) = frame.shape, self._size
            raise FormatError(
                f"{self._path} has frames that are not {wide}x{high} px as recording.json says, but {width}x{height}. "
                "Record again, or restore both files."
            )
        return frame
