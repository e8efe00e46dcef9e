"""Sprites that are holes: where the background wrongly holds a thing, what is seen without it looks like ground.

A brick knocked out of a wall, an eroded shield: the true sprite is the brick, and the ground is the background.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.dictionary import flipped, packed
from spritelift_runtime.scene import Placement
from spritelift_trainer.mining.background import Standing, standing_things
from spritelift_trainer.mining.clip import UNKNOWN
from spritelift_trainer.mining.planes import Backdrop
from spritelift_trainer.mining.seen import Seen
from spritelift_trainer.mining.shown import shown_pixels

MORE_COMMON = 2.0
"""A hole shows colours that are at least so many times as common in the background as those it covers..."""
GROUND_LIKE = 0.8
"""...in so many of its pixels."""
LEAST_SIGHTINGS = 4
"""Sampled frames on which a hole must be seen at one place to be painted there."""

Filled = dict[tuple[int, int], np.ndarray]
"""By band and picture, bool [y, x]: pixels painted anew."""
Found = Sequence[tuple[int, tuple[Placement, ...]]]
"""Frames with their placements."""


def holes_among(backdrop: Backdrop, sprites: Sequence[Sprite], found: Found) -> set[int]:
    """The sprites that mostly show a commoner colour than the background they cover."""
    share = _shares(backdrop)
    own_share = [share(packed(sprite.rgba)) for sprite in sprites]
    commoner, seen = np.zeros(len(sprites)), np.zeros(len(sprites))
    behind: dict[tuple[int, ...], np.ndarray] = {}
    for t, placements in found:
        camera = tuple(int(n) for band in backdrop.bands for n in band.camera[t])
        if camera not in behind:
            background = backdrop.frame(t)
            behind[camera] = np.where(background == UNKNOWN, np.inf, MORE_COMMON * share(background))
        for p in placements:
            rows, columns, y, x = shown_pixels(p, sprites[p.sprite], behind[camera].shape)
            commoner[p.sprite] += (own_share[p.sprite][rows, columns] >= behind[camera][y, x]).sum()
            seen[p.sprite] += len(y)
    return set(np.flatnonzero((seen > 0) & (commoner >= GROUND_LIKE * seen)).tolist())


def holes_filled(
    backdrop: Backdrop,
    seen: list[list[Seen]],
    sprites: Sequence[Sprite],
    holes: set[int],
    changes: set[int],
    found: Found,
) -> Filled:
    """Paint holes into the background where they stand, and take what stands around them out of it; where it changed.

    So it is with what stands under `changes`, sprites that are known from few places: a digit, a torch, a chest is
    not background in one of its states, with the differences to the others before it.
    """
    sightings: Counter[tuple[int, ...]] = Counter()
    for t, placements in found:
        for p in placements:
            if p.sprite in holes or p.sprite in changes:
                sightings[(*world_place(p, backdrop, t), p.sprite, p.flip)] += 1
    often = sorted(place for place, count in sightings.items() if count >= LEAST_SIGHTINGS)
    filled: Filled = {}
    for number, band in enumerate(backdrop.bands):
        for i, picture in enumerate(band.pictures):
            here = [place[2:] for place in often if place[:2] == (number, i)]
            if here:
                old = picture.copy()
                _fill(picture, standing_things(picture, seen[number][i]), sprites, here, holes)
                if (old != picture).any():
                    filled[number, i] = old != picture
    return filled


def _fill(
    picture: np.ndarray,
    things: list[Standing],
    sprites: Sequence[Sprite],
    places: list[tuple[int, ...]],
    holes: set[int],
) -> None:
    touched = np.zeros(picture.shape, bool)
    for x, y, sprite, flip in places:
        rgba = flipped(sprites[sprite].rgba, flip)
        rows, columns = np.nonzero(rgba[..., 3] == 255)
        inside = (rows + y >= 0) & (columns + x >= 0) & (rows + y < picture.shape[0]) & (columns + x < picture.shape[1])
        rows, columns = rows[inside], columns[inside]
        if sprite in holes:
            picture[rows + y, columns + x] = packed(rgba)[rows, columns]
        touched[rows + y, columns + x] = True
    for thing in things:
        if (touched[thing.box] & thing.mask).any():
            np.copyto(picture[thing.box], thing.fill, where=thing.mask)


def world_place(placement: Placement, backdrop: Backdrop, t: int) -> tuple[int, ...]:
    """Band, picture, x, y: where a placement stands in the world."""
    below = (b for b, band in enumerate(backdrop.bands) if placement.y < band.bottom)
    number = next(below, len(backdrop.bands) - 1)
    band = backdrop.bands[number]
    picture, x, y = band.camera[t].tolist()
    return number, picture, placement.x + x, placement.y + y - band.top


def _shares(backdrop: Backdrop) -> Callable[[np.ndarray], np.ndarray]:
    """How much of the background each packed colour makes up, as a function of arrays of colours."""
    known = np.concatenate([picture[picture != UNKNOWN] for band in backdrop.bands for picture in band.pictures])
    colours, counts = np.unique(known, return_counts=True)

    def share(wanted: np.ndarray) -> np.ndarray:
        at = np.searchsorted(colours, wanted).clip(0, max(0, len(colours) - 1))
        return np.where(colours[at] == wanted, counts[at], 0) / max(1, len(known))

    return share
