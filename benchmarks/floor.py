"""The floor to rise from: the most frequent colour is background, connected components are sprites, hashed exactly."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy import ndimage

from spritelift_runtime.recording import Frames, Recording

CHUNK = 64
STRIP = 16
Blob = tuple[tuple[int, ...], bytes]
"""Shape and exact pixels."""
Seen = tuple[np.ndarray, np.ndarray]
"""On one frame: numbers [n] and boxes (x, y, width, height) [n, 4] of what was found."""
TOUCHING = np.ones((3, 3), int)
"""Pixels touch at corners, too."""


@dataclass(frozen=True, kw_only=True)
class Floor:
    """What whole blobs explain."""

    exact_frames: float
    """Share of held-out frames whose every blob was seen in training: the others can't be drawn exactly."""
    sprites: int
    """Distinct blobs of the training frames."""


def floor_of(recording: Recording, trained: int) -> Floor:
    """Learn blobs from the first `trained` frames, and look for them in the rest."""
    frames = colour_numbers(recording.frames)
    return score(Learnt.of(frames[:trained]), frames[trained:])


@dataclass(frozen=True)
class Learnt:
    """The background of some frames, and the blobs in front of it."""

    background: np.ndarray
    """[h, w], colour numbers."""
    numbers: dict[Blob, int]
    """Each blob's number; blobs met later get the next ones."""
    known: int = 0
    """How many blobs those frames had."""

    @classmethod
    def of(cls, frames: np.ndarray) -> "Learnt":
        """From frames [t, h, w] of colour numbers."""
        learnt = cls(most_frequent(frames), {})
        for frame in frames:
            learnt.seen(frame)
        return replace(learnt, known=len(learnt.numbers))

    def seen(self, frame: np.ndarray) -> Seen:
        """Blobs of a frame."""
        found = list(blobs(frame, self.background))
        numbers = [self.numbers.setdefault(blob, len(self.numbers)) for blob, _ in found]
        return np.array(numbers, int), np.array([box for _, box in found], int).reshape(-1, 4)


def score(learnt: Learnt, frames: np.ndarray) -> Floor:
    """How many of other frames have no other blobs."""
    exact = [bool((learnt.seen(frame)[0] < learnt.known).all()) for frame in frames]
    return Floor(exact_frames=float(np.mean(exact)), sprites=learnt.known)


def colour_numbers(*clips: Frames | np.ndarray) -> np.ndarray:
    """int32 [t, h, w]: each pixel's colour as a number, the same for the same colour in all clips."""
    height, width = clips[0].shape[1:3]
    numbers = np.empty((sum(map(len, clips)), height, width), np.int32)
    palette, start = np.zeros(0, np.int32), 0
    for chunk in (clip[at : at + CHUNK] for clip in clips for at in range(0, len(clip), CHUNK)):
        chunk = chunk.astype(np.int32)
        packed = chunk[..., 0] << 16 | chunk[..., 1] << 8 | chunk[..., 2]
        palette = np.concatenate([palette, np.setdiff1d(packed, palette)])  # numbers given before stay
        order = np.argsort(palette)
        numbers[start : start + len(chunk)] = order[np.searchsorted(palette, packed, sorter=order)]
        start += len(chunk)
    return numbers


def most_frequent(frames: np.ndarray) -> np.ndarray:
    """[h, w]: the colour that each pixel has most often; of those as frequent, the one with the lowest number."""
    strips = range(0, frames.shape[1], STRIP)  # sorted at once, long clips would fill the memory
    return np.concatenate([_most_frequent(np.sort(frames[:, row : row + STRIP], axis=0)) for row in strips])


def _most_frequent(ordered: np.ndarray) -> np.ndarray:
    best, run = ordered[0].copy(), np.ones(ordered.shape[1:], int)
    longest = run.copy()
    for before, now in pairwise(ordered):
        run = np.where(now == before, run + 1, 1)
        longer = run > longest
        best[longer], longest[longer] = now[longer], run[longer]
    return best


def blobs(frame: np.ndarray, background: np.ndarray) -> Iterator[tuple[Blob, tuple[int, int, int, int]]]:
    """Each connected thing in front of the background: its shape and exact pixels, its box (x, y, width, height)."""
    labels, _ = ndimage.label(frame != background, structure=TOUCHING)
    for number, box in enumerate(ndimage.find_objects(labels), start=1):
        pixels = np.where(labels[box] == number, frame[box] + 1, 0)  # 0: not of the blob
        high, wide = pixels.shape
        yield (pixels.shape, pixels.tobytes()), (box[1].start, box[0].start, wide, high)
