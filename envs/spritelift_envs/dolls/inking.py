"""Flat shapes into pixel art: light from the upper left, shadow at the lower right, a dark line around."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Bool, UInt8

LIGHT, SHADOW, LINE = 1.18, 0.76, 0.3
"""What becomes of a colour."""

Shape = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Which of the pixels at y and x, counted from a joint, belong to it."""
Colour = tuple[int, int, int]


def flat(reach: int, *shapes: tuple[Shape, Colour]) -> UInt8[np.ndarray, "side side 4"]:
    """Shapes over each other, each in one colour, on a picture that reaches so far from its middle, the joint."""
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    picture = np.zeros((*y.shape, 4), np.uint8)
    for shape, colour in shapes:
        picture[shape(y, x)] = (*colour, 255)
    return picture


def inked(picture: UInt8[np.ndarray, "h w 4"], depth: int) -> UInt8[np.ndarray, "high wide 4"]:
    """The picture with its own colours lit and shaded `depth` pixels deep, and an outline one pixel around."""
    picture = np.pad(picture, ((1, 1), (1, 1), (0, 0)))
    there = picture[..., 3] > 0
    lit, dark = ~_moved(there, depth, depth), ~_moved(there, -depth, -depth)
    light = np.select([lit & ~dark, dark & ~lit], [LIGHT, SHADOW], 1.0)
    made = np.zeros_like(picture)
    made[there] = _in_light(picture[there], light[there])
    around = np.zeros_like(picture)
    for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        around = np.maximum(around, _moved(picture, dy, dx))
    line = ~there & (around[..., 3] > 0)
    made[line] = _in_light(around[line], np.full(int(line.sum()), LINE))
    return made


def ellipse(y0: float, x0: float, high: float, wide: float) -> Shape:
    """About a point, with these half axes."""
    return lambda y, x: ((y - y0) / high) ** 2 + ((x - x0) / wide) ** 2 <= 1


def limb(length: float, radius: float, start: float = 0.0) -> Shape:
    """What hangs down from the joint, round at both ends."""
    return lambda y, x: np.hypot(y - np.clip(y, start, max(start, length)), x) <= radius


def box(top: float, left: float, bottom: float, right: float) -> Shape:
    """All from one corner to the other, both included."""
    return lambda y, x: (y >= top) & (y <= bottom) & (x >= left) & (x <= right)


def tapered(top: float, bottom: float, upper: float, lower: float, middle: float = 0.0) -> Shape:
    """From half the width `upper` to `lower`."""

    def inside(y: np.ndarray, x: np.ndarray) -> Bool[np.ndarray, "h w"]:
        half = upper + (lower - upper) * (y - top) / (bottom - top)
        return (y >= top) & (y <= bottom) & (np.abs(x - middle) <= half)

    return inside


def both(*shapes: Shape) -> Shape:
    """Where all of them are."""
    return lambda y, x: np.logical_and.reduce([shape(y, x) for shape in shapes])


def any_of(*shapes: Shape) -> Shape:
    """Where one of them is."""
    return lambda y, x: np.logical_or.reduce([shape(y, x) for shape in shapes])


def without(shape: Shape, other: Shape) -> Shape:
    """Where the one is, and the other isn't."""
    return lambda y, x: shape(y, x) & ~other(y, x)


def _in_light(colours: UInt8[np.ndarray, "n 4"], light: np.ndarray) -> UInt8[np.ndarray, "n 4"]:
    scaled = np.minimum(colours[:, :3] * light[:, None], 255).round().astype(np.uint8)
    return np.concatenate([scaled, colours[:, 3:]], 1)


def _moved(picture: np.ndarray, dy: int, dx: int) -> np.ndarray:
    """What stands so many pixels up and to the left of each; nothing beyond the edge."""
    high, wide = picture.shape[:2]
    out = np.zeros_like(picture)
    out[max(dy, 0) : high + min(dy, 0), max(dx, 0) : wide + min(dx, 0)] = picture[
        max(-dy, 0) : high - max(dy, 0), max(-dx, 0) : wide - max(dx, 0)
    ]
    return out
