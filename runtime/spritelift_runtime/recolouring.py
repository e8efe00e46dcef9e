"""Known shapes in colours never seen: sprites, or parts of the background, recoloured.

Asked where the search leaves something, or patches a blob together from parts of sprites. A blob counts as recoloured
if it is a known shape exactly, each colour replaced by one other, and if that costs fewer bits than it costs without.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from spritelift_runtime.cost import PLACEMENT_BITS, RECOLOUR_BITS, RESIDUAL_PIXEL_BITS
from spritelift_runtime.dictionary import Dictionary, unpacked_rgb
from spritelift_runtime.explain import LAYER
from spritelift_runtime.ground import Ground
from spritelift_runtime.scene import Placement, Plane, Recolour
from spritelift_runtime.searched import View, bits_of, doubtful_blobs, items_in, shapes_of

Pairs = list[tuple[int, int]]
"""Packed colours and what they are replaced by."""


class Recoloured(NamedTuple):
    """Parts of a frame in other colours, and bool [h, w] (or [1, 1]) of the pixels they show."""

    placements: tuple[Placement, ...]
    planes: tuple[Plane, ...]
    shown: np.ndarray


NOTHING = Recoloured((), (), np.zeros((1, 1), bool))


class _Told(NamedTuple):
    bits: float
    item: Placement | Plane


class Recolouring:
    """Looks for the shapes of a dictionary, and for what stands in its ground."""

    def __init__(self, dictionary: Dictionary, ground: Ground) -> None:
        self._dictionary, self._ground = dictionary, ground
        self._shapes: dict[int, list[int]] = {}
        for variant, form in enumerate(dictionary.variants):
            dx, dy, _ = dictionary.pixels(variant)
            mask = np.zeros((form.height, form.width), bool)
            mask[dy, dx] = True
            parts = shapes_of(mask)
            if len(parts.boxes) == 1:  # loose parts would be blobs apart
                self._shapes.setdefault(int(parts.hashes[0]), []).append(variant)

    def of(self, view: View) -> Recoloured:
        """What of the frame is known shapes, recoloured."""
        told, shown = list[Placement | Plane](), np.zeros(view.left.shape, bool)
        for pixels, shape, left_px in doubtful_blobs(view, self._dictionary):
            best = None if shown.ravel()[pixels].any() else self._told(view, pixels, shape)
            if best is None:
                continue
            items = items_in(view, pixels, self._dictionary) if left_px < len(pixels) else frozenset[int]()
            if items is None:
                continue
            if best.bits < RESIDUAL_PIXEL_BITS * left_px + bits_of(view.found, items, self._dictionary):
                told.append(best.item)
                shown.ravel()[pixels] = True
        if not told:
            return NOTHING
        placements = tuple(item for item in told if isinstance(item, Placement))
        planes = tuple(item for item in told if isinstance(item, Plane))
        return Recoloured(placements, planes, shown)

    def _told(self, view: View, pixels: np.ndarray, shape: int) -> _Told | None:
        """The cheapest way to tell a blob as a known shape recoloured; what stands there already before what comes."""
        y, x = np.divmod(pixels, view.frame.shape[1])
        ways = [self._as_ground(view, y, x), *(self._as_sprite(view, v, y, x) for v in self._shapes.get(shape, ()))]
        return min((way for way in ways if way is not None), key=lambda way: way.bits, default=None)

    def _as_sprite(self, view: View, variant: int, y: np.ndarray, x: np.ndarray) -> _Told | None:
        dx, dy, colour = self._dictionary.pixels(variant)
        left, top = int(x.min() - dx.min()), int(y.min() - dy.min())
        pairs = replaced_colours(colour, view.frame[dy + top, dx + left])
        if not pairs:
            return None
        form = self._dictionary.variants[variant]
        flips = bool(form.flip & 1), bool(form.flip & 2)
        return _Told(_bits(pairs), Placement(form.sprite, left, top, LAYER, *flips, recolour=_recolour(pairs)))

    def _as_ground(self, view: View, y: np.ndarray, x: np.ndarray) -> _Told | None:
        old = view.behind[y, x]
        pairs = replaced_colours(old, view.frame[y, x]) if (old >= 0).all() else None
        if not pairs or not _stands_alone(view, pairs, y, x):
            return None
        box = (int(x.min()), int(y.min()), int(np.ptp(x)) + 1, int(np.ptp(y)) + 1)
        piece = self._ground.piece(view.planes, view.behind, box)
        return None if piece is None else _Told(_bits(pairs), replace(piece, recolour=_recolour(pairs)))


def replaced_colours(old: np.ndarray, new: np.ndarray) -> Pairs | None:
    """Which packed colours are replaced by which others, pixel by pixel; None where one is by two, or two by one."""
    together = np.unique(old.astype(np.int64) << 24 | new)
    olds, news = (together >> 24).tolist(), (together & 0xFFFFFF).tolist()
    if len(set(olds)) < len(olds) or len(set(news)) < len(news):
        return None
    return [pair for pair in zip(olds, news, strict=True) if pair[0] != pair[1]]


def _stands_alone(view: View, pairs: Pairs, y: np.ndarray, x: np.ndarray) -> bool:
    """Whether nothing in a blob's box, or beside it, shows that a colour replaced is still there."""
    around = tuple(slice(max(int(at.min()) - 1, 0), int(at.max()) + 2) for at in (y, x))
    frame, behind = view.frame[around], view.behind[around]
    bare = (frame == behind) | view.left[around]
    return all((frame[bare & (behind == old)] == new).all() for old, new in pairs)


def _bits(pairs: Pairs) -> float:
    return PLACEMENT_BITS + RECOLOUR_BITS * len(pairs)


def _recolour(pairs: Pairs) -> Recolour:
    rgb = unpacked_rgb(np.array(pairs, np.int32)).tolist()
    return tuple(sorted((tuple(old), tuple(new)) for old, new in rgb))
