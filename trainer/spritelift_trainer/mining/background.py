"""What stands behind everything: the most frequent colour of each world pixel, less what turns out to be a sprite."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from spritelift_runtime.dictionary import EIGHT
from spritelift_trainer.mining.seen import Seen

GROUND_SHARE = 0.01
"""A one-coloured region of at least this share of its picture is ground: the place others stand on."""
STANDING_SIDE_PX = 64
"""Nothing larger than this is taken out of a background as a thing that stands there."""
AROUND_PX = 3
"""How far around a thing the colours are looked for that may be behind it."""
REVEALED_SHARE = 0.2
"""A thing is taken out once this share of its pixels was seen without it."""


def ground_of(picture: np.ndarray) -> np.ndarray:
    """bool [y, x]: pixels of large one-coloured regions."""
    least = max(16, GROUND_SHARE * picture.size)
    ground = np.zeros(picture.shape, bool)
    colours, areas = np.unique(picture, return_counts=True)
    for colour in colours[(areas >= least) & (colours >= 0)]:
        labels, _ = ndimage.label(picture == colour)
        large = np.bincount(labels.ravel()) >= least
        large[0] = False
        ground |= large[labels]
    return ground


def commonest_colour(picture: np.ndarray) -> int:
    """The most frequent packed colour."""
    colours, counts = np.unique(picture, return_counts=True)
    return int(colours[counts.argmax()])


def nearest_of(picture: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """The picture's colour at the pixel of the `ground` (bool [y, x], not empty) that is nearest to each pixel."""
    nearest = ndimage.distance_transform_edt(~ground, return_distances=False, return_indices=True)
    return picture[nearest[0], nearest[1]]


@dataclass(frozen=True, eq=False)
class Standing:
    """A thing in a background picture: where (`box`), its pixels (`mask`), what is behind it (`fill`)."""

    box: tuple[slice, slice]
    mask: np.ndarray
    fill: np.ndarray


def standing_things(picture: np.ndarray, seen: Seen) -> list[Standing]:
    """Everything small that stands on the picture's ground."""
    ground = ground_of(picture)
    if not ground.any():
        return []
    fill = nearest_of(picture, ground)
    labels, _ = ndimage.label(~ground & (picture >= 0), EIGHT)
    boxes = {label: box for label, box in enumerate(ndimage.find_objects(labels), 1) if _is_small(box)}
    lasting = ~np.isin(labels, list(boxes))
    things = []
    for label, box in boxes.items():
        around = tuple(slice(max(side.start - AROUND_PX, 0), side.stop + AROUND_PX) for side in box)
        colours = np.unique(picture[around][lasting[around]])
        behind = _behind(seen.at(box), picture[box], colours[colours >= 0], fill[box])
        # What has a colour of its surroundings is theirs: dither that happens to touch the thing.
        mask = (labels[box] == label) & ~np.isin(picture[box], colours)
        things.append(Standing(box, mask, behind))
    return things


def _is_small(box: tuple[slice, slice]) -> bool:
    return max(side.stop - side.start for side in box) <= STANDING_SIDE_PX


def _behind(seen: Seen, own: np.ndarray, around: np.ndarray, nearest: np.ndarray) -> np.ndarray:
    """For each pixel, the colour from around the thing, other than its own, that it showed most often; or the nearest
    ground's."""
    if not len(around):
        return nearest
    shares = np.stack([np.where(own == colour, 0, seen.share(np.full(own.shape, colour))) for colour in around])
    best = around[shares.argmax(axis=0)]
    return np.where(shares.max(axis=0) > 0, best, nearest)


def without_revealed(picture: np.ndarray, seen: Seen) -> np.ndarray:
    """The picture less the things that were seen gone (or going) often enough: those are sprites, not background."""
    out = picture.copy()
    for thing in standing_things(picture, seen):
        # Half a percent of the time: less is something of the ground's colour passing by.
        revealed = seen.at(thing.box).share(thing.fill) >= 0.005
        own = thing.mask & (thing.fill != picture[thing.box])
        if own.any() and revealed[own].mean() >= REVEALED_SHARE:
            out[thing.box][thing.mask] = thing.fill[thing.mask]
    return out
