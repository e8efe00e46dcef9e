"""The floor to rise from: the most frequent colour is background, connected components are sprites, hashed exactly."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from spritelift_runtime.recording import Recording

CHUNK = 64
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
    frames = colour_numbers(recording)
    background = most_frequent(frames[:trained])
    known = {blob for frame in frames[:trained] for blob in blobs(frame, background)}
    exact = [all(blob in known for blob in blobs(frame, background)) for frame in frames[trained:]]
    return Floor(exact_frames=float(np.mean(exact)), sprites=len(known))


def colour_numbers(recording: Recording) -> np.ndarray:
    """uint16 [t, h, w]: each pixel's colour as a number, the same one for the same colour in every frame."""
    width, height = recording.size
    numbers = np.empty((len(recording), height, width), np.uint16)
    palette = np.zeros(0, np.int32)
    for start in range(0, len(recording), CHUNK):
        chunk = recording.frames[start : start + CHUNK].astype(np.int32)
        packed = chunk[..., 0] << 16 | chunk[..., 1] << 8 | chunk[..., 2]
        palette = np.concatenate([palette, np.setdiff1d(packed, palette)])  # numbers given before stay
        order = np.argsort(palette)
        numbers[start : start + len(chunk)] = order[np.searchsorted(palette, packed, sorter=order)]
    return numbers


def most_frequent(frames: np.ndarray) -> np.ndarray:
    """[h, w]: the colour that each pixel has most often."""
    counts = np.stack([(frames == colour).sum(0, dtype=np.int32) for colour in range(int(frames.max()) + 1)])
    return counts.argmax(0)


def blobs(frame: np.ndarray, background: np.ndarray) -> Iterator[tuple[tuple[int, ...], bytes]]:
    """Shape and exact pixels of each connected thing in front of the background."""
    labels, _ = ndimage.label(frame != background, structure=TOUCHING)
    for number, box in enumerate(ndimage.find_objects(labels), start=1):
        pixels = np.where(labels[box] == number, frame[box] + 1, 0)  # 0: not of the blob
        yield pixels.shape, pixels.tobytes()
