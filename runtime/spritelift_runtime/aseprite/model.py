"""What an Aseprite file holds, as far as sheets need it."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import UInt8

Rgba = UInt8[np.ndarray, "_ _ 4"]
OPAQUE = 255


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One layer, back to front."""

    name: str
    visible: bool = True
    editable: bool = True
    opacity: int = OPAQUE
    level: int = 0
    """Of its group: 0 is in none."""
    group: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Cel:
    """The picture of one layer on one frame."""

    layer: int
    x: int
    y: int
    """Corner in the canvas, pixels; may be outside."""
    rgba: Rgba
    opacity: int = OPAQUE
    text: str = ""
    """What its user data says."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """One frame."""

    duration_ms: int
    cels: tuple[Cel, ...]


@dataclass(frozen=True, kw_only=True)
class Tag:
    """Frames that belong together."""

    name: str
    first: int
    last: int
    """Both included."""


@dataclass(frozen=True, kw_only=True)
class SliceKey:
    """Where a slice is from one frame on, until its next key."""

    frame: int
    rect: tuple[int, int, int, int]
    """x, y, width, height on the canvas, pixels; no width: it is hidden."""
    pivot: tuple[int, int] | None = None
    """From the rectangle's corner."""


@dataclass(frozen=True, kw_only=True)
class Slice:
    """A named rectangle of the canvas."""

    name: str
    keys: tuple[SliceKey, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class AsepriteFile:
    """A whole file."""

    size: tuple[int, int]
    """Width, height of the canvas in pixels."""
    layers: tuple[Layer, ...]
    frames: tuple[Frame, ...]
    tags: tuple[Tag, ...] = ()
    palette: tuple[tuple[int, int, int, int], ...] = ()
    slices: tuple[Slice, ...] = ()

    def visible(self, layer: int) -> bool:
        """Whether a layer shows: it, and all groups that it is in."""
        level = self.layers[layer].level
        shown = self.layers[layer].visible
        for other in reversed(self.layers[:layer]):
            if other.group and other.level < level:
                shown, level = shown and other.visible, other.level
        return shown

    def flat(self, frame: int) -> Rgba:
        """What is seen of a frame: its visible layers, one over the other."""
        wide, high = self.size
        canvas = np.zeros((high, wide, 4), np.uint8)
        for cel in sorted(self.frames[frame].cels, key=lambda cel: cel.layer):
            if self.visible(cel.layer):
                _lay(canvas, cel, cel.opacity * self.layers[cel.layer].opacity // OPAQUE)
        return canvas


def _lay(canvas: Rgba, cel: Cel, opacity: int) -> None:
    left, top = max(cel.x, 0), max(cel.y, 0)
    right = min(cel.x + cel.rgba.shape[1], canvas.shape[1])
    bottom = min(cel.y + cel.rgba.shape[0], canvas.shape[0])
    if right <= left or bottom <= top:
        return
    over = cel.rgba[top - cel.y : bottom - cel.y, left - cel.x : right - cel.x].astype(np.int64)
    over[..., 3] = over[..., 3] * opacity // OPAQUE
    under = canvas[top:bottom, left:right].astype(np.int64)
    alpha, beneath = over[..., 3:], under[..., 3:] * (OPAQUE - over[..., 3:]) // OPAQUE
    whole = np.maximum(alpha + beneath, 1)
    colour = (over[..., :3] * alpha + under[..., :3] * beneath + whole // 2) // whole
    canvas[top:bottom, left:right] = np.concatenate([colour, alpha + beneath], 2)
