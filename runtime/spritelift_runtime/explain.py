"""Which known sprites, where, make these pixels. Mining and the decomposer's repair share it.

A frame is compared with its background; each blob of differing pixels is explained front to back by the sprites
that save most bits (`cost`), until nothing is left or nothing pays. What is placed is exact by construction: a
placement shows only pixels that agree with the frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spritelift_runtime.dictionary import Dictionary, flipped
from spritelift_runtime.scene import Cut, Placement
from spritelift_runtime.search import WHOLE, search

_EVERYTHING = np.zeros((0, 0), bool)
_NONE = np.zeros((0, 3), np.int64)


@dataclass
class Explanation:
    """What `explain` found: placements back to front, and the mask of pixels left over."""

    placements: tuple[Placement, ...]
    left: np.ndarray
    """bool [h, w]: pixels that differ from the background and that no sprite explains."""


def explain(
    frame: np.ndarray,
    background: np.ndarray,
    dictionary: Dictionary,
    proposals: Sequence[tuple[int, int, int]] | np.ndarray = (),
    only: np.ndarray | None = None,
) -> Explanation:
    """Explain packed `frame` int32 [h, w] over packed `background` [h, w] (negative where nothing is known of it).

    `proposals` are (variant, x, y) worth trying first, such as an encoder's; `only` (bool [h, w]) limits what is to
    be explained, the rest then counts as covered. Placements come back to front.
    """
    proposed = np.asarray(proposals, np.int64).reshape(-1, 3) if len(proposals) else _NONE
    found, left = search(frame, background, _EVERYTHING if only is None else only, proposed, dictionary.tables)
    rows = found.items.tolist()
    return Explanation(tuple(_placement(dictionary, found.shown, row) for row in reversed(rows)), left)


def _placement(dictionary: Dictionary, shown: np.ndarray, item: list[int]) -> Placement:
    variant, x, y, first = item
    form = dictionary.variants[variant]
    if first == WHOLE:
        return Placement(form.sprite, x, y, 1, bool(form.flip & 1), bool(form.flip & 2))
    dx, dy, _ = dictionary.pixels(variant)
    mask = np.zeros((form.height, form.width), bool)
    mask[dy, dx] = shown[first : first + len(dx)]
    cut = Cut(flipped(mask, form.flip).copy())
    return Placement(form.sprite, x, y, 1, bool(form.flip & 1), bool(form.flip & 2), cut=cut)
