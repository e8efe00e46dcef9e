"""What each view shows, as numpy pictures of the frame's own size. No pygame here."""

from dataclasses import replace
from functools import lru_cache
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import UInt8

from spritelift_runtime.art import Art
from spritelift_runtime.compositor import compose
from spritelift_runtime.scene import Scene
from spritelift_runtime.window.state import View
from spritelift_runtime.window.theme import THEME, Colour, Theme

Rgb = UInt8[np.ndarray, "h w 3"]

CHECK_PX = 8
"""Side of the checkerboard's squares, in game pixels."""


@runtime_checkable
class Drawable(Protocol):
    """What the window needs of a bundle."""

    @property
    def art(self) -> Art:
        """The pictures scenes refer to."""
        ...

    @property
    def size(self) -> tuple[int, int]:
        """Width, height of a frame in pixels."""
        ...

    def compose(self, scene: Scene) -> Rgb:
        """The scene's pixels."""
        ...


def picture_of(view: View, bundle: Drawable, scene: Scene, original: Rgb | None, theme: Theme = THEME) -> Rgb:
    """The stage's picture, in game pixels. Views that need `original` show the reconstruction where it is None;
    the exploded view is drawn by `exploded`, at screen size."""
    if view is View.SPRITES:
        return sprites_only(scene, bundle.art, theme)
    if view is View.ORIGINAL and original is not None:
        return original
    rebuilt = bundle.compose(scene)
    if view is View.DIFFERENCE and original is not None:
        return difference(original, rebuilt, theme)
    return rebuilt


def difference(original: Rgb, rebuilt: Rgb, theme: Theme = THEME) -> Rgb:
    """Pixels that differ in the theme's alarm colour, on the original as a dark grey picture (so that one sees
    where they are)."""
    red, green, blue = (original[..., i].astype(np.uint16) for i in range(3))
    out = np.empty_like(original)
    out[...] = (54 * red + 183 * green + 19 * blue >> 10)[..., None]  # Rec. 709 luma, at a quarter
    unlike = original != rebuilt
    out[unlike[..., 0] | unlike[..., 1] | unlike[..., 2]] = theme.alarm
    return out


def sprites_only(scene: Scene, art: Art, theme: Theme = THEME) -> Rgb:
    """The placements without any plane, on a checkerboard."""
    return compose(replace(scene, planes=()), art, checkerboard(art.size, CHECK_PX, theme.checker).copy())


@lru_cache(maxsize=4)
def checkerboard(size: tuple[int, int], side_px: int, greys: tuple[Colour, Colour] = THEME.checker) -> Rgb:
    """A checkerboard of `size` (width, height) in two colours; shared, so read only."""
    y, x = np.indices((size[1], size[0])) // side_px
    board = np.array(greys, np.uint8)[(x + y) % 2]
    board.flags.writeable = False
    return board
