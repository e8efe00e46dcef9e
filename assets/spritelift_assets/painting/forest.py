"""Meadow's near backdrop: mist, then three rows of trees, one behind the other. It moves with the ground."""

import numpy as np

from spritelift_assets.painting.brush import clouded, colours, grid, hashed, noise, opaque
from spritelift_assets.painting.sky import MIST

WIDTH, HEIGHT = 768, 80
ROWS = colours("a2dcb8", "6fbf97", "479c79")
"""Far, middle and near trees."""


def forest() -> np.ndarray:
    """uint8 RGBA [80, 768, 4]."""
    rgb = np.tile(MIST, (HEIGHT, WIDTH, 1))
    _plant(rgb, 15, 8, 0, round_tops=True)
    _plant(rgb, 30, 13, 1, round_tops=False)
    _plant(rgb, 50, 10, 2, round_tops=True)
    return opaque(rgb)


def _plant(rgb: np.ndarray, top: int, width: int, row: int, *, round_tops: bool) -> None:
    """One row of trees about `width` px wide whose tops are near `top`, with lit tips of the next lighter colour."""
    x, y = grid(WIDTH, HEIGHT)
    tree = np.floor((x + width * 0.6 * noise(x, x * 0, width * 3, row)) / width)
    middle = (tree + 0.5) * width - width * 0.6 * noise(x, x * 0, width * 3, row)
    reach = np.abs(x - middle) / (width / 2)
    tall = 9 * hashed(tree.astype(np.int64), tree.astype(np.int64) * 0, 50 + row) + 6 * noise(x, x * 0, 70, 60 + row)
    shape = 1 - np.sqrt(np.clip(1 - reach**2, 0, 1)) if round_tops else reach
    line = np.floor(top + 6 - tall + shape * (width * 0.55 if round_tops else width * 1.1))
    inside = y >= line
    rgb[inside] = ROWS[row]
    leaves = inside & (clouded(x, y, 6, 70 + row, 2) > 0.62) & (y < line + 12)
    if row:
        rgb[leaves & (x < middle)] = ROWS[row - 1]
