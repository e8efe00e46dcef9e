"""What sprite sheets that are aligned allow without a model: a map from each frame's pixels to its clip's first frame.

For each pixel of a frame, the pixel of the first frame that has the same colour in the most characters to learn from,
the nearest of several. It is told the clip and the frame, which a model has to see for itself, and it does the same to
every character.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64, UInt32
from sprite_cast import SIDE, Cast, Cells, Clip, Indices
from sprite_clips import Analogy

REACH = 12
"""Pixels in x and in y within which a source is looked for."""


@dataclass(frozen=True, eq=False)
class TransferMap:
    """Sources for every frame of a cast."""

    source: Int64[np.ndarray, "frame pixel"]
    """Pixels of the clip's first frame, numbered row by row."""

    @classmethod
    def of(cls, cast: Cast, characters: Indices, reach: int = REACH) -> "TransferMap":
        """Learnt from these characters."""
        return cls(np.concatenate([_sources(cast, clip, characters, reach) for clip in cast.clips]))

    def answer(self, first: Cells, frame: Indices) -> Cells:
        """Characters on other frames, from their clips' first frames."""
        flat = first.reshape(len(first), -1, 4)
        return np.take_along_axis(flat, self.source[frame][..., None], 1).reshape(first.shape)

    def way(self, cast: Cast, some: Analogy) -> Cells:
        """All of some analogies, from their characters' first frames."""
        return self.answer(cast.frames(some.character, some.first), some.second)


def _sources(cast: Cast, clip: Clip, characters: Indices, reach: int) -> Int64[np.ndarray, "frame pixel"]:
    start = _colours(cast.frames(characters, np.full(len(characters), clip.start)))
    padded = np.pad(start, ((0, 0), (reach, reach), (reach, reach)))
    found = [np.arange(SIDE**2)]
    for frame in range(clip.start + 1, clip.start + clip.frames):
        found.append(_nearest_alike(padded, _colours(cast.frames(characters, np.full(len(characters), frame))), reach))
    return np.stack(found)


def _nearest_alike(
    start: UInt32[np.ndarray, "n high wide"], wanted: UInt32[np.ndarray, "n h w"], reach: int
) -> Int64[np.ndarray, " pixel"]:
    """The offset at which most characters agree, for each pixel of one frame."""
    y, x = np.mgrid[:SIDE, :SIDE]
    most, source = np.full((SIDE, SIDE), -1), SIDE * y + x
    offsets = np.mgrid[-reach : reach + 1, -reach : reach + 1].reshape(2, -1).T
    for dy, dx in offsets[np.argsort((offsets**2).sum(1), kind="stable")]:
        from_there = start[:, reach + dy : reach + dy + SIDE, reach + dx : reach + dx + SIDE]
        alike = (from_there == wanted).sum(0, dtype=np.int32)
        inside = (y + dy >= 0) & (y + dy < SIDE) & (x + dx >= 0) & (x + dx < SIDE)
        better = inside & (alike > most)
        most, source = np.where(better, alike, most), np.where(better, SIDE * (y + dy) + x + dx, source)
    return source.ravel()


def _colours(cells: Cells) -> UInt32[np.ndarray, "n 60 60"]:
    return np.ascontiguousarray(cells).view(np.uint32)[..., 0]
