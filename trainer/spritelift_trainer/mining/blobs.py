"""Blobs: connected pixels that differ from the background, told apart by a hash of their exact pixels."""

from dataclasses import dataclass
from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.blobs import find_blobs
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.planes import Backdrop

CLUSTER_SIDE_PX = 32
"""Loose parts spread wider than this are separate things."""
CLUSTER_REACH_PX = 3
"""Parts with at most two pixels between them stand close together."""
_T, _HASH, _LEFT, _TOP, _RIGHT, _BOTTOM, _PARTS = range(7)


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
    tables = [np.zeros((0, _PARTS + 1), np.int64)]
    for t in range(len(clip)):
        shapes = _shapes(clip.frame(t), backdrop.frame(t))
        tables.append(np.column_stack([np.full(len(shapes), t), shapes]))
    rows = np.concatenate(tables)
    fresh = _fresh(rows)
    order = np.argsort(rows[:, _HASH], kind="stable")  # within one kind, time goes on
    groups = np.split(order, 1 + np.flatnonzero(np.diff(rows[order, _HASH]))) if len(rows) else []
    return [_blob(clip, backdrop, rows[group], fresh[group]) for group in groups]


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


def _fresh(rows: np.ndarray) -> np.ndarray:
    """bool [n]: whether the same blob was not in the same place on the frame before."""
    columns = [_HASH, _LEFT, _TOP, _T]
    order = np.lexsort([rows[:, column] for column in reversed(columns)])
    steps = np.diff(rows[order][:, columns], axis=0)
    fresh = np.ones(len(rows), bool)
    fresh[order[1:]] = steps[:, :3].any(axis=1) | (steps[:, 3] != 1)
    return fresh


def _blob(clip: Clip, backdrop: Backdrop, rows: np.ndarray, fresh: np.ndarray) -> Blob:
    """One blob from all its sightings, in their order."""
    wide, high = clip.size
    clipped = (rows[:, [_LEFT, _TOP]] == 0).any(axis=1) | (rows[:, _RIGHT] == wide) | (rows[:, _BOTTOM] == high)
    # Those at the edge say less than whole ones.
    t, key, left, top, right, bottom, parts = rows[int(np.argmin(clipped))].tolist()
    box = (slice(top, bottom), slice(left, right))
    colours = clip.frame(t)[box]
    shapes = find_blobs(colours != backdrop.frame(t)[box], colours, 1 if parts == 1 else CLUSTER_REACH_PX)
    label = 1 + int(np.flatnonzero(shapes.hashes.view(np.int64) == key)[0])
    return Blob(
        colours=colours,
        mask=shapes.labels == label,
        clipped=bool(clipped.all()),
        sighting=(t, left, top),
        frames=len(rows),
        runs=int(fresh.sum()),
        births=_births(rows[:, _T]),
        parts=parts,
    )


def _births(t: np.ndarray) -> int:
    """How often there were more sightings than on the frame before, and how many more; `t` are frames in order."""
    frames, counts = np.unique(t, return_counts=True)
    before = np.where(np.diff(frames, prepend=-2) == 1, np.concatenate([[0], counts[:-1]]), 0)
    return int(np.maximum(counts - before, 0).sum())
