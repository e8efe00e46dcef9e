"""Frames in memory: the first ones as they are, so many that short clips cost nothing; all others compressed."""

import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import no_type_check

import numpy as np
from numba import njit

CHUNK = 8
"""Frames compressed together: with more, one frame alone takes long to get at; with fewer they take more room."""
RAW_BYTES = 256_000_000
"""Frames up to this size stay as they are."""
OPEN_CHUNKS = 8
"""Chunks that stay open once they were asked for."""

Index = int | np.integer | slice | Sequence[int] | np.ndarray


class Stack:
    """Frames of colour ids, uint8 or uint16 [frame, y, x], indexed like an array, and not to be written to.

    A frame is stored as its difference from the one before, which is zero nearly everywhere: compressed, a frame of
    210x160 takes some hundred bytes instead of 33,600.
    """

    def __init__(self, raw_bytes: int = RAW_BYTES) -> None:
        self._raw_bytes = raw_bytes
        self._raw: list[np.ndarray] = []
        self._packed: list[tuple[bytes, np.dtype]] = []
        self._waiting: list[np.ndarray] = []
        self._open: OrderedDict[int, np.ndarray] = OrderedDict()
        self._frames, self._size = 0, (0, 0)
        self.dtype = np.dtype(np.uint8)

    @classmethod
    def of(cls, parts: Iterable[np.ndarray], raw_bytes: int = RAW_BYTES) -> "Stack":
        """All frames of the parts [n, y, x], one after the other."""
        stack = cls(raw_bytes)
        for part in parts:
            stack.append(part)
        return stack

    def append(self, ids: np.ndarray) -> None:
        """Take in further frames [n, y, x]."""
        self._size = (ids.shape[1], ids.shape[2])
        for frame in ids:
            kept = frame.astype(np.uint8 if frame.max(initial=0) < 256 else np.uint16)
            kept.flags.writeable = False
            self._waiting.append(kept)
            self.dtype = max(self.dtype, kept.dtype)
            self._frames += 1
            if len(self._waiting) == CHUNK:
                self._put_away(np.stack(self._waiting))
                self._waiting = []

    def _put_away(self, chunk: np.ndarray) -> None:
        if not self._packed and (len(self._raw) + 1) * chunk.nbytes <= self._raw_bytes:
            chunk.flags.writeable = False
            self._raw.append(chunk)
        else:
            steps = np.concatenate([chunk[:1], chunk[1:] ^ chunk[:-1]])
            self._packed.append((zlib.compress(steps.tobytes(), 1), chunk.dtype))

    def __len__(self) -> int:
        return self._frames

    @property
    def shape(self) -> tuple[int, int, int]:
        """Frames, rows, columns."""
        return (self._frames, *self._size)

    @property
    def nbytes(self) -> int:
        """Bytes of memory the frames take."""
        return sum(chunk.nbytes for chunk in [*self._raw, *self._waiting]) + sum(len(data) for data, _ in self._packed)

    def __getitem__(self, index: Index | tuple[Index, slice]) -> np.ndarray:
        if isinstance(index, tuple):
            return self[index[0]][..., index[1], :]
        if isinstance(index, int | np.integer):
            return self._frame(range(self._frames)[index])
        if isinstance(index, slice):
            index = range(self._frames)[index]
        elif isinstance(index, np.ndarray) and index.dtype == bool:
            index = np.flatnonzero(index)
        frames = [self._frame(range(self._frames)[int(t)]) for t in index]
        return np.stack(frames) if frames else np.zeros((0, *self._size), self.dtype)

    def rows(self, top: int, bottom: int) -> "View":
        """Some rows of every frame."""
        return View(self, top, bottom)

    def changed_by(self, change: Callable[[np.ndarray], np.ndarray]) -> "Stack":
        """The frames as `change` makes them, from [n, y, x] to [n, y, x], some at a time."""
        starts = range(0, self._frames, CHUNK)
        return Stack.of((change(self[start : start + CHUNK]) for start in starts), self._raw_bytes)

    def _frame(self, t: int) -> np.ndarray:
        chunk, place = divmod(t, CHUNK)
        if chunk < len(self._raw):
            frame = self._raw[chunk][place]
        elif chunk < len(self._raw) + len(self._packed):
            frame = self._opened(chunk - len(self._raw))[place]
        else:
            frame = self._waiting[place]
        return frame if frame.dtype == self.dtype else frame.astype(self.dtype)

    def _opened(self, number: int) -> np.ndarray:
        if number in self._open:
            self._open.move_to_end(number)
            return self._open[number]
        data, dtype = self._packed[number]
        steps = np.frombuffer(zlib.decompress(data), dtype).reshape(CHUNK, *self._size)
        chunk = _summed(steps)
        chunk.flags.writeable = False
        self._open[number] = chunk
        if len(self._open) > OPEN_CHUNKS:
            self._open.popitem(last=False)
        return chunk


class View:
    """Rows `top:bottom` of every frame of a stack, one frame at a time."""

    def __init__(self, stack: Stack, top: int, bottom: int) -> None:
        self._stack, self._rows = stack, slice(top, bottom)
        self.shape = (len(stack), bottom - top, stack.shape[2])

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, t: int) -> np.ndarray:
        return self._stack[t][self._rows]


@njit(cache=True)
@no_type_check
def _summed(steps: np.ndarray) -> np.ndarray:
    """The frames [n, y, x] whose differences these are (numpy's own `accumulate` takes ten times as long)."""
    frames = np.empty_like(steps)
    frames[0] = steps[0]
    for t in range(1, steps.shape[0]):
        for y in range(steps.shape[1]):
            for x in range(steps.shape[2]):
                frames[t, y, x] = frames[t - 1, y, x] ^ steps[t, y, x]
    return frames
