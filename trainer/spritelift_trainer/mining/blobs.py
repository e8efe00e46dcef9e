"""Blobs: connected pixels that differ from the background, told apart by their exact pixels."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy import ndimage
from spritelift_runtime.dictionary import EIGHT, blob_key

from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.planes import Backdrop

SIGHTINGS = 8


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
    sightings: list[tuple[int, int, int]] = field(default_factory=list)
    """Up to `SIGHTINGS` of (frame, x, y)."""

    @property
    def area(self) -> int:
        """Pixels."""
        return int(self.mask.sum())


Mask = Callable[[int, np.ndarray, np.ndarray], np.ndarray]
"""(frame number, packed frame, packed background) -> bool [y, x]: what counts as foreground."""


def differing(_t: int, frame: np.ndarray, background: np.ndarray) -> np.ndarray:
    """The plain foreground: every pixel that differs."""
    return frame != background


def gather(clip: Clip, backdrop: Backdrop, foreground: Mask = differing, step: int = 1) -> dict[bytes, Blob]:
    """All distinct blobs of every `step`-th frame, by key."""
    blobs: dict[bytes, Blob] = {}
    before: set[tuple[bytes, int, int]] = set()
    for t in range(0, len(clip), step):
        frame = clip.frame(t)
        labels, _ = ndimage.label(foreground(t, frame, backdrop.frame(t)), EIGHT)
        now: set[tuple[bytes, int, int]] = set()
        for label, box in enumerate(ndimage.find_objects(labels), 1):
            mask = labels[box] == label
            key = blob_key(frame[box], mask)
            seen = _see(blobs, key, frame[box], mask, box, clip.size)
            place = (key, box[1].start, box[0].start)
            now.add(place)
            seen.frames += 1
            if place not in before:
                seen.runs += 1
                if len(seen.sightings) < SIGHTINGS:
                    seen.sightings.append((t, box[1].start, box[0].start))
        before = now
    return blobs


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
