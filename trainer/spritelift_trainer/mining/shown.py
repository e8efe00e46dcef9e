"""Which pixels of a sprite a placement shows, and where on the frame."""

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.scene import Placement


def shown_pixels(p: Placement, sprite: Sprite, frame: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """int64 [n] each: rows and columns of the sprite as it is stored, y and x of the frame (of so many rows and
    columns), for every hard pixel that the placement's cut and the frame's edge leave."""
    mask = sprite.rgba[..., 3] == 255
    rows, columns = np.nonzero(mask if p.cut is None else mask & p.cut.mask)
    high, wide = mask.shape
    y = p.y + (high - 1 - rows if p.flip_y else rows)
    x = p.x + (wide - 1 - columns if p.flip_x else columns)
    inside = (y >= 0) & (x >= 0) & (y < frame[0]) & (x < frame[1])
    return rows[inside], columns[inside], y[inside], x[inside]
