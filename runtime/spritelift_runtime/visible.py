"""Who is seen at each pixel: scenes painted with placement numbers in place of colours."""

from dataclasses import replace

import numpy as np
from jaxtyping import Bool, UInt16

from spritelift_runtime.art import Art
from spritelift_runtime.compositor import Rgba, paint_plane, shown
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes

HALF = 128
"""Alpha from which a pixel is the sprite's own; below, it is a halo on what lies behind."""

Ids = UInt16[np.ndarray, "high wide"]
Mask = Bool[np.ndarray, "_ _"]


class IdPainter:
    """Paints scenes of one art as numbers: 1 + the placement's place in its frame, 0 for background."""

    def __init__(self, art: Art) -> None:
        self.art = art
        self._masks: dict[tuple[int, int], tuple[Mask, int, int]] = {}
        self._covers: dict[int, Rgba] = {}

    def paint(self, scenes: Scenes, frame: int) -> Ids:
        """The numbers seen on one frame of `scenes`."""
        width, height = self.art.size
        ids = np.zeros((height, width), np.uint16)
        first, last = scenes.placement_offsets[frame : frame + 2].tolist()
        rows = scenes.placements[first:last]
        if not len(rows):
            return ids
        planes = self._planes_in_front(scenes, frame, int(rows[:, 3].min()))
        table = rows.tolist()
        for number in np.argsort(rows[:, 3], kind="stable").tolist():
            sprite, x, y, layer, flip = table[number][:5]
            while planes and planes[0].layer <= layer:
                self._hide(ids, planes.pop(0))
            row = first + number
            if row in scenes.cuts or row in scenes.options:
                mask, x, y = self._part(scenes[frame].placements[number])
            else:
                mask, left, top = self._mask(sprite, flip)
                x, y = x + left, y + top
            _stamp(ids, mask, x, y, number + 1)
        for plane in planes:
            self._hide(ids, plane)
        return ids

    def boxes(self, scenes: Scenes, frame: int) -> np.ndarray:
        """int32 [n, 4]: x, y, width, height of each placement of a frame as it is drawn, cut and options applied.

        What others paint over counts: only a cut is the placement's own.
        """
        first, last = scenes.placement_offsets[frame : frame + 2].tolist()
        rows = scenes.placements[first:last]
        sizes = np.array([sprite.size for sprite in self.art.sprites], np.int32).reshape(-1, 2)
        boxes = np.concatenate([rows[:, 1:3], sizes[rows[:, 0]]], axis=1)
        soft = np.array([sprite.soft is not None or any(sprite.margin) for sprite in self.art.sprites], bool)
        loose = {row for row in range(first, last) if row in scenes.cuts or row in scenes.options}
        for row in sorted(loose.union((first + np.flatnonzero(soft[rows[:, 0]])).tolist() if soft.any() else ())):
            mask, x, y = self._part(scenes.placement(row))
            lines, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
            if len(lines):
                boxes[row - first] = x + columns[0], y + lines[0], np.ptp(columns) + 1, np.ptp(lines) + 1
        return boxes

    def uncovered(self, scene: Scene) -> Mask:
        """Pixels inside some plane's clip that no plane paints: bool [h, w]."""
        width, height = self.art.size
        wanted, covered = np.zeros((2, height, width), bool)
        for plane in scene.planes:
            x, y, wide, high = plane.clip
            wanted[max(y, 0) : y + high, max(x, 0) : x + wide] = True
            covered |= self._plane_mask(plane)
        return wanted & ~covered

    def _mask(self, sprite: int, flip: int) -> tuple[Mask, int, int]:
        if (sprite, flip) not in self._masks:
            placement = Placement(sprite, 0, 0, flip_x=bool(flip & 1), flip_y=bool(flip & 2))
            mask, x, y = self._part(placement)
            self._masks[sprite, flip] = np.ascontiguousarray(mask), x, y
        return self._masks[sprite, flip]

    def _part(self, placement: Placement) -> tuple[Mask, int, int]:
        rgba, x, y = shown(placement, self.art.sprites[placement.sprite])
        return own_pixels(rgba), x, y

    def _planes_in_front(self, scenes: Scenes, frame: int, layer: int) -> list[Plane]:
        """Planes painted after a placement of `layer`, back to front; the others hide nothing."""
        first, last = scenes.plane_offsets[frame : frame + 2].tolist()
        if not (scenes.planes[first:last, 8] > layer).any():
            return []
        return sorted((plane for plane in scenes[frame].planes if plane.layer > layer), key=lambda plane: plane.layer)

    def _hide(self, ids: Ids, plane: Plane) -> None:
        ids[self._plane_mask(plane)] = 0

    def _plane_mask(self, plane: Plane) -> Mask:
        # Painting a white copy reuses the one rule of where a plane shows (clip, camera, wrap).
        if plane.picture not in self._covers:
            white = self.art.backgrounds[plane.picture].copy()
            white[..., :3] = 255
            self._covers[plane.picture] = white
        canvas = np.zeros((self.art.size[1], self.art.size[0], 3), np.uint8)
        paint_plane(canvas, replace(plane, recolour=()), self._covers[plane.picture])
        return canvas[..., 0] >= HALF


def own_pixels(rgba: Rgba) -> Mask:
    """Where a picture is more than a halo: alpha of at least `HALF`, or half of its greatest where all is fainter."""
    alpha = rgba[..., 3]
    return 2 * alpha.astype(np.int32) >= max(1, min(2 * HALF, int(alpha.max(initial=0))))


def _stamp(ids: Ids, mask: Mask, x: int, y: int, number: int) -> None:
    top, left = max(y, 0), max(x, 0)
    bottom, right = y + mask.shape[0], x + mask.shape[1]
    if bottom > top and right > left:
        target = ids[top:bottom, left:right]
        target[mask[top - y : top - y + target.shape[0], left - x : left - x + target.shape[1]]] = number
