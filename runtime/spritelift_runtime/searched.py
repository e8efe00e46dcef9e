"""What the exact search made of a frame, blob by blob: what is left of each, which items show in it, what they cost."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from spritelift_runtime.blobs import Blobs, find_blobs
from spritelift_runtime.cost import PLACEMENT_BITS, cut_bits, cut_turns
from spritelift_runtime.dictionary import Dictionary
from spritelift_runtime.exact.canvas import WHOLE, Found
from spritelift_runtime.explain import cut_of
from spritelift_runtime.scene import Plane

PATCHES = 2
"""Cut items of which a blob may be patched together; one alone is something half hidden."""


_NOWHERE = np.zeros(0, np.int64)


class View(NamedTuple):
    """A frame as the search leaves it: packed, its planes, what they show, what was found, bool [h, w] of what is left.

    The first `kept` of the items found are from a frame before, and stay.
    """

    frame: np.ndarray
    planes: tuple[Plane, ...]
    behind: np.ndarray
    found: Found
    left: np.ndarray
    kept: int = 0


class OneBlob(NamedTuple):
    """Flat pixels of a blob, a hash of their places, and how many of them are left."""

    pixels: np.ndarray
    shape: int
    left_px: int


def in_doubt(view: View, before: np.ndarray, dictionary: Dictionary) -> bool:
    """Whether anything may be a known shape in other colours, but for bool [h, w] of what was looked at before."""
    return bool((view.left & ~before).any()) or bool(len(_patches(view, dictionary)))


def doubtful_blobs(view: View, dictionary: Dictionary) -> Iterator[OneBlob]:
    """Whole blobs that are not explained, or patched together; then what is left of those explained in part."""
    patches = _patches(view, dictionary)
    if not len(patches) and not view.left.any():
        return
    differs = view.frame != view.behind
    left = view.left & differs  # a soft pixel may be wrong where the frame is as its background
    known_left = bool((left & (view.behind >= 0)).any())
    if not len(patches) and not known_left:
        return
    blobs = shapes_of(differs)
    count = len(blobs.boxes) + 1
    left_px = np.bincount(blobs.labels[left], minlength=count)
    places = [shown_by(view, number, dictionary) for number in patches.tolist()]
    firsts = [place[differs.ravel()[place]][:1] for place in places]
    patched = np.bincount(blobs.labels.ravel()[np.concatenate([_NOWHERE, *firsts])], minlength=count)
    for label in np.flatnonzero((left_px > 0) | (patched >= PATCHES)).tolist():
        pixels = blobs.pixels[blobs.starts[label - 1] : blobs.starts[label]]
        yield OneBlob(pixels, int(blobs.hashes[label - 1]), int(left_px[label]))
    if not known_left:
        return
    whole = left_px == np.bincount(blobs.labels.ravel(), minlength=count)
    parts = shapes_of(left & ~whole[blobs.labels])
    for b, shape in enumerate(parts.hashes.tolist()):
        pixels = parts.pixels[parts.starts[b] : parts.starts[b + 1]]
        yield OneBlob(pixels, shape, len(pixels))


def _patches(view: View, dictionary: Dictionary) -> np.ndarray:
    """int64 [n]: the numbers of new items that are cut, and whose boxes meet those of others that are."""
    numbers = view.kept + np.flatnonzero(view.found.items[view.kept :, 3] != WHOLE)
    if len(numbers) < PATCHES:
        return _NOWHERE
    low = view.found.items[numbers, 1:3]
    high = low + dictionary.tables.sides[view.found.items[numbers, 0]]
    meets = ((low[:, None] <= high[None]) & (low[None] <= high[:, None])).all(2)
    return numbers[meets.sum(1) >= PATCHES]


def items_in(view: View, pixels: np.ndarray, dictionary: Dictionary) -> frozenset[int] | None:
    """The items that show in a blob; None where one of them must stay, or shows elsewhere, too.

    Where the frame is as its background, nothing need show.
    """
    differs = (view.frame != view.behind).ravel()
    inside = np.zeros(view.left.size, bool)
    inside[pixels] = True
    within = set[int]()
    for number in range(len(view.found.items)):
        shown = shown_by(view, number, dictionary)
        if inside[shown].any():
            if number < view.kept or (differs & ~inside)[shown].any():
                return None
            within.add(number)
    return frozenset(within)


def shown_by(view: View, number: int, dictionary: Dictionary) -> np.ndarray:
    """The flat pixels of the frame that an item shows."""
    variant, left, top, first = view.found.items[number].tolist()
    dx, dy, _ = dictionary.pixels(variant)
    y, x = dy + top, dx + left
    high, wide = view.frame.shape
    seen = (y >= 0) & (y < high) & (x >= 0) & (x < wide)
    if first != WHOLE:
        seen &= view.found.shown[first : first + len(dx)] > 0
    return (y * wide + x)[seen]


def bits_of(found: Found, items: Iterable[int], dictionary: Dictionary) -> float:
    """What some items cost where they are new."""
    bits = 0.0
    for variant, _, _, first in found.items[list(items)].tolist():
        bits += PLACEMENT_BITS
        if first != WHOLE:
            opaque = dictionary.sprites[dictionary.variants[variant].sprite].rgba[..., 3] == 255
            bits += cut_bits(cut_turns(opaque, cut_of(variant, found.shown[first:], dictionary).mask))
    return bits


def shapes_of(mask: np.ndarray) -> Blobs:
    """The blobs of a mask; their hashes are of where their pixels are alone."""
    return find_blobs(mask, np.zeros(mask.shape, np.int32), 1)
