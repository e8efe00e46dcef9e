"""Meadow's far strip: sky, clouds and mountains, scrolling at half the world's speed."""

import numpy as np

from spritelift_assets.painting.brush import clouded, colours, dithered, grid, noise, opaque

WIDTH, HEIGHT = 464, 48
SKY = colours("4a9fe0", "78c3ef", "aee3f5")
MIST = colours("d8f3ea")[0]
"""The last rows; the forest below starts in the same colour, so that no seam shows where two speeds meet."""
CLOUD = colours("d8f3ea", "f7fcf7")
MOUNTAIN = colours("6f93c8", "8fb5dc")


def sky() -> np.ndarray:
    """uint8 RGBA [48, 464, 4]."""
    x, y = grid(WIDTH, HEIGHT)
    rgb = dithered(y / 40 + x * 0, SKY)
    for column, row, size in _CLOUDS:
        _puff(rgb, column, row, size)
    _raise_mountains(rgb)
    return opaque(rgb)


_CLOUDS = (
    (18, 12, 8),
    (74, 6, 5),
    (120, 15, 9),
    (176, 8, 6),
    (228, 13, 8),
    (276, 6, 5),
    (322, 14, 9),
    (384, 8, 7),
    (436, 13, 8),
)


def _puff(rgb: np.ndarray, column: int, row: int, size: int) -> None:
    """A heap of discs with a flat foot; its lower edge in shade."""
    x, y = grid(WIDTH, HEIGHT)
    inside = np.zeros((HEIGHT, WIDTH), bool)
    for dx, dy, radius in ((0, 0, 1.0), (-1.1, 0.3, 0.7), (1.15, 0.25, 0.75), (-2.0, 0.6, 0.45), (2.05, 0.6, 0.4)):
        inside |= (x - column - dx * size) ** 2 + ((y - row - dy * size) * 1.15) ** 2 < (radius * size) ** 2
    inside &= y < row + size * 0.8
    lower = inside & ~np.roll(inside, -2, axis=0)
    rgb[inside] = CLOUD[1]
    rgb[lower | (inside & (y > row + size * 0.5))] = CLOUD[0]


def _raise_mountains(rgb: np.ndarray) -> None:
    x, y = grid(WIDTH, HEIGHT)
    ridge = 26 + 13 * np.abs((x / 46 + 0.3) % 2 - 1) - 9 * noise(x, x * 0, 60, 4) - 3 * noise(x, x * 0, 11, 5)
    rises = np.gradient(26 + 13 * np.abs((x[0] / 46 + 0.3) % 2 - 1))[None, :] < 0
    inside = y >= ridge
    shade = inside & ~rises & (clouded(x + y, y, 10, 9) + (ridge - y) / 40 > 0.22)
    rgb[inside] = MOUNTAIN[1]
    rgb[shade] = MOUNTAIN[0]
    snow = inside & (y < 27 + 3 * noise(x, y, 4, 6)) & (y < ridge + 6)
    rgb[snow] = CLOUD[1]
    rgb[snow & ~rises] = CLOUD[0]
    misty = dithered((y - 33) / 11 + x * 0, np.array([[0, 0, 0], [1, 1, 1]], np.uint8))[..., 0] == 1
    rgb[misty & (y > 33)] = MIST
    rgb[HEIGHT - 3 :] = MIST
