"""Onion skin: moving things of frames before and after, faintly and in one colour each, behind those of this frame.

No pygame here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from spritelift_runtime.scene import Placement, Scene
from spritelift_runtime.visible import Ids, Mask
from spritelift_runtime.window.theme import Colour
from spritelift_runtime.window.views import Rgb

APART_S = 0.05
"""Time from one neighbour to the next: half of what Aseprite shows a frame for from the start."""
COVERS = (0.5, 0.3)
"""How much of what is behind the nearer neighbour hides, and the farther one."""
BEFORE: Colour = (255, 64, 64)
AFTER: Colour = (72, 120, 255)
"""As in Aseprite."""
TINT = 0.6
"""Share of that colour in a neighbour's own."""
LEVELS = np.arange(256, dtype=np.float32)
Standing = dict[tuple[int, ...], Placement]


@dataclass(frozen=True)
class Neighbour:
    """A frame of which moving things are seen."""

    frame: int
    colour: Colour
    cover: float


def neighbours(frame: int, frames: int, fps: float) -> Iterator[Neighbour]:
    """The farthest first: those nearer are painted over them."""
    step = max(round(APART_S * fps), 1)
    for number, cover in sorted(enumerate(COVERS, 1), reverse=True):
        for at, colour in ((frame - number * step, BEFORE), (frame + number * step, AFTER)):
            if 0 <= at < frames:
                yield Neighbour(at, colour, cover)


def standing(scene: Scene) -> Standing:
    """What is no tile, by what nearly always tells it apart."""
    return {_place(placement): placement for placement in scene.placements if not placement.fixed}


def moving(scene: Scene, ids: Ids, there: Standing) -> Mask:
    """bool [h, w]: where something of `scene` is seen that isn't a tile and doesn't stand `there` just so.

    `ids` says which placement of `scene` is seen at each pixel, counted from 1.
    """
    moves = [False, *(not each.fixed and there.get(_place(each)) != each for each in scene.placements)]
    return np.array(moves).take(ids)


def ghosted(picture: Rgb, ghost: Rgb, where: Mask, neighbour: Neighbour) -> None:
    """Paint a neighbour's things faintly, in place: each level by a table, of whole pixels taken out and put back."""
    pixels, at = picture.reshape(-1, 3), np.flatnonzero(where)
    own, behind = ghost.reshape(-1, 3).take(at, 0), pixels.take(at, 0)
    for channel, level in enumerate(neighbour.colour):
        tinted = neighbour.cover * (LEVELS + TINT * (level - LEVELS))
        mixed = tinted.astype(np.uint8).take(own[:, channel])
        mixed += ((1 - neighbour.cover) * LEVELS).astype(np.uint8).take(behind[:, channel])
        pixels[:, channel][at] = mixed


def _place(placement: Placement) -> tuple[int, ...]:
    return placement.track, placement.sprite, placement.x, placement.y, placement.layer
