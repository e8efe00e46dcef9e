"""Blobs: connected pixels that differ from the background, told apart by a hash of their exact pixels."""

from dataclasses import dataclass
from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.blobs import find_blobs
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.segments import Segment
from spritelift_trainer.mining.sightings import PARTS, T, merged, seen_of

CLUSTER_SIDE_PX = 32
"""Loose parts spread wider than this are separate things."""
CLUSTER_REACH_PX = 3
"""Parts with at most two pixels between them stand close together."""


@dataclass(eq=False)
class Blob:
    """One exact shape with its colours, and how it was seen."""

    colours: np.ndarray
    mask: np.ndarray
    clipped: bool
    """Touched the frame's edge at every sighting: it may go on beyond."""
    sighting: tuple[int, int, int]
    """Frame, x, y where it was first seen (whole, where it ever was)."""
    frames: int = 0
    runs: int = 0
    """Sightings that were not simply the same blob in the same place as on the frame before."""
    births: int = 0
    """Sightings that made it more of its kind than there were on the frame before: it did not come from elsewhere."""
    parts: int = 1
    """Blobs it consists of: more than one for a cluster of loose parts."""

    @property
    def area(self) -> int:
        """Pixels."""
        return int(self.mask.sum())


def gather(clip: Clip, backdrop: Backdrop) -> list[Blob]:
    """All distinct blobs, and clusters of blobs that stand close together."""

    def look(segment: Segment) -> np.ndarray:
        tables = [np.zeros((0, PARTS + 1), np.int64)]
        for t in range(segment.first - segment.follows, segment.stop):
            shapes = _shapes(clip.frame(t), backdrop.frame(t))
            tables.append(np.column_stack([np.full(len(shapes), t), shapes]))
        return seen_of(np.concatenate(tables), segment.first, clip.size)

    rows = clip.over(look, merged)
    blobs: list[Blob | None] = [None] * len(rows)
    for i in np.argsort(rows[:, T], kind="stable").tolist():  # in the order of frames: one that waits compressed
        blobs[i] = _blob(clip, backdrop, rows[i])  # is opened once
    return [blob for blob in blobs if blob is not None]


@njit(cache=True)
@no_type_check
def _shapes(frame: np.ndarray, background: np.ndarray) -> np.ndarray:
    """int64 [n, 6]: hash, left, top, right, bottom and parts of every blob, then of every cluster of several."""
    foreground = frame != background
    blobs = find_blobs(foreground, frame, 1)
    clusters = find_blobs(foreground, frame, CLUSTER_REACH_PX)
    parts = np.zeros(len(clusters.boxes), np.int64)
    for b in range(len(blobs.boxes)):
        parts[clusters.labels.ravel()[blobs.pixels[blobs.starts[b]]] - 1] += 1
    rows = np.empty((len(blobs.boxes) + len(clusters.boxes), 6), np.int64)
    count = len(blobs.boxes)
    rows[:count, 0] = blobs.hashes.view(np.int64)
    rows[:count, 1:5] = blobs.boxes
    rows[:count, 5] = 1
    for c in range(len(clusters.boxes)):
        left, top, right, bottom = clusters.boxes[c]
        if parts[c] > 1 and max(right - left, bottom - top) <= CLUSTER_SIDE_PX:
            rows[count, 0] = np.int64(clusters.hashes[c])
            rows[count, 1:5] = clusters.boxes[c]
            rows[count, 5] = parts[c]
            count += 1
    return rows[:count]


def _blob(clip: Clip, backdrop: Backdrop, row: np.ndarray) -> Blob:
    """One blob from what is known of its shape."""
    t, key, left, top, right, bottom, parts, frames, runs, births, clipped, _ = row.tolist()
    box = (slice(top, bottom), slice(left, right))
    colours = clip.frame(t)[box].copy()
    shapes = find_blobs(colours != backdrop.frame(t)[box], colours, 1 if parts == 1 else CLUSTER_REACH_PX)
    label = 1 + int(np.flatnonzero(shapes.hashes.view(np.int64) == key)[0])
    return Blob(colours, shapes.labels == label, bool(clipped), (t, left, top), frames, runs, births, parts)
