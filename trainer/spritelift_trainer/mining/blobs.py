"""Blobs: connected pixels that differ from the background, told apart by their exact pixels."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy import ndimage

from spritelift_runtime.dictionary import EIGHT, blob_key
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.planes import Backdrop

SIGHTINGS = 8
CLUSTER_SIDE_PX = 32
"""Loose parts spread wider than this are separate things."""


@dataclass(eq=False)
class Blob:
    """One exact shape with its colours, and how it was seen."""

    colours: np.ndarray
    mask: np.ndarray
    clipped: bool
    """Touched the frame's edge at every sighting: it may go on beyond."""
    frames: int = 0
    runs: int = 0
    """Sightings that were not simply the same blob in the same place as on the frame before."""
    parts: int = 1
    """Blobs it consists of: more than one for a cluster of loose parts."""
    sightings: list[tuple[int, int, int]] = field(default_factory=list)
    """Up to `SIGHTINGS` of (frame, x, y)."""

    @property
    def area(self) -> int:
        """Pixels."""
        return int(self.mask.sum())


def gather(clip: Clip, backdrop: Backdrop) -> dict[bytes, Blob]:
    """All distinct blobs, and clusters of blobs that stand close together, by key."""
    blobs: dict[bytes, Blob] = {}
    before: set[tuple[bytes, int, int]] = set()
    for t in range(len(clip)):
        frame = clip.frame(t)
        now: set[tuple[bytes, int, int]] = set()
        for box, mask, parts in shapes(frame != backdrop.frame(t)):
            key = blob_key(frame[box], mask)
            seen = _see(blobs, key, frame[box], mask, box, clip.size)
            place = (key, box[1].start, box[0].start)
            now.add(place)
            seen.frames, seen.parts = seen.frames + 1, parts
            if place not in before:
                seen.runs += 1
                if len(seen.sightings) < SIGHTINGS:
                    seen.sightings.append((t, box[1].start, box[0].start))
        before = now
    return blobs


def shapes(foreground: np.ndarray) -> Iterator[tuple[tuple[slice, slice], np.ndarray, int]]:
    """Every blob of the foreground, then every cluster of several: its box, its mask in the box, its blobs."""
    labels, count = ndimage.label(foreground, EIGHT)
    for label, box in enumerate(ndimage.find_objects(labels), 1):
        yield box, labels[box] == label, 1
    if not count:
        return
    # Grown by a pixel all round, blobs at most two apart are one.
    clusters, _ = ndimage.label(ndimage.binary_dilation(foreground, EIGHT), EIGHT)
    clusters[~foreground] = 0
    cluster_of = np.zeros(count + 1, np.int64)
    cluster_of[labels[foreground]] = clusters[foreground]
    parts = np.bincount(cluster_of[1:])
    boxes = ndimage.find_objects(clusters)
    for cluster in np.flatnonzero(parts > 1).tolist():
        box = boxes[cluster - 1]
        if max(side.stop - side.start for side in box) <= CLUSTER_SIDE_PX:
            yield box, clusters[box] == cluster, int(parts[cluster])


def _see(
    blobs: dict[bytes, Blob], key: bytes, colours: np.ndarray, mask: np.ndarray, box: tuple, size: tuple[int, int]
) -> Blob:
    clipped = box[0].start == 0 or box[1].start == 0 or box[0].stop == size[1] or box[1].stop == size[0]
    blob = blobs.get(key)
    if blob is None:
        blob = blobs[key] = Blob(colours.copy(), mask, clipped)
    elif blob.clipped and not clipped:
        # From here on its sightings are whole ones: those at the edge say less.
        blob.clipped, blob.sightings = False, []
    return blob
