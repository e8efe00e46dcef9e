# ruff: noqa: ANN001, ANN201, ANN202  (numba finds the types of compiled code)
"""Sprites and backgrounds: one palette, and each pixel's place in it given the pixels around it."""

from dataclasses import dataclass
from typing import no_type_check

import numpy as np
from jaxtyping import Int64, UInt8
from numba import njit

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.blending import Blend
from spritelift_runtime.coding.coder import (
    DAMAGED,
    FAULT,
    UNPACKING,
    Coder,
    code_size,
    code_symbol,
    given,
)
from spritelift_runtime.coding.kinds import LIKE, PALETTE, PIXEL, SIDE
from spritelift_runtime.errors import FormatError

MOST_PX = 1 << 28
"""Pixels of all pictures of one stream: more are taken for damage."""

PLACE_BITS = 14
"""Surroundings that are told apart when a longer match is looked for."""

Picture = Int64[np.ndarray, "_ _"]
"""Places in the palette."""


@dataclass(frozen=True, eq=False)
class Pictures:
    """Art as places in one palette."""

    palette: Int64[np.ndarray, "n"]
    """Colours as `packed_colours` gives them, rising."""
    sprites: list[Picture]
    backgrounds: list[Picture]

    def rgba(self, places: np.ndarray) -> np.ndarray:
        """uint8 [..., 4] of places in the palette."""
        return unpacked_colours(self.palette[places])

    def art(self, size: tuple[int, int], blend: Blend) -> Art:
        """The pictures for frames of that size, blended like that; sprites are named by number."""
        sprites = tuple(Sprite(name=str(i), rgba=self.rgba(picture)) for i, picture in enumerate(self.sprites))
        backgrounds = tuple(self.rgba(picture) for picture in self.backgrounds)
        return Art(size=size, sprites=sprites, backgrounds=backgrounds, blend=blend)


def code_art(coder: Coder, art: Art, others: Int64[np.ndarray, "n"]) -> Pictures:
    """All pictures; the palette also holds the colours `others`."""
    sprites = [packed_colours(sprite.rgba) for sprite in art.sprites]
    backgrounds = [packed_colours(picture) for picture in art.backgrounds]
    palette = np.unique(np.concatenate([others, *(picture.ravel() for picture in [*sprites, *backgrounds])]))
    places = [[np.searchsorted(palette, picture) for picture in pictures] for pictures in (sprites, backgrounds)]
    palette = code_palette(coder, palette)
    return Pictures(
        palette,
        code_pictures(coder, places[0], len(palette), related=True),
        code_pictures(coder, places[1], len(palette), related=False),
    )


def code_pictures(coder: Coder, pictures: list[Picture], colours: int, related: bool) -> list[Picture]:
    """Pictures, one after the other; with `related`, each may say which earlier one it resembles."""
    count = code_count(coder, len(pictures))
    out: list[Picture] = []
    bits = max(colours - 1, 0).bit_length()
    for number in range(count):
        picture = pictures[number] if number < len(pictures) else np.zeros((1, 1), np.int64)
        last = out[-1].shape if out else (0, 0)
        height, width = (code_side(coder, picture.shape[axis], last[axis], axis) for axis in (0, 1))
        if coder.state[UNPACKING]:
            check(coder, width * height + sum(old.size for old in out) <= MOST_PX)
            picture = np.zeros((height, width), np.int64)
        like = _most_like(picture, out) if related and not coder.state[UNPACKING] else 0
        like = code_like(coder, like, len(out)) if related and out else 0
        check(coder, like <= len(out))
        other = out[-like] if like else np.zeros((0, 0), np.int64)
        code_pixels(coder, picture, other, bits, int(related))
        check(coder, not picture.size or int(picture.max()) < colours)
        out.append(picture)
    return out


def _most_like(picture: Picture, others: list[Picture]) -> int:
    """How many pictures ago one came that this one resembles (top left on top left); 0 for none."""
    best, least = 0, int(picture.size * 0.75)
    for ago, other in enumerate(reversed(others), 1):
        height, width = (min(picture.shape[axis], other.shape[axis]) for axis in (0, 1))
        same = int((picture[:height, :width] == other[:height, :width]).sum())
        if picture.size - same < least:
            best, least = ago, picture.size - same
    return best


def check(coder: Coder, sound: bool) -> None:
    """Give up on a stream that makes no sense.

    Raises:
        FormatError: it does not.
    """
    if coder.state[UNPACKING] and (not sound or coder.state[FAULT]):
        raise FormatError("packed scenes that are damaged: what they say makes no sense. Pack them again.")


def code_palette(coder: Coder, palette: Int64[np.ndarray, "_"]) -> Int64[np.ndarray, "_"]:
    """Colours as alpha, red, green, blue in one number, rising."""
    count = code_count(coder, len(palette))
    check(coder, count <= MOST_PX)
    palette = palette if not coder.state[UNPACKING] else np.zeros(count, np.int64)
    code_colours(coder, palette)
    check(coder, not count or int(palette.max()) < 1 << 32)
    return palette


def packed_colours(rgba: UInt8[np.ndarray, "*sides 4"]) -> Int64[np.ndarray, "*sides"]:
    """Each pixel as one number; those that nobody sees are 0."""
    red, green, blue, alpha = (rgba[..., channel].astype(np.int64) for channel in range(4))
    return np.where(alpha > 0, alpha << 24 | red << 16 | green << 8 | blue, 0)


def unpacked_colours(packed: Int64[np.ndarray, "*sides"]) -> UInt8[np.ndarray, "*sides 4"]:
    """What `packed_colours` was given."""
    return np.stack([packed >> shift & 255 for shift in (16, 8, 0, 24)], axis=-1).astype(np.uint8)


@njit(cache=True)
@no_type_check
def code_count(coder, count):
    """How many of something there are."""
    given(coder, 0, 0, 0, 0, 0)
    return code_size(coder, count, SIDE, 1, 2048)


@njit(cache=True)
@no_type_check
def code_side(coder, side, last, axis):
    """Height (axis 0) or width of a picture."""
    given(coder, 0, axis, last, 0, 0)
    given(coder, 1, axis, 0, 0, 0)
    return code_size(coder, side, SIDE, 2, 0)


@njit(cache=True)
@no_type_check
def code_like(coder, ago, most):
    """How many pictures ago one came that is like this one; 0 for none."""
    given(coder, 0, 0, 0, 0, 0)
    return code_size(coder, ago, LIKE, 1, 0)


@njit(cache=True)
@no_type_check
def code_colours(coder, palette):
    """Fill in, or pack, rising colours: each as the step from the last."""
    last = 0
    for i in range(len(palette)):
        given(coder, 0, 0, 0, 0, 0)
        given(coder, 1, last >> 24, 0, 0, 0)
        palette[i] = last + code_size(coder, palette[i] - last, PALETTE, 2, 0)
        if coder.state[FAULT] or palette[i] >> 32:
            coder.state[FAULT] |= DAMAGED
            return
        last = palette[i]


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _at(picture, y, x):
    if y < 0 or x < 0 or y >= picture.shape[0] or x >= picture.shape[1]:
        return -1
    return picture[y, x]


@njit(cache=True)
@no_type_check
def code_pixels(coder, picture, other, bits, salt):
    """Fill in, or pack, a picture of numbers below 2**bits; `other` is one that it may resemble."""
    high, wide = picture.shape
    seen = np.full(1 << PLACE_BITS, -1, np.int64)  # where such surroundings were met last
    for y in range(high):
        match, matched = -1, 0  # what is copied from there, and for how long it has been right
        for x in range(wide):
            if coder.state[FAULT]:
                return
            around = _pixel_contexts(coder, picture, other, y, x, salt) & ((1 << PLACE_BITS) - 1)
            if match < 0 and y and x:
                match, matched = seen[around], 0
            seen[around] = y * wide + x
            likely = picture[match // wide, match % wide] if match >= 0 else -1
            given(coder, 13, likely, min(matched, 20), 0, 0)
            given(coder, 14, likely, min(matched, 3), _at(picture, y, x - 1), _at(picture, y - 1, x))
            picture[y, x] = code_symbol(coder, picture[y, x], bits, PIXEL + salt, 15)
            right = match >= 0 and picture[y, x] == likely
            matched = matched + 1 if right else 0
            match = match + 1 if right and (match + 1) % wide else -1


@njit(inline="always", cache=True)
@no_type_check
def _pixel_contexts(coder, picture, other, y, x, salt):
    """What a pixel depends on beside longer matches; gives its surroundings as one number."""
    wide = picture.shape[1]
    west, north = _at(picture, y, x - 1), _at(picture, y - 1, x)
    north_west, north_east = _at(picture, y - 1, x - 1), _at(picture, y - 1, x + 1)
    west2, north2 = _at(picture, y, x - 2), _at(picture, y - 2, x)
    mirrored = 2 * x >= wide  # what mirrors the pixel is known
    mirror = _at(picture, y, wide - 1 - x) if mirrored else -2
    beside = _at(picture, y, wide - 2 - x) if mirrored else -2
    there = _at(other, y, x)
    near = mixed4(west, north, north_west, north_east)
    far = mixed4(west2, north2, _at(picture, y - 1, x - 2), _at(picture, y - 1, x + 2))
    farther = mixed4(_at(picture, y, x - 3), _at(picture, y - 2, x - 1), _at(picture, y - 2, x + 1), west)
    given(coder, 0, near, far, salt, 0)
    given(coder, 1, near, there, mirror, salt)
    given(coder, 2, west, north, north_west, north_east)
    given(coder, 3, west, north, salt, 0)
    given(coder, 4, there, _at(other, y, x + 1), _at(other, y + 1, x), mixed4(west, north, 0, 0))
    given(coder, 5, mirror, beside, north, west)
    given(coder, 6, mixed4(near, far, farther, 0), salt, 0, 0)
    given(coder, 7, west, west2, _at(picture, y, x - 3), _at(picture, y, x - 4))
    given(coder, 8, north, north2, _at(picture, y - 3, x), _at(picture, y - 4, x))
    given(coder, 9, there, mirror, salt, 0)
    given(coder, 10, west, salt, 0, 0)
    given(coder, 11, north, north_east, salt, 0)
    given(coder, 12, salt, 0, 0, 0)
    return mixed4(near, far, farther, _at(picture, y - 2, x + 2))


@njit(cache=True)
@no_type_check
def mixed4(a, b, c, d):
    """Four numbers as one."""
    return (((a + 1) * 1000003 ^ (b + 1)) * 1000003 ^ (c + 1)) * 1000003 ^ (d + 1)
