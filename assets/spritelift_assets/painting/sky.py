"""Meadow's far strip: sky, clouds and mountains, scrolling at half the world's speed."""

import numpy as np

from spritelift_assets.painting.brush import colours, dithered, grid, hashed, opaque

WIDTH, HEIGHT = 464, 48
SKY = colours("4a9fe0", "78c3ef", "aee3f5")
MIST = colours("d8f3ea")[0]
"""The last rows; the forest below starts in the same colour, so that no seam shows where two speeds meet."""
CLOUD = colours("d8f3ea", "f7fcf7")
MOUNTAIN = colours("6a90c8", "8db4de")

CLOUDS = (
    (14, 9, 6),
    (66, 5, 4),
    (112, 11, 7),
    (171, 6, 5),
    (222, 10, 6),
    (268, 5, 4),
    (311, 10, 7),
    (372, 6, 5),
    (428, 10, 7),
)
"""x of the middle, row of the middle, radius."""
PEAKS = (
    (8, 24, 30), (92, 27, 24), (52, 17, 36), (148, 23, 30), (196, 28, 24), (172, 30, 20), (240, 16, 38), (292, 25, 28),
    (338, 20, 34), (384, 28, 22), (418, 18, 36), (460, 26, 26),
)  # fmt: skip
"""x and row of the top, and half the width of the foot; later ones stand before earlier ones."""


def sky() -> np.ndarray:
    """uint8 RGBA [48, 464, 4]."""
    x, y = grid(WIDTH, HEIGHT)
    rgb = dithered(_banded(y / 38 + x * 0, len(SKY) - 1), SKY)
    for cloud in CLOUDS:
        _puff(rgb, *cloud)
    for peak in PEAKS:
        _raise_peak(rgb, *peak)
    _spread_mist(rgb)
    return opaque(rgb)


def _banded(level: np.ndarray, steps: int) -> np.ndarray:
    """The same slope in broad flat bands: only a third of each is left for dither to blend."""
    whole = np.floor(level * steps)
    return (whole + np.clip((level * steps - whole - 0.5) * 2.6 + 0.5, 0, 1)) / steps


def _puff(rgb: np.ndarray, column: int, row: int, size: int) -> None:
    """A heap of discs with a flat foot; its lower edge in shade."""
    x, y = grid(WIDTH, HEIGHT)
    inside = np.zeros((HEIGHT, WIDTH), bool)
    for dx, dy, radius in ((0, 0, 1.0), (-1.2, 0.3, 0.7), (1.25, 0.25, 0.75), (-2.2, 0.6, 0.45), (2.3, 0.6, 0.45)):
        inside |= (x - column - dx * size) ** 2 + ((y - row - dy * size) * 1.2) ** 2 < (radius * size) ** 2
    inside &= y < row + size * 0.8
    rgb[inside] = CLOUD[1]
    rgb[inside & (y > row + size * 0.4 + 1.5 * np.sin(x / 2.7))] = CLOUD[0]


def _raise_peak(rgb: np.ndarray, column: int, top: int, half: int) -> None:
    """Lit from the left; the ridge between light and shade wanders, and so does the snow's edge."""
    x, y = grid(WIDTH, HEIGHT)
    ragged = np.round(3 * (hashed(x // 3, x * 0, column) - 0.5)) * (np.abs(x - column) > 3)
    below = y - top - np.abs(x - column) * (46 - top) / half - ragged
    ridge = column + np.round(2.5 * np.sin(y / 2.6 + column)) + (y - top) // 5
    inside, lit = below >= 0, x < ridge
    rgb[inside] = MOUNTAIN[0]
    rgb[inside & lit] = MOUNTAIN[1]
    snow = inside & (y < top + (46 - top) / 4 + 2 * np.sin(x * 1.1 + column))
    rgb[snow] = CLOUD[0]
    rgb[snow & lit] = CLOUD[1]


def _spread_mist(rgb: np.ndarray) -> None:
    x, y = grid(WIDTH, HEIGHT)
    ramp = np.array([[0, 0, 0], [1, 1, 1]], np.uint8)
    rgb[dithered((y - 37) / 8 + x * 0, ramp)[..., 0] == 1] = MIST
    rgb[HEIGHT - 3 :] = MIST
