"""Paper dolls: pictures on joints, so that any character can strike any pose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import UInt8

from spritelift_envs.dolls.inking import inked
from spritelift_runtime.compositor import rotated

Rgba = UInt8[np.ndarray, "h w 4"]
Place = tuple[float, float]
"""y and x, pixels."""

ORDER = ("far_arm", "far_leg", "near_leg", "torso", "head", "hat", "near_arm")
"""Parts of a plain doll, back to front."""


@dataclass(frozen=True, eq=False)
class Doll:
    """Parts as RGBA with a joint at their middle, where the joints are on the body, and the height of the whole."""

    parts: Mapping[str, Rgba]
    joints: Mapping[str, tuple[int, int]]
    """y, x of each part's joint, from the hip; of what hangs from another part, from that one's end."""
    side: int
    order: Sequence[str] = ORDER
    hangs: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """What hangs from which part, so many pixels down that one's limb."""
    tones: Mapping[str, int] = field(default_factory=dict)
    """Parts that are flat, to be shaded and outlined once they are turned, and how deep their light and shadow are."""


@dataclass(frozen=True)
class Stance:
    """Degrees by which limbs turn from hanging down (forwards is positive), and how far things are shifted (y, x)."""

    turns: Mapping[str, int]
    hip: tuple[int, int] = (0, 0)
    shifts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    flipped: bool = False


@dataclass(frozen=True, eq=False)
class Patch:
    """A part as it shows in a stance; its corner's place counts from the hip."""

    rgba: Rgba
    top: int
    left: int

    def put(self, canvas: UInt8[np.ndarray, "h w 4"], hip: tuple[int, int]) -> None:
        """Onto a canvas, in place.

        Raises:
            ValueError: it isn't all inside.
        """
        top, left = self.top + hip[0], self.left + hip[1]
        bottom, right = top + self.rgba.shape[0], left + self.rgba.shape[1]
        if min(top, left) < 0 or bottom > canvas.shape[0] or right > canvas.shape[1]:
            size = f"{canvas.shape[1]}x{canvas.shape[0]}"
            raise ValueError(
                f"a part from ({left}, {top}) to ({right}, {bottom}) leaves a canvas of {size}. Enlarge it."
            )
        spot = canvas[top:bottom, left:right]
        np.copyto(spot.view(np.uint32), self.rgba.view(np.uint32), where=self.rgba[..., 3:] > 0)

    def at(self, y: float, x: float) -> "Patch":
        """The same elsewhere; its corner's place counts from the joint so far."""
        return replace(self, top=self.top + round(y), left=self.left + round(x))


def patch(doll: Doll, stance: Stance, name: str) -> Patch:
    """One part of a doll in a stance."""
    turned = turned_part(doll.parts[name], stance.turns.get(name, 0), doll.tones.get(name))
    return turned.at(*joint(doll, stance, name))


def turned_part(picture: Rgba, turn: int, tone: int | None) -> Patch:
    """What shows of a part, turned about its joint; shaded and outlined so deep, if it is flat."""
    part = rotated(picture, float(turn))
    part = part if tone is None else inked(part, tone)
    rows, columns = (np.flatnonzero(part[..., 3].any(axis)) for axis in (1, 0))
    shown = part[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    top, left = int(rows[0]) - part.shape[0] // 2, int(columns[0]) - part.shape[1] // 2
    return Patch(np.ascontiguousarray(shown), top, left)


def joint(doll: Doll, stance: Stance, name: str) -> Place:
    """Where a part's joint is, from where the hip rests."""
    y, x = (own + shift for own, shift in zip(doll.joints[name], stance.shifts.get(name, (0, 0)), strict=True))
    if name not in doll.hangs:
        return stance.hip[0] + y, stance.hip[1] + x
    above, length = doll.hangs[name]
    angle = np.deg2rad(stance.turns.get(above, 0))
    from_y, from_x = joint(doll, stance, above)
    return from_y + y + length * float(np.cos(angle)), from_x + x + length * float(np.sin(angle))


def drawn(doll: Doll, stance: Stance, side: int) -> UInt8[np.ndarray, "side side 4"]:
    """RGBA of the doll in that stance, its hip in the middle of a square canvas.

    Raises:
        ValueError: the canvas is too small.
    """
    canvas = np.zeros((side, side, 4), np.uint8)
    for name in (name for name in doll.order if name in doll.parts):
        patch(doll, stance, name).put(canvas, (side // 2, side // 2))
    return canvas[:, ::-1] if stance.flipped else canvas


def painted(colour: tuple[int, int, int], light: float) -> tuple[int, int, int, int]:
    """A colour in some light (1: as it is), opaque."""
    red, green, blue = (min(255, round(level * light)) for level in colour)
    return red, green, blue, 255
