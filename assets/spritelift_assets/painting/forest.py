"""Meadow's near backdrop: mist, then rows of trees, one behind the other. It moves with the ground."""

import numpy as np

from spritelift_assets.painting.brush import colours, grid, hashed, opaque
from spritelift_assets.painting.sky import MIST

WIDTH, HEIGHT = 768, 80
GREENS = colours("a9dfba", "7cc79b", "55a981", "3d8c70")
"""From the farthest trees to the nearest."""


def forest() -> np.ndarray:
    """uint8 RGBA [80, 768, 4]."""
    rgb = np.tile(MIST, (HEIGHT, WIDTH, 1))
    _plant_pines(rgb, step=9, top=4, spread=11, half=5, dark=0, light=0)
    _plant_pines(rgb, step=17, top=14, spread=15, half=8, dark=1, light=0)
    _plant_bushes(rgb, step=13, row=48, spread=6, size=9, dark=2, light=1)
    _plant_bushes(rgb, step=11, row=58, spread=5, size=8, dark=3, light=2)
    return opaque(rgb)


def _chances(step: int, salt: int) -> list[tuple[int, float, float]]:
    """One tree every `step` px or so: x, and two numbers in [0, 1) that make it differ from its neighbours."""
    places = np.arange(-1, WIDTH // step + 2)
    rolls = [hashed(places, places * 0 + i, salt) for i in range(3)]
    return [(int(p * step + a * step * 0.7), float(b), float(c)) for p, a, b, c in zip(places, *rolls, strict=True)]


def _plant_pines(rgb: np.ndarray, *, step: int, top: int, spread: int, half: int, dark: int, light: int) -> None:
    """Pines: tiers of branches, each a little wider than the one above, the left side in light."""
    x, y = grid(WIDTH, HEIGHT)
    rgb[top + spread + 3 * half :] = GREENS[dark]
    for column, height, width in _chances(step, step):
        tip = top + int(height * spread)
        down = y - tip
        reach = (down % (half - 1)) * 0.55 + down * (0.16 + 0.08 * width) + 0.5
        inside = (down >= 0) & (np.abs(x - column) <= np.minimum(reach, half + 1))
        rgb[inside] = GREENS[dark]
        lit = inside & (x <= column - reach * 0.25) & (down % (half - 1) > (half - 1) // 2) & (down < 3 * half)
        rgb[lit] = GREENS[light]


def _plant_bushes(rgb: np.ndarray, *, step: int, row: int, spread: int, size: int, dark: int, light: int) -> None:
    """Round crowns; each has a crescent of light at its upper left and a few lit leaves."""
    x, y = grid(WIDTH, HEIGHT)
    rgb[row + 2 :] = GREENS[dark]
    for column, height, width in _chances(step, step + 1):
        middle, radius = row + int(height * spread), size * (0.7 + 0.4 * width)
        away = (x - column) ** 2 + (y - middle) ** 2
        inside = away < radius**2
        rgb[inside] = GREENS[dark]
        crescent = inside & ((x - column - 2) ** 2 + (y - middle - 2.5) ** 2 > radius**2)
        leaves = inside & (y < middle - 1) & (x < column + 2) & (hashed(x // 2, y, step) > 0.8)
        rgb[crescent | leaves] = GREENS[light]
