"""A dictionary laid out for matching: every variant's opaque pixels in one list, blobs by a hash of their pixels."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.art import Sprite
from spritelift_runtime.blending import BLENDS, Blend
from spritelift_runtime.blobs import find_blobs
from spritelift_runtime.cost import PIXEL_BITS, TURN_BITS, picture_bits

EIGHT = np.ones((3, 3), bool)
"""8-connectivity: diagonal neighbours belong together, as in pixel art's outlines."""
CORNERS = 8
SHAPED_PX, SHAPED_TURNS = 16, 4
"""Specks and plain bars, of fewer pixels or turns, are parts of too many things to be known by themselves."""
_NOTHING = np.int32(-1)


def packed(picture: UInt8[np.ndarray, "... h w c"]) -> np.ndarray:
    """RGB (or RGBA, alpha dropped) as one int32 a pixel: 0x00BBGGRR."""
    red, green, blue = (picture[..., i].astype(np.int32) for i in range(3))
    return red | green << 8 | blue << 16


def unpacked_rgb(picture: np.ndarray) -> np.ndarray:
    """Packed int32 as uint8 RGB, of one more axis; black where it is negative."""
    known = np.where(picture >= 0, picture, 0).astype("<i4")
    return np.ascontiguousarray(known.view(np.uint8).reshape(*picture.shape, 4)[..., :3])


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


class SoftPixels(NamedTuple):
    """Partly transparent pixels of the variants; those of variant v are `starts[v]:starts[v] + counts[v]`.

    Row p has its place `dx`, `dy`, its `rgba` [p, 4], and `beside`: which of its variant's hard pixels, counted from
    the first, is nearest. A cut shows it where it shows that one. All int64.
    """

    starts: np.ndarray
    counts: np.ndarray
    dx: np.ndarray
    dy: np.ndarray
    rgba: np.ndarray
    beside: np.ndarray
    rule: int
    """How they are blended (`blending.BLENDS`)."""


class Tables(NamedTuple):
    """What the compiled search reads; all int64 but `colour`, `corner_colour`, `colours` (int32) and `hashes` (uint64).

    Row p of `dx`, `dy`, `colour`, `variant` is one hard (alpha 255) pixel; those of variant v are
    `starts[v]:starts[v] + counts[v]`; `left`, `above` tell which of the variant's pixels (counted from its first) is
    beside it, -1 for none. `corner_*` [v, 8] are its eight extreme pixels, where a half-seen sprite still
    shows itself; `sides` [v, 2] its width and height. `colours` are all colours in order, and
    `by_colour[colour_starts[c]:colour_starts[c + 1]]` the rows that have colour c. `hashes` are, in order, those of
    every variant's largest part, `part_variant`, `part_x`, `part_y` say whose it is, and where in it.
    `anchors` are, in order, the first pixels' colours of the variants `anchored`: those with a shape of their own.
    `tiles` [n, 5] are those that stand on a grid: variant, pitch x and y, and a cell's corner x and y.
    Only hard pixels are searched with; `soft` ones are verified on what was found.
    """

    starts: np.ndarray
    counts: np.ndarray
    sides: np.ndarray
    dx: np.ndarray
    dy: np.ndarray
    colour: np.ndarray
    variant: np.ndarray
    left: np.ndarray
    above: np.ndarray
    corner_dx: np.ndarray
    corner_dy: np.ndarray
    corner_colour: np.ndarray
    colours: np.ndarray
    colour_starts: np.ndarray
    by_colour: np.ndarray
    hashes: np.ndarray
    part_variant: np.ndarray
    part_x: np.ndarray
    part_y: np.ndarray
    anchors: np.ndarray
    anchored: np.ndarray
    tiles: np.ndarray
    soft: SoftPixels


class _Form(NamedTuple):
    """A sprite in one of its flips, laid out: its hard pixels [3, n] (dx, dy, colour), which of them is to the left and
    above each [2, n], the eight extreme ones, its largest part (hash, x, y), whether it has a shape of its own; its
    soft pixels [7, n] (dx, dy, red, green, blue, alpha, nearest hard pixel)."""

    pixels: np.ndarray
    beside: np.ndarray
    corners: np.ndarray
    part: tuple[int, int, int]
    shaped: bool
    soft: np.ndarray


_FORMS: WeakKeyDictionary[Sprite, dict[int, _Form | None]] = WeakKeyDictionary()
"""Of sprites laid out before: dictionaries that differ by one sprite are made by the hundred."""


def _form_of(sprite: Sprite, flip: int) -> _Form | None:
    """The sprite's layout; None where it has no hard pixel."""
    known = _FORMS.setdefault(sprite, {})
    if flip not in known:
        known[flip] = _laid_out(np.ascontiguousarray(flipped(sprite.rgba, flip)))
    return known[flip]


def _laid_out(rgba: UInt8[np.ndarray, "h w 4"]) -> _Form | None:
    mask = rgba[..., 3] == 255
    y, x = np.nonzero(mask)
    if not len(x):
        return None
    colour = packed(rgba)
    # Its largest part is enough to know a sprite by: bars and dots are parts of too many.
    blobs = find_blobs(mask, colour, 1)
    largest = int(np.diff(blobs.starts).argmax())
    left, top = blobs.boxes[largest, :2].tolist()
    return _Form(
        pixels=np.stack([x, y, colour[y, x]]),
        beside=np.stack([_beside(x, y, 1, 0), _beside(x, y, 0, 1)]),
        corners=extremes(x, y),
        part=(int(blobs.hashes[largest]), left, top),
        shaped=is_shaped(rgba),
        soft=_soft_of(rgba, x, y),
    )


def _soft_of(rgba: UInt8[np.ndarray, "h w 4"], hard_x: np.ndarray, hard_y: np.ndarray) -> np.ndarray:
    """The rows of `SoftPixels`, int64 [7, n], of a picture with these hard pixels."""
    y, x = np.nonzero((rgba[..., 3] > 0) & (rgba[..., 3] < 255))
    away = (x[:, None] - hard_x) ** 2 + (y[:, None] - hard_y) ** 2
    return np.stack([x, y, *rgba[y, x].T.astype(np.int64), away.argmin(axis=1)])


class Dictionary:
    """All variants (sprite and flip) of the sprites, indexed for exact search; `tables` is the index."""

    def __init__(self, sprites: Iterable[Sprite] = (), blend: Blend = "rounded") -> None:
        self.blend: Blend = blend
        self.soft_edged = False
        """Whether any variant has soft pixels."""
        self.sprites: list[Sprite] = []
        self.variants: list[Variant] = []
        self._forms: list[_Form] = []
        self._tables: Tables | None = None
        self.add(sprites)

    def add(self, sprites: Iterable[Sprite]) -> None:
        """Take more sprites in; they get the next ids."""
        for sprite in sprites:
            for flip in () if sprite.soft else sprite.flips:  # soft ones are for another search
                self._add_variant(len(self.sprites), sprite, flip)
            self.sprites.append(sprite)
        self._tables = None

    @property
    def tables(self) -> Tables:
        """The index, made when first asked for."""
        if self._tables is None:
            self._tables = self._join()
        return self._tables

    @property
    def largest(self) -> int:
        """The longest side of any variant, in pixels."""
        return max((max(v.width, v.height) for v in self.variants), default=0)

    def pixels(self, variant: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """dx, dy and packed colour of each of the variant's hard pixels."""
        dx, dy, colour = self._forms[variant].pixels
        return dx, dy, colour

    def soft_pixels(self, variant: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """dx, dy of each of the variant's soft pixels, and which of its hard ones is nearest."""
        rows = self._forms[variant].soft
        return rows[0], rows[1], rows[6]

    def _tiles(self) -> list[tuple[int, ...]]:
        grids = [(v, self.sprites[form.sprite].grid) for v, form in enumerate(self.variants)]
        return [(v, *grid) for v, grid in grids if grid is not None]

    def _add_variant(self, sprite: int, source: Sprite, flip: int) -> None:
        form = _form_of(source, flip)
        if form is not None:
            self._forms.append(form)
            self.soft_edged |= form.soft.size > 0
            self.variants.append(Variant(sprite, flip, *source.size))

    def _join(self) -> Tables:
        forms = self._forms
        pixels = np.concatenate([*(form.pixels for form in forms), np.zeros((3, 0), np.int64)], axis=1)
        beside = np.concatenate([*(form.beside for form in forms), np.zeros((2, 0), np.int64)], axis=1)
        dx, dy, colour = pixels[0], pixels[1], pixels[2].astype(np.int32)
        counts = np.array([form.pixels.shape[1] for form in forms], np.int64)
        starts = np.cumsum(counts) - counts
        corners = np.array([form.corners for form in forms], np.int64).reshape(-1, CORNERS) + starts[:, None]
        colours, colour_counts = np.unique(colour, return_counts=True)
        parts = sorted((form.part[0], v, *form.part[1:]) for v, form in enumerate(forms))
        first = sorted((int(form.pixels[2][0]), v) for v, form in enumerate(forms) if form.shaped)
        return Tables(
            starts=starts,
            counts=counts,
            sides=np.array([(v.width, v.height) for v in self.variants], np.int64).reshape(-1, 2),
            dx=dx,
            dy=dy,
            colour=colour,
            variant=np.repeat(np.arange(len(counts)), counts),
            left=beside[0],
            above=beside[1],
            corner_dx=dx[corners],
            corner_dy=dy[corners],
            corner_colour=colour[corners],
            colours=colours,
            colour_starts=np.concatenate([[0], np.cumsum(colour_counts)]).astype(np.int64),
            by_colour=np.argsort(colour, kind="stable"),
            hashes=np.array([part[0] for part in parts], np.uint64),
            part_variant=np.array([part[1] for part in parts], np.int64),
            part_x=np.array([part[2] for part in parts], np.int64),
            part_y=np.array([part[3] for part in parts], np.int64),
            anchors=np.array([colour for colour, _ in first], np.int32),
            anchored=np.array([v for _, v in first], np.int64),
            tiles=np.array(self._tiles(), np.int64).reshape(-1, 5),
            soft=self._join_soft(),
        )

    def _join_soft(self) -> SoftPixels:
        rows = np.concatenate([*(form.soft for form in self._forms), np.zeros((7, 0), np.int64)], axis=1)
        counts = np.array([form.soft.shape[1] for form in self._forms], np.int64)
        rgba = np.ascontiguousarray(rows[2:6].T)
        return SoftPixels(np.cumsum(counts) - counts, counts, rows[0], rows[1], rgba, rows[6], BLENDS.index(self.blend))


def flipped(rgba: np.ndarray, flip: int) -> np.ndarray:
    """The picture flipped: 1 = x, 2 = y, 3 = both, 0 = as it is."""
    rgba = rgba[:, ::-1] if flip & 1 else rgba
    return rgba[::-1] if flip & 2 else rgba


def is_shaped(rgba: UInt8[np.ndarray, "h w 4"]) -> bool:
    """Whether the picture has a shape by which it is known: it could hardly turn up as a part of others by chance."""
    mask = rgba[..., 3] == 255
    turns = picture_bits(packed(rgba), mask) - PIXEL_BITS * mask.size
    return int(mask.sum()) >= SHAPED_PX and turns >= SHAPED_TURNS * TURN_BITS


def _beside(x: np.ndarray, y: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """For each pixel of a variant which one of them is `dx` to its left and `dy` above, or -1."""
    number = {place: k for k, place in enumerate(zip(x.tolist(), y.tolist(), strict=True))}
    return np.array([number.get((i - dx, j - dy), -1) for i, j in number], np.int64)


def extremes(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Indices [8] of the extreme pixels: for each side of the shape, its two ends."""
    wide = 1 << 20
    orders = (y * wide + x, y * wide - x, x * wide + y, x * wide - y)
    return np.array([f(order) for order in orders for f in (np.argmin, np.argmax)])
