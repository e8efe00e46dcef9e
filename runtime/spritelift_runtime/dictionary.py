"""A dictionary laid out for matching: every variant's opaque pixels in one list, and blobs by their exact pixels."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import UInt8
from scipy import ndimage

from spritelift_runtime.art import Sprite

EIGHT = np.ones((3, 3), bool)
"""8-connectivity: diagonal neighbours belong together, as in pixel art's outlines."""
CORNERS = 8
_NOTHING = np.int32(-1)


def packed(picture: UInt8[np.ndarray, "... h w c"]) -> np.ndarray:
    """RGB (or RGBA, alpha dropped) as one int32 a pixel: 0x00BBGGRR."""
    red, green, blue = (picture[..., i].astype(np.int32) for i in range(3))
    return red | green << 8 | blue << 16


def blob_key(colours: np.ndarray, mask: np.ndarray) -> bytes:
    """The exact pixels of a blob: packed `colours` [h, w] where `mask`; equal keys mean equal blobs."""
    return mask.shape[1].to_bytes(2, "little") + np.where(mask, colours, _NOTHING).tobytes()


@dataclass(frozen=True)
class Variant:
    """A sprite in one of its flips, as matching sees it."""

    sprite: int
    flip: int
    width: int
    height: int


class Dictionary:
    """All variants (sprite and flip) of the sprites, indexed for exact search.

    `dx`, `dy`, `colour` list the hard (alpha 255) pixels of variant v in rows `starts[v]:starts[v] + counts[v]`;
    `corner_*` [8, v] are eight extreme pixels, the places where a half-seen sprite still shows itself.
    """

    def __init__(self, sprites: Iterable[Sprite] = ()) -> None:
        self.sprites: list[Sprite] = []
        self.variants: list[Variant] = []
        self.blobs: dict[bytes, list[tuple[int, int, int]]] = {}
        """Key of a variant's largest part -> (variant, x, y) where that part stands in its picture."""
        self._pixels: list[np.ndarray] = []
        self._corners: list[np.ndarray] = []
        self.add(sprites)

    def add(self, sprites: Iterable[Sprite]) -> None:
        """Take more sprites in; they get the next ids."""
        for sprite in sprites:
            for flip in sprite.flips:
                self._add_variant(len(self.sprites), sprite, flip)
            self.sprites.append(sprite)
        self._join()

    def _add_variant(self, sprite: int, source: Sprite, flip: int) -> None:
        rgba = flipped(source.rgba, flip)
        mask = rgba[..., 3] == 255
        y, x = np.nonzero(mask)
        if not len(x):
            return
        colour = packed(rgba)
        self._index_blob(len(self.variants), colour, mask)
        self.variants.append(Variant(sprite, flip, rgba.shape[1], rgba.shape[0]))
        self._pixels.append(np.stack([x, y, colour[y, x]]))
        self._corners.append(extremes(x, y))

    def _join(self) -> None:
        pixels = np.concatenate([*self._pixels, np.zeros((3, 0), np.int64)], axis=1)
        self.dx, self.dy, self.colour = pixels[0], pixels[1], pixels[2].astype(np.int32)
        self.counts = np.array([part.shape[1] for part in self._pixels], np.int64)
        self.starts = np.cumsum(self.counts) - self.counts
        self.variant = np.repeat(np.arange(len(self.counts)), self.counts)
        self._colours, self._colour_counts = np.unique(self.colour, return_counts=True)
        corners = np.stack(self._corners, axis=1) if self._corners else np.zeros((CORNERS, 0), np.int64)
        at = corners + self.starts
        self.corner_dx, self.corner_dy, self.corner_colour = self.dx[at], self.dy[at], self.colour[at]
        self.sides = np.array([(v.width, v.height) for v in self.variants], np.int64).reshape(-1, 2)
        self.largest = int(self.sides.max(initial=0))

    def commonness(self, colours: np.ndarray) -> np.ndarray:
        """How many of the dictionary's pixels have each of the packed colours."""
        if not len(self._colours):
            return np.zeros(colours.shape, np.int64)
        at = np.searchsorted(self._colours, colours).clip(0, len(self._colours) - 1)
        return np.where(self._colours[at] == colours, self._colour_counts[at], 0)

    def _index_blob(self, variant: int, colour: np.ndarray, mask: np.ndarray) -> None:
        # Its largest part is enough to know a sprite by: bars and dots are parts of too many.
        labels, _ = ndimage.label(mask, EIGHT)
        label = int(np.bincount(labels.ravel())[1:].argmax()) + 1
        box = ndimage.find_objects(labels)[label - 1]
        key = blob_key(colour[box], labels[box] == label)
        self.blobs.setdefault(key, []).append((variant, box[1].start, box[0].start))


def flipped(rgba: np.ndarray, flip: int) -> np.ndarray:
    """The picture flipped: 1 = x, 2 = y, 3 = both, 0 = as it is."""
    rgba = rgba[:, ::-1] if flip & 1 else rgba
    return rgba[::-1] if flip & 2 else rgba


def extremes(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Indices [8] of the extreme pixels: for each side of the shape, its two ends."""
    wide = 1 << 20
    orders = (y * wide + x, y * wide - x, x * wide + y, x * wide - y)
    return np.array([f(order) for order in orders for f in (np.argmin, np.argmax)])
