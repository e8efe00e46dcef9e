"""Known sprites that stand in a background picture are sprites there too: found by their exact pixels."""

from collections.abc import Container, Iterable

import numpy as np
from scipy import ndimage

from spritelift_runtime.art import Sprite
from spritelift_runtime.cost import PLACEMENT_BITS, picture_bits, sprite_bits
from spritelift_runtime.dictionary import EIGHT, Dictionary, blob_key
from spritelift_trainer.mining.background import Standing, ground_of, standing_things
from spritelift_trainer.mining.clip import UNKNOWN
from spritelift_trainer.mining.planes import unpacked
from spritelift_trainer.mining.seen import Seen

LEAST_PX = 16
"""Smaller sprites turn up by chance in any picture."""
RUNNING_ON = 0.1
"""Share of the pixels around a find that may have their neighbour's colour: with more, it is part of something."""


def without_known(picture: np.ndarray, sprites: Iterable[Sprite], alone: Container[Sprite] = ()) -> np.ndarray:
    """The picture less every copy of a known sprite: as a placement it costs fewer bits than as picture. Those of
    `alone` must stand on nothing but ground there: they may be a part of what they were seen as.

    What is behind it is unknown, until it is seen uncovered.
    """
    dictionary = Dictionary(sprites)
    on = ground_of(picture) | (picture == UNKNOWN)
    covered = np.zeros(picture.shape, bool)
    for variant in np.argsort(-dictionary.tables.counts, kind="stable").tolist():
        if int(dictionary.tables.counts[variant]) >= LEAST_PX:
            asked = dictionary.sprites[dictionary.variants[variant].sprite] in alone
            for y, x in copies(picture, dictionary, variant):
                covered[y, x] = not asked or _stands_alone(on, y, x)
    return np.where(covered, UNKNOWN, picture).astype(np.int32)


def repeated(pictures: Iterable[tuple[np.ndarray, Seen]]) -> list[Sprite]:
    """Things that stand in the pictures more than once, where that is cheaper to say than to paint them each time."""
    groups: dict[bytes, list[tuple[np.ndarray, Standing]]] = {}
    for picture, seen in pictures:
        for thing in standing_things(picture, seen):
            groups.setdefault(blob_key(picture[thing.box], thing.mask), []).append((picture, thing))
    found = []
    for things in groups.values():
        (picture, first), count = things[0], len(things)
        area = int(first.mask.sum())
        colours = picture[first.box]
        painted = count * picture_bits(colours, first.mask)
        if area >= LEAST_PX and painted > sprite_bits(colours, first.mask) + count * PLACEMENT_BITS:
            rgba = unpacked(np.where(first.mask, picture[first.box], UNKNOWN).astype(np.int32))
            found.append(Sprite(name="", rgba=rgba))
    return found


def copies(picture: np.ndarray, dictionary: Dictionary, variant: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """The (y, x) pixels of every place where the picture shows the variant whole and set off from what is around."""
    dx, dy, colour = dictionary.pixels(variant)
    form = dictionary.variants[variant]
    high, wide = picture.shape[0] - form.height + 1, picture.shape[1] - form.width + 1
    if high <= 0 or wide <= 0:
        return []
    fits = np.ones((high, wide), bool)
    for y, x, wanted in zip(dy.tolist(), dx.tolist(), colour.tolist(), strict=True):
        fits &= picture[y : y + high, x : x + wide] == wanted
        if not fits.any():
            return []
    places = [(dy + y, dx + x) for y, x in np.argwhere(fits).tolist()]
    return [place for place in places if _is_set_off(picture, *place)]


def _stands_alone(ground: np.ndarray, y: np.ndarray, x: np.ndarray) -> bool:
    mask = np.zeros(ground.shape, bool)
    mask[y, x] = True
    return bool(ground[ndimage.binary_dilation(mask, EIGHT) & ~mask].all())


def _is_set_off(picture: np.ndarray, y: np.ndarray, x: np.ndarray) -> bool:
    top, left = max(y.min() - 1, 0), max(x.min() - 1, 0)
    part = picture[top : y.max() + 2, left : x.max() + 2]
    mask = np.zeros(part.shape, bool)
    mask[y - top, x - left] = True
    around = ndimage.binary_dilation(mask, EIGHT) & ~mask
    running_on = np.zeros(part.shape, bool)
    for axis in (0, 1):
        for step in (-1, 1):
            beside, inside = np.roll(part, step, axis), np.roll(mask, step, axis)
            running_on |= around & inside & (beside == part)
    return running_on.sum() <= RUNNING_ON * max(1, around.sum())
