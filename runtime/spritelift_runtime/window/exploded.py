"""The exploded view: every layer of a scene as a sheet of glass, in an oblique stack, the first painted at the back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import UInt8, UInt32

from spritelift_runtime.art import Art
from spritelift_runtime.compositor import compose, paint
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.window.theme import THEME, Theme

MOST_SHEETS = 8
"""More would hide each other; the deepest share one."""
NARROW = 0.72
"""A sheet's width on screen, against its height: it is seen from the side."""
SLOPE = 0.22
"""Screen pixels its right edge stands higher, per pixel of its width."""
STEPS = ((0.62, 0.05), (0.5, 0.08), (0.4, 0.1), (0.3, 0.12), (0.22, 0.14))
"""How far right and down the next sheet may stand, as shares of a sheet's width and height; the one is taken that
leaves the sheets largest."""
MARGIN_PX = 16

Rgbx = UInt8[np.ndarray, "_ _ 4"]
Packed = UInt32[np.ndarray, "_ _"]
"""One number a pixel: bytes red, green, blue and alpha in memory order, so that one operation moves all four."""


@dataclass(frozen=True)
class Sheet:
    """One layer: its name, and the part of the scene on it."""

    title: str
    scene: Scene


@dataclass(frozen=True)
class Stack:
    """Where the sheets stand on screen, in pixels."""

    wide: int
    """Width of one sheet."""
    high: int
    """Height of its left edge (and of its right one)."""
    step_x: int
    step_y: int

    @property
    def lift(self) -> int:
        """How much higher the right edge stands."""
        return int(self.wide * SLOPE)


@dataclass(frozen=True, eq=False)
class Slant:
    """Which pixel of a picture each pixel of its slanted image shows: an oblique projection."""

    source: np.ndarray
    """int64 [rows, columns]: index into the picture's pixels in reading order."""
    inside: np.ndarray
    """bool [rows, columns]: False in the two triangles outside the sheet."""
    border: np.ndarray
    """bool [rows, columns]: the sheet's outline."""


def exploded(
    scene: Scene, art: Art, size: tuple[int, int], theme: Theme = THEME
) -> tuple[Rgbx, list[tuple[str, int, int]]]:
    """The stack as an opaque picture of `size` (width, height) screen pixels, and the sheets' titles, each with the
    point of its sheet's lower left corner."""
    return stacked_picture(sheets(scene), art, size, theme)


def stacked_picture(
    stacked: Sequence[Sheet], art: Art, size: tuple[int, int], theme: Theme = THEME
) -> tuple[Rgbx, list[tuple[str, int, int]]]:
    """The same of sheets that are already cut, back to front."""
    canvas = np.full((size[1], size[0]), _packed_colour(theme.letterbox), np.uint32)
    stack = stack_for(art.size, size, len(stacked))
    slanted = slant(art.size, stack.wide, stack.high)
    left = (size[0] - stack.wide - stack.step_x * (len(stacked) - 1)) // 2
    top = (size[1] - stack.high - stack.lift - stack.step_y * (len(stacked) - 1)) // 2
    titles = []
    for i, sheet in enumerate(stacked):
        x, y = left + i * stack.step_x, top + i * stack.step_y
        _lay(canvas[y : y + stack.high + stack.lift, x : x + stack.wide], cover(sheet.scene, art), slanted, theme)
        titles.append((sheet.title, x, y + stack.lift + stack.high))
    return canvas.view(np.uint8).reshape(size[1], size[0], 4), titles


def sheets(scene: Scene) -> list[Sheet]:
    """The scene cut into sheets, back to front: planes, placements by layer, tiles apart from the rest.

    Planes of one layer share a sheet as long as they stand side by side.
    """
    parts: dict[tuple[int, int, int], list[Plane | Placement]] = {}
    key, on_sheet = (0, 0, -1), list[Plane]()
    for i, plane in enumerate(sorted(scene.planes, key=lambda plane: plane.layer)):
        if plane.layer != key[0] or not on_sheet or any(_overlap(plane, other) for other in on_sheet):
            key, on_sheet = (plane.layer, 0, i), []
        on_sheet.append(plane)
        parts.setdefault(key, []).append(plane)
    for placement in scene.placements:
        parts.setdefault((placement.layer, 1 if placement.fixed else 2, 0), []).append(placement)
    ordered = [parts[key] for key in sorted(parts)]
    while len(ordered) > MOST_SHEETS:
        ordered[:2] = [ordered[0] + ordered[1]]
    return [sheet_of(part) for part in ordered] or [Sheet("nothing", Scene())]


def stack_for(native: tuple[int, int], size: tuple[int, int], count: int) -> Stack:
    """The stack of `count` pictures of `native` px that fills `size` best."""
    return max((_stack(native, size, count, steps) for steps in STEPS), key=lambda stack: stack.wide)


@lru_cache(maxsize=8)
def slant(native: tuple[int, int], wide: int, high: int) -> Slant:
    """The projection of a picture of `native` px onto a sheet of `wide` x `high` screen pixels, nearest neighbour."""
    lift = int(wide * SLOPE)
    row, column = np.indices((high + lift, wide))
    down = row - (lift - (column * SLOPE).astype(int))
    inside = (down >= 0) & (down < high)
    x, y = column * native[0] // wide, np.clip(down * native[1] // high, 0, native[1] - 1)
    edge = (column < 2) | (column >= wide - 2) | (down < 2) | (down >= high - 2)
    return Slant(y * native[0] + x, inside, inside & edge)


def cover(scene: Scene, art: Art) -> Packed:
    """What a part of a scene paints: colours times alpha, and alpha.

    Where something is half transparent, it is painted on black and on white, so that the compositor's own rule is used:
    where both agree the part covers wholly, where they differ by 255 it paints nothing.
    """
    rgba = np.zeros((art.size[1], art.size[0], 4), np.uint8)
    paint(scene, art, rgba)
    if not ((rgba[..., 3] > 0) & (rgba[..., 3] < 255)).any():
        return rgba.view(np.uint32)[..., 0]
    on_black = compose(scene, art)
    on_white = compose(scene, art, np.full_like(on_black, 255))
    rgba[..., :3] = on_black
    rgba[..., 3] = 255 - (on_white[..., 0] - on_black[..., 0])
    return rgba.view(np.uint32)[..., 0]


def _overlap(one: Plane, other: Plane) -> bool:
    (x, y, wide, high), (left, top, width, height) = one.clip, other.clip
    return x < left + width and left < x + wide and y < top + height and top < y + high


def sheet_of(part: Sequence[Plane | Placement]) -> Sheet:
    """A sheet with these items, which keep their order, under a title that counts them."""
    planes = tuple(item for item in part if isinstance(item, Plane))
    placements = tuple(item for item in part if isinstance(item, Placement))
    tiles = sum(placement.fixed for placement in placements)
    free = len(placements) - tiles
    words = [f"background{'s' * (len(planes) > 1)} " + ", ".join(str(plane.picture) for plane in planes)] * bool(planes)
    words += [f"{tiles} tile{'s' * (tiles > 1)}"] * bool(tiles) + [f"{free} sprite{'s' * (free > 1)}"] * bool(free)
    return Sheet(" + ".join(words), Scene(planes, placements))


def _stack(native: tuple[int, int], size: tuple[int, int], count: int, steps: tuple[float, float]) -> Stack:
    across = native[0] * NARROW * (1 + steps[0] * (count - 1))
    down = native[1] * (1 + steps[1] * (count - 1)) + native[0] * NARROW * SLOPE
    scale = min((size[0] - 2 * MARGIN_PX) / across, (size[1] - 2 * MARGIN_PX) / down)
    wide, high = max(int(native[0] * NARROW * scale), 1), max(int(native[1] * scale), 1)
    return Stack(wide, high, int(wide * steps[0]), int(high * steps[1]))


def _lay(target: Packed, paint: Packed, slanted: Slant, theme: Theme) -> None:
    """Put one sheet of glass over `target`, and its paint on it, in place."""
    # The glass keeps 15/16 of each byte behind it and adds 9: a division without one.
    np.copyto(target, target - (target >> 4 & 0x0F0F0F0F) + 0x09090909, where=slanted.inside)
    colour, alpha = paint.ravel(), paint.view(np.uint8)[..., 3::4].ravel()
    np.copyto(target, colour.take(slanted.source), where=(alpha == 255).take(slanted.source) & slanted.inside)
    soft = (alpha > 0) & (alpha < 255)
    if soft.any():
        there = soft.take(slanted.source) & slanted.inside
        target[there] = _over(colour.take(slanted.source[there]), target[there])
    target[slanted.border] = _packed_colour(theme.rim)


def _over(paint: UInt32[np.ndarray, "n"], behind: UInt32[np.ndarray, "n"]) -> UInt32[np.ndarray, "n"]:
    front = paint.view(np.uint8).reshape(-1, 4).astype(np.uint16)
    back = behind.view(np.uint8).reshape(-1, 4).astype(np.uint16)
    mixed = front + ((255 - front[:, 3:]) * back + 127) // 255
    return np.minimum(mixed, 255).astype(np.uint8).view(np.uint32)[:, 0]


def _packed_colour(colour: tuple[int, int, int]) -> np.uint32:
    return np.array([*colour, 255], np.uint8).view(np.uint32)[0]
