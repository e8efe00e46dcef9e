"""Onion skin: moving things of frames before and after, faintly and in one colour each, behind those of this frame.

No pygame here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from spritelift_runtime.scene import Scene
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


def moving(scene: Scene, ids: Ids, other: Scene) -> Mask:
    """bool [h, w]: where something of `scene` is seen that isn't a tile and doesn't stand on `other` just so.

    `ids` says which placement of `scene` is seen at each pixel, counted from 1.
    """
    there = {placement for placement in other.placements if not placement.fixed}
    moves = [False, *(not placement.fixed and placement not in there for placement in scene.placements)]
    return np.array(moves)[ids]


def ghosted(picture: Rgb, ghost: Rgb, where: Mask, neighbour: Neighbour) -> None:
    """Paint a neighbour's things faintly, in place."""
    own = ghost[where].astype(np.float32)
    tinted = own + TINT * (np.array(neighbour.colour, np.float32) - own)
    behind = picture[where].astype(np.float32)
    picture[where] = (behind + neighbour.cover * (tinted - behind)).astype(np.uint8)
