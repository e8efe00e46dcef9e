"""A rectangle of a frame drawn alone, at the cost of what is in it."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from spritelift_runtime.art import NO_MARGIN, Art
from spritelift_runtime.compositor import Rgb, paint_order, paint_plane, paste, shown
from spritelift_runtime.editing.selection import Rect
from spritelift_runtime.scene import Placement, Plane, Scene


class PartPainter:
    """Draws rectangles of scenes with an art."""

    def __init__(self, art: Art) -> None:
        self._art = art
        self._sizes = [sprite.box if sprite.margin == NO_MARGIN else None for sprite in art.sprites]

    def compose(self, scene: Scene, box: Rect) -> Rgb:
        """The same pixels as `compositor.compose` gives there."""
        x, y, wide, high = box
        canvas = np.zeros((high, wide, 3), np.uint8)
        there = tuple(placement for placement in scene.placements if self._reaches(placement, box))
        for item in paint_order(replace(scene, placements=there)):
            if isinstance(item, Plane):
                inner = overlap(item.clip, box)
                if inner is not None:
                    plane = _cropped(item, inner, (x, y))
                    paint_plane(canvas, plane, self._art.backgrounds[item.picture], self._art.blend)
            else:
                picture, left, top = shown(item, self._art.sprites[item.sprite])
                paste(canvas, picture, left - x, top - y, self._art.blend)
        return canvas

    def _reaches(self, placement: Placement, box: Rect) -> bool:
        """Whether it may be seen there: of what isn't simply its sprite, that isn't looked into."""
        size = self._sizes[placement.sprite]
        if size is None or not placement.exact:
            return True
        x, y, wide, high = box
        within_x = x - size[0] < placement.x < x + wide
        return within_x and y - size[1] < placement.y < y + high


def overlap(one: Rect, other: Rect) -> Rect | None:
    """What two rectangles have in common; None where that is nothing."""
    left, top = max(one[0], other[0]), max(one[1], other[1])
    wide = min(one[0] + one[2], other[0] + other[2]) - left
    high = min(one[1] + one[3], other[1] + other[3]) - top
    return (left, top, wide, high) if wide > 0 and high > 0 else None


def around(rects: Iterable[Rect]) -> Rect:
    """The least rectangle that has these in it, of which there is one at least."""
    sides = np.array([(x, y, x + wide, y + high) for x, y, wide, high in rects])
    left, top = sides[:, :2].min(0).tolist()
    right, bottom = sides[:, 2:].max(0).tolist()
    return left, top, right - left, bottom - top


def _cropped(plane: Plane, inner: Rect, corner: tuple[int, int]) -> Plane:
    """What a plane shows in a part of its clip, from another corner."""
    (left, top, _, _), (camera_x, camera_y), (x, y, wide, high) = plane.clip, plane.camera, inner
    camera = camera_x + x - left, camera_y + y - top
    return replace(plane, clip=(x - corner[0], y - corner[1], wide, high), camera=camera)
