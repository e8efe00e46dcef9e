"""Blobs that change from frame to frame, linked through time: one thing that fades, turns, grows, or has soft edges."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from spritelift_runtime.blobs import find_blobs
from spritelift_runtime.dictionary import unpacked_rgb
from spritelift_trainer.mining.blobs import Blob
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.spread import spread

ONCE_SHARE = 0.25
"""Of the times that a blob came or moved: where so many are the only one of its shape, shapes change rather than come
again."""
FEW_COLOURS = 256
"""A clip of no more is pixel art: what changes there erodes, or meets others, pixel by pixel."""
LEAST_PX = 24
LEAST_FRAMES = 12
"""A chain of fewer frames says too little of what changes."""
LEAST_SHAPES, CHANGING_SHARE = 4, 1 / 6
"""Shapes in a chain, at least, and the share of its frames that bring one never seen in it."""
REACH_PX = 2
ALIKE = 1.6
"""A blob that grows or shrinks by more, from one frame to the next, has met or left another."""
MARGIN_PX = 8
"""Shown around a sighting."""

Box = tuple[int, int, int, int]


@dataclass(eq=False)
class Chain:
    """One blob through consecutive frames: its boxes (left, top, right, bottom) from frame `first` on."""

    first: int
    boxes: list[Box] = field(default_factory=list)
    shapes: list[int] = field(default_factory=list)
    """A hash of its exact pixels on each frame."""
    pixels: list[int] = field(default_factory=list)

    def firsts(self) -> list[int]:
        """Frames (counted from its own first) on which a shape is seen for the first time."""
        return sorted(np.unique(np.array(self.shapes, np.uint64), return_index=True)[1].tolist())

    def __len__(self) -> int:
        return len(self.boxes)


@dataclass(frozen=True, eq=False)
class View:
    """A window of one frame around a sighting: `frame` and `behind` uint8 [h, w, 3], and the sighting's box in it."""

    frame: np.ndarray
    behind: np.ndarray
    box: Box


def is_changing(blobs: Sequence[Blob], colours: int) -> bool:
    """Whether so many shapes, in a clip of so many colours, never come again that they are no sprites as they are."""
    if colours <= FEW_COLOURS:
        return False
    whole = [blob for blob in blobs if blob.parts == 1 and blob.area >= LEAST_PX]
    return sum(blob.runs == 1 for blob in whole) > ONCE_SHARE * sum(blob.runs for blob in whole)


def chains_of(clip: Clip, backdrop: Backdrop) -> list[Chain]:
    """Every chain of `LEAST_FRAMES` or more whose shape mostly changes, those with most pixels first."""
    done: list[Chain] = []
    open_chains: list[Chain] = []
    for t in range(len(clip)):
        if t in clip.starts:
            done, open_chains = [*done, *open_chains], []
        frame = clip.frame(t)
        blobs = find_blobs(frame != backdrop.frame(t), frame, REACH_PX)
        going = _linked(open_chains, blobs.boxes, np.diff(blobs.starts), blobs.hashes, clip.size, t)
        done += [chain for chain in open_chains if chain not in going]
        open_chains = going
    chains = [chain for chain in [*done, *open_chains] if len(chain) >= LEAST_FRAMES]
    changing = [c for c in chains if len(set(c.shapes)) >= max(LEAST_SHAPES, CHANGING_SHARE * len(c))]
    return sorted(changing, key=lambda chain: (-sum(chain.pixels), chain.first, chain.boxes[0]))


def _linked(
    chains: Sequence[Chain], boxes: np.ndarray, sizes: np.ndarray, hashes: np.ndarray, size: tuple[int, int], t: int
) -> list[Chain]:
    """The chains that go on with one of frame t's blobs, and new ones for the others that are whole."""
    whole = (boxes[:, :2] > 0).all(axis=1) & (boxes[:, 2:] < size).all(axis=1) & (sizes >= LEAST_PX)
    last = np.array([chain.boxes[-1] for chain in chains], np.int64).reshape(-1, 4)
    low = np.maximum(last[:, None, :2], boxes[None, :, :2])
    meets = (low < np.minimum(last[:, None, 2:], boxes[None, :, 2:])).all(axis=2)
    going = []
    for b in np.flatnonzero(whole).tolist():
        before = np.flatnonzero(meets[:, b])
        chain = Chain(t)
        if len(before) == 1 and meets[before[0]].sum() == 1:
            old = chains[int(before[0])]
            if max(sizes[b], old.pixels[-1]) <= ALIKE * min(sizes[b], old.pixels[-1]):
                chain = old
        chain.boxes.append(tuple(boxes[b].tolist()))
        chain.shapes.append(int(hashes[b]))
        chain.pixels.append(int(sizes[b]))
        going.append(chain)
    return going


def window_around(box: Box) -> tuple[tuple[slice, slice], Box]:
    """Rows and columns of a frame with a margin around the box, and where the box is in them."""
    left, top, right, bottom = box
    x, y = max(0, left - MARGIN_PX), max(0, top - MARGIN_PX)
    part = (slice(y, bottom + MARGIN_PX), slice(x, right + MARGIN_PX))
    return part, (left - x, top - y, right - x, bottom - y)


def views(chain: Chain, clip: Clip, backdrop: Backdrop, most: int) -> list[View]:
    """At most so many sightings of the chain, evenly spread."""
    return list(_views(chain, clip, backdrop, spread(0, len(chain), most)))


def _views(chain: Chain, clip: Clip, backdrop: Backdrop, numbers: np.ndarray) -> Iterator[View]:
    for number in numbers.tolist():
        t = chain.first + number
        part, box = window_around(chain.boxes[number])
        frame, behind = clip.frame(t)[part], backdrop.frame(t)[part]
        blobs = find_blobs(frame != behind, frame, REACH_PX)
        own = 1 + np.flatnonzero((blobs.boxes == box).all(axis=1))
        # Others nearby are no part of it.
        alone = np.where(np.isin(blobs.labels, own), frame, behind)
        yield View(unpacked_rgb(alone), unpacked_rgb(behind), box)
