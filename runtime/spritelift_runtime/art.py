"""The pictures that scenes refer to."""

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Int32, UInt8

from spritelift_runtime.blending import Blend
from spritelift_runtime.errors import SizeError

Margin = tuple[int, int, int, int]
"""Pixels on the left, on top, on the right and below."""
Held = tuple[float | int, float | int]
"""A pivot: x, y from the corner of a sprite's box, in whole or half pixels."""
NO_MARGIN: Margin = (0, 0, 0, 0)
CRUMB_PX = 5
"""Sprites of fewer opaque pixels are crumbs."""


@dataclass(frozen=True, kw_only=True)
class Soft:
    """Which options a soft sprite was seen with; a decomposer looks for no others."""

    turns: bool = False
    """Whether it was seen at other angles than its own."""
    scale: tuple[float, float] = (1.0, 1.0)
    """Least and greatest."""
    opacity: tuple[float, float] = (1.0, 1.0)
    """Least and greatest."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Sprite:
    """One small RGBA picture of the dictionary (straight alpha)."""

    name: str
    rgba: UInt8[np.ndarray, "h w 4"]
    animation: str | None = None
    """Name of the animation it belongs to, if any; the order in it is the order of ids."""
    duration_ms: int = 100
    uses: int = 0
    """Placements of it in the scenes it was learnt from."""
    flips: tuple[int, ...] = (0,)
    """The flips it was seen in (0 = as it is, 1 = x, 2 = y, 3 = both); a decomposer looks for no others."""
    variant_of: str | None = None
    """Name of the sprite of which this is a recoloured twin: the same shape, each colour replaced by another."""
    grid: tuple[int, int, int, int] | None = None
    """Of a tile: the pitch (x, y) of the grid that it stands on, and where (x, y) its corner is in one of the cells, in
    pixels of the frame. None where it stands anywhere."""
    soft: Soft | None = None
    """Set where it was learnt from sightings that differ: frames are then matched nearly, no longer exactly."""
    margin: Margin = NO_MARGIN
    """How far the picture stands out of the box that placements place: of one repainted larger than it was learnt."""
    cut_at: Int32[np.ndarray, "h w"] | None = None
    """Of one repainted in another outline: for each pixel, which of the box's in reading order a cut shows it with."""

    pivot: Held | None = None
    """Where engines hold it; None: in the box's middle."""

    @property
    def size(self) -> tuple[int, int]:
        """Width, height in pixels."""
        return self.rgba.shape[1], self.rgba.shape[0]

    @property
    def box(self) -> tuple[int, int]:
        """Width, height in pixels without the margin: what placements place, and cuts are of."""
        left, top, right, bottom = self.margin
        return self.size[0] - left - right, self.size[1] - top - bottom

    @property
    def held_at(self) -> Held:
        """The pivot, from the box's corner, whether it was set or is the middle."""
        return self.pivot or (self.box[0] / 2, self.box[1] / 2)


@dataclass(frozen=True, eq=False, kw_only=True)
class Art:
    """Everything needed to draw a scene: sprites, background pictures, and the frame's size."""

    size: tuple[int, int]
    """Width, height of a frame in pixels."""
    sprites: tuple[Sprite, ...] = ()
    backgrounds: tuple[UInt8[np.ndarray, "_ _ 4"], ...] = field(default=())
    """RGBA; fully transparent where nothing was ever seen."""
    blend: Blend = "rounded"
    """How the game lays partly transparent pixels over what is behind them."""

    def __post_init__(self) -> None:
        if min(self.size) < 1:
            raise SizeError(f"a frame of {self.size[0]}x{self.size[1]} px can't be drawn; give sides of at least 1.")

    def index(self, name: str) -> int:
        """The id of the sprite called `name`; KeyError where there is none."""
        for i, sprite in enumerate(self.sprites):
            if sprite.name == name:
                return i
        raise KeyError(name)
