"""Which known sprites, where, make these pixels. Mining and the decomposer's repair share it.

A frame is compared with its background; each blob of differing pixels is explained front to back by the sprites
that save most bits (`cost`), until nothing is left or nothing pays. What is placed is exact by construction: a
placement shows only pixels that agree with the frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spritelift_runtime.dictionary import Dictionary, flipped
from spritelift_runtime.exact.canvas import WHOLE, Found
from spritelift_runtime.exact.search import search
from spritelift_runtime.exact.softness import check_soft
from spritelift_runtime.scene import Cut, Placement

LAYER = 1
"""Where placements are painted: over all planes of a game, which are on layers of 0 and below."""
_EVERYTHING = np.zeros((0, 0), bool)
_NONE = np.zeros((0, 3), np.int64)

Proposals = Sequence[tuple[int, int, int]] | np.ndarray


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
    proposals: Proposals = (),
    only: np.ndarray | None = None,
    corner: tuple[int, int] = (0, 0),
) -> Explanation:
    """`find`, as placements."""
    found, left = find(frame, background, dictionary, proposals, only, corner=corner)
    return Explanation(placements_of(found, dictionary, corner), left)


def find(
    frame: np.ndarray,
    background: np.ndarray,
    dictionary: Dictionary,
    proposals: Proposals = (),
    only: np.ndarray | None = None,
    exactly: bool = False,
    corner: tuple[int, int] = (0, 0),
) -> tuple[Found, np.ndarray]:
    """Explain packed `frame` int32 [h, w] over packed `background` [h, w] (negative where nothing is known of it).

    `proposals` are (variant, x, y) worth trying first, such as an encoder's; `only` (bool [h, w]) limits what is to
    be explained, the rest then counts as covered. With `exactly`, a few pixels that no sprite pays for are shown by
    whatever has them: a shape never seen before, made of parts of known ones. `corner` is where (x, y) the frame given
    lies on the whole one, whose cells its tiles stand in. Returns what was found, front to back,
    and bool [h, w] of what is left over.
    """
    proposed = np.asarray(proposals, np.int64).reshape(-1, 3) if len(proposals) else _NONE
    everything = _EVERYTHING if only is None else only
    found, left = search(frame, background, everything, proposed, dictionary.tables, exactly, corner)
    return found, verified(frame, background, found, left, dictionary)


def verified(
    frame: np.ndarray, background: np.ndarray, found: Found, left: np.ndarray, dictionary: Dictionary
) -> np.ndarray:
    """bool [h, w] of what is left once all soft pixels of what was found are looked at: these are left where blending
    them doesn't give the frame's colour.

    Where nothing is known of the background they are blended over black, as composing does.
    """
    if dictionary.soft_edged:
        check_soft(frame, background, found, left, dictionary.tables)
    return left


def placements_of(found: Found, dictionary: Dictionary, corner: tuple[int, int] = (0, 0)) -> tuple[Placement, ...]:
    """The items as placements, back to front; `corner` as for `find`."""
    items = found.items[::-1]
    fixed = in_their_cells(items, dictionary.tables.tiles, corner)
    placements = []
    for (variant, x, y, first), stands in zip(items.tolist(), fixed.tolist(), strict=True):
        form = dictionary.variants[variant]
        cut = None if first == WHOLE else cut_of(variant, found.shown[first:], dictionary)
        flip = form.flip
        placements.append(Placement(form.sprite, x, y, LAYER, bool(flip & 1), bool(flip & 2), fixed=stands, cut=cut))
    return tuple(placements)


def in_their_cells(items: np.ndarray, tiles: np.ndarray, corner: tuple[int, int] = (0, 0)) -> np.ndarray:
    """bool [n]: which of the items [n, 4] are tiles that stand in a cell of their grid (`Tables.tiles`)."""
    fixed = np.zeros(len(items), bool)
    for variant, pitch_x, pitch_y, x, y in tiles.tolist():
        across, down = (items[:, 1] + corner[0] - x) % pitch_x, (items[:, 2] + corner[1] - y) % pitch_y
        fixed |= (items[:, 0] == variant) & (across == 0) & (down == 0)
    return fixed


def cut_of(variant: int, shown: np.ndarray, dictionary: Dictionary) -> Cut:
    """The cut that shows of a variant's hard pixels (in the dictionary's order) those flagged; of its soft ones those
    that are nearest to these."""
    form = dictionary.variants[variant]
    dx, dy, _ = dictionary.pixels(variant)
    mask = np.zeros((form.height, form.width), bool)
    mask[dy, dx] = shown[: len(dx)]
    soft_x, soft_y, beside = dictionary.soft_pixels(variant)
    mask[soft_y, soft_x] = shown[beside]
    return Cut(flipped(mask, form.flip).copy())
