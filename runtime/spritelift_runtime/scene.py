"""One frame explained: planes and placements in one paint order."""

from dataclasses import dataclass
from typing import Any

import numpy as np

Colour = tuple[int, int, int]
Recolour = tuple[tuple[Colour, Colour], ...]
"""Colours replaced one by one: the RGB of the picture, and the RGB shown instead; others stay as they are."""


@dataclass(frozen=True, kw_only=True)
class Plane:
    """One background in use on a frame.

    The clip's corner shows the picture's pixel `camera`; with `wrap`, the picture repeats in both directions,
    without it, pixels outside the picture show nothing (whatever was painted before).
    """

    picture: int
    """Index of the background picture."""
    clip: tuple[int, int, int, int]
    """x, y, width, height of the rectangle of the frame that the plane paints, in pixels."""
    camera: tuple[int, int] = (0, 0)
    """Picture pixel (x, y) at the clip's top-left corner."""
    wrap: bool = False
    layer: int = 0
    recolour: Recolour = ()


@dataclass(frozen=True, eq=False)
class Cut:
    """The part of a sprite that shows: `mask` is bool [h, w] of the sprite's own (unflipped) size."""

    mask: np.ndarray

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cut) and np.array_equal(self.mask, other.mask)

    def __hash__(self) -> int:
        return hash((self.mask.shape, self.mask.tobytes()))


@dataclass(frozen=True)
class Placement:
    """One sprite on one frame. `x`, `y` are its top-left corner in frame pixels, possibly off-screen.

    Where no option (cut, angle, scale, opacity, tint, recolour) is set, drawing it is an exact paste of whole pixels.
    """

    sprite: int
    x: int
    y: int
    layer: int = 0
    flip_x: bool = False
    flip_y: bool = False
    track: int = -1
    """Id of the object it belongs to; -1 where tracks were not made."""
    fixed: bool = False
    """Stands in a plane (a tile) and moves with it."""
    cut: Cut | None = None
    angle: float = 0.0
    """Degrees, counter-clockwise, about the sprite's centre."""
    scale: float = 1.0
    opacity: float = 1.0
    tint: Colour | None = None
    """RGB the sprite's colours are multiplied by (255 leaves a channel as it is)."""
    recolour: Recolour = ()
    """What a tint can't say: other colours, each in place of one of the sprite's own."""

    @property
    def flip(self) -> int:
        """Both flips in one number: 1 = x, 2 = y, 3 = both, 0 = as it is."""
        return int(self.flip_x) + 2 * int(self.flip_y)

    @property
    def exact(self) -> bool:
        """Whether drawing it is a plain paste (perhaps of a part, perhaps in other colours)."""
        return self.angle == 0.0 and self.scale == 1.0 and self.opacity == 1.0 and self.tint is None


@dataclass(frozen=True)
class Scene:
    """One frame explained. Paint order is `layer`, planes before placements of one layer, then the order given."""

    planes: tuple[Plane, ...] = ()
    placements: tuple[Placement, ...] = ()
    unexplained_px: int = 0
    """Pixels of the frame that the scene does not reproduce exactly."""


def altered(placement: Placement, **values: Any) -> Placement:
    """What `dataclasses.replace` gives, in a quarter of the time: edits of everything ask for it thousands of times."""
    new = object.__new__(Placement)
    new.__dict__.update(placement.__dict__, **values)
    return new


def moved(placement: Placement, dx: int, dy: int) -> Placement:
    """The same sprite, `dx` px right and `dy` px down."""
    return altered(placement, x=placement.x + dx, y=placement.y + dy)
