"""What lies behind the sprites: a game's planes, as packed pixels."""

import numpy as np

from spritelift_runtime.art import Art
from spritelift_runtime.bundle import PlaneSpec
from spritelift_runtime.dictionary import packed
from spritelift_runtime.scene import Plane

UNSEEN = -2
"""Packed colour of background pixels that training never saw; equals no frame's pixel."""


class Ground:
    """The backgrounds of `art`, laid as planes lie."""

    def __init__(self, art: Art) -> None:
        self._size = art.size
        self._pictures = [np.where(p[..., 3] == 255, packed(p), UNSEEN).astype(np.int32) for p in art.backgrounds]
        self._laid: tuple[tuple[Plane, ...], np.ndarray] | None = None

    def behind(self, planes: tuple[Plane, ...]) -> np.ndarray:
        """Packed background int32 [h, w] under these planes; the same array until they change."""
        if self._laid is None or self._laid[0] != planes:
            width, height = self._size
            behind = np.full((height, width), UNSEEN, np.int32)
            for plane in sorted(planes, key=lambda plane: plane.layer):
                _lay(behind, plane, self._pictures[plane.picture])
            self._laid = (planes, behind)
        return self._laid[1]


def moves(spec: PlaneSpec, art: Art) -> bool:
    """Whether the plane shows different things on different frames."""
    sizes = [art.backgrounds[picture].shape[1::-1] for picture in spec.pictures]
    return sizes != [spec.clip[2:]]


def fixed_planes(specs: tuple[PlaneSpec, ...], art: Art) -> tuple[Plane, ...] | None:
    """The planes of every frame, where these are always the same, else None."""
    if any(moves(spec, art) for spec in specs):
        return None
    return tuple(Plane(picture=spec.pictures[0], clip=spec.clip, layer=spec.layer) for spec in specs)


def _lay(canvas: np.ndarray, plane: Plane, picture: np.ndarray) -> None:
    """Copy what the plane's camera sees of a packed picture onto a packed canvas; unseen pixels leave it as it is."""
    x, y, width, height = plane.clip
    rows, columns = np.arange(height) + plane.camera[1], np.arange(width) + plane.camera[0]
    if plane.wrap:
        rows, columns = rows % picture.shape[0], columns % picture.shape[1]
    inside_y, inside_x = (rows >= 0) & (rows < picture.shape[0]), (columns >= 0) & (columns < picture.shape[1])
    seen = picture[np.ix_(rows[inside_y], columns[inside_x])]
    target = np.ix_(y + np.flatnonzero(inside_y), x + np.flatnonzero(inside_x))
    canvas[target] = np.where(seen == UNSEEN, canvas[target], seen)
