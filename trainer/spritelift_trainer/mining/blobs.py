"""Blobs: connected pixels that differ from the background, told apart by a hash of their exact pixels."""

from dataclasses import dataclass
from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.blobs import Blobs, find_blobs, pixel_hash
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.grouping import GAP_PX
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.segments import Segment
from spritelift_trainer.mining.sightings import FRAMES, T, faithful, merged, seen_of

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
    """All distinct blobs, clusters of blobs that stand close together, and pairs that are hardly ever seen apart."""

    def look(segment: Segment) -> np.ndarray:
        tables = [np.zeros((0, FRAMES), np.int64)]
        for t in range(segment.first - segment.follows, segment.stop):
            shapes = _shapes(clip.frame(t), backdrop.frame(t))
            tables.append(np.column_stack([np.full(len(shapes), t), shapes]))
        return seen_of(np.concatenate(tables), segment.first, clip.size)

    rows = faithful(clip.over(look, merged))
    blobs: list[Blob | None] = [None] * len(rows)
    for i in np.argsort(rows[:, T], kind="stable").tolist():  # in the order of frames: one that waits compressed
        blobs[i] = _blob(clip, backdrop, rows[i])  # is opened once
    return [blob for blob in blobs if blob is not None]


@njit(cache=True)
@no_type_check
def _shapes(frame: np.ndarray, background: np.ndarray) -> np.ndarray:
    """int64 [n, 8]: hash, left, top, right, bottom, parts of every blob, then of every cluster of several, then of
    every pair of blobs that stand beside each other, with the hashes of its halves."""
    foreground = frame != background
    blobs = find_blobs(foreground, frame, 1)
    clusters = find_blobs(foreground, frame, CLUSTER_REACH_PX)
    pairs = _pairs(blobs)
    parts = np.zeros(len(clusters.boxes), np.int64)
    for b in range(len(blobs.boxes)):
        parts[clusters.labels.ravel()[blobs.pixels[blobs.starts[b]]] - 1] += 1
    rows = np.zeros((len(blobs.boxes) + len(clusters.boxes) + len(pairs), 8), np.int64)
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
    for a, b in pairs:
        rows[count, 0] = _pair_hash(blobs, a, b)
        for k in range(2):
            rows[count, 1 + k] = min(blobs.boxes[a, k], blobs.boxes[b, k])
            rows[count, 3 + k] = max(blobs.boxes[a, 2 + k], blobs.boxes[b, 2 + k])
        rows[count, 5], rows[count, 6], rows[count, 7] = 2, np.int64(blobs.hashes[a]), np.int64(blobs.hashes[b])
        count += 1
    return rows[:count]


@njit(cache=True)
@no_type_check
def _pairs(blobs: Blobs) -> list[tuple[int, int]]:
    """Blobs that stand beside each other, not further across than a cluster; they come in the order of their tops."""
    boxes, pairs = blobs.boxes, [(0, 0) for _ in range(0)]
    for a in range(len(boxes)):
        for b in range(a + 1, len(boxes)):
            if boxes[b, 1] - boxes[a, 3] > GAP_PX:
                break
            wide = max(boxes[a, 2], boxes[b, 2]) - min(boxes[a, 0], boxes[b, 0])
            high = max(boxes[a, 3], boxes[b, 3]) - boxes[a, 1]
            apart = max(boxes[a, 0], boxes[b, 0]) - min(boxes[a, 2], boxes[b, 2])
            if apart <= GAP_PX and max(wide, high) <= CLUSTER_SIDE_PX:
                pairs.append((a, b))
    return pairs


@njit(cache=True)
@no_type_check
def _pair_hash(blobs: Blobs, a: int, b: int) -> int:
    """64 bits of two blobs and how they stand to each other."""
    away = pixel_hash(blobs.boxes[b, 0] - blobs.boxes[a, 0], blobs.boxes[b, 1] - blobs.boxes[a, 1], 0)
    return np.int64(blobs.hashes[a] * np.uint64(3) + blobs.hashes[b] * np.uint64(5) + away)


def _blob(clip: Clip, backdrop: Backdrop, row: np.ndarray) -> Blob:
    """One blob from what is known of its shape."""
    t, key, left, top, right, bottom, parts, one, other, frames, runs, births, clipped, _ = row.tolist()
    box = (slice(top, bottom), slice(left, right))
    colours = clip.frame(t)[box].copy()
    shapes = find_blobs(colours != backdrop.frame(t)[box], colours, 1 if parts == 1 or one else CLUSTER_REACH_PX)
    hashes = [one, other] if one else [key]
    mask = np.isin(shapes.labels, 1 + np.flatnonzero(np.isin(shapes.hashes.view(np.int64), hashes)))
    return Blob(colours, mask, bool(clipped), (t, left, top), frames, runs, births, parts)
