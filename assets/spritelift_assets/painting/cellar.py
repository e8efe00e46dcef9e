"""Cellar's floors: one flat colour a room, with cracks and worn patches of which no two are alike."""

import numpy as np

from spritelift_assets.painting.brush import colours, grid, hashed, opaque

WIDTH, HEIGHT = 208, 160
EARTH, SLATE, MOSS = (
    colours("85765e", "6e604b", "968770"),
    colours("46606e", "38505d", "567281"),
    colours("67795a", "546549", "78896b"),
)
"""Of each floor: itself, its cracks, and where it is worn."""

ROOMS = (
    (EARTH, ((46, 60, 26), (150, 118, 32), (96, 28, 17)), ((104, 88, 19, 7), (168, 60, 11, 6))),
    (EARTH, ((110, 64, 29), (40, 106, 21)), ((100, 92, 15, 8), (30, 70, 9, 4), (178, 108, 13, 5))),
    (SLATE, ((100, 40, 24), (70, 80, 18), (162, 130, 27)), ((120, 92, 17, 6),)),
    (SLATE, ((40, 92, 31), (120, 30, 22), (150, 134, 19)), ((106, 60, 13, 7), (60, 136, 10, 3))),
    (SLATE, ((70, 70, 23), (130, 96, 28)), ((100, 84, 21, 9), (36, 60, 7, 4))),
    (EARTH, ((120, 60, 34), (60, 130, 16)), ((108, 112, 16, 5), (32, 60, 12, 7))),
    (MOSS, ((90, 120, 30), (150, 56, 20), (70, 40, 14)), ((124, 106, 18, 8), (38, 58, 8, 5))),
    (MOSS, ((60, 54, 25), (160, 88, 33)), ((100, 104, 22, 6), (120, 44, 11, 5))),
)  # fmt: skip
"""Of each room: its floor, cracks (x, y, steps) and worn patches (x, y, half width, half height)."""


def cellar_floors() -> np.ndarray:
    """uint8 RGBA [1280, 208, 4]: the rooms' floors, one below the other."""
    return opaque(np.concatenate([_floor(*room) for room in ROOMS]))


def _floor(
    ramp: np.ndarray, cracks: tuple[tuple[int, int, int], ...], patches: tuple[tuple[int, int, int, int], ...]
) -> np.ndarray:
    rgb = np.tile(ramp[0], (HEIGHT, WIDTH, 1))
    for patch in patches:
        _wear(rgb, ramp, *patch)
    for crack in cracks:
        _crack(rgb, ramp, *crack)
    return rgb


def _wear(rgb: np.ndarray, ramp: np.ndarray, column: int, row: int, wide: int, high: int) -> None:
    """A ragged disc of cobbles: lighter stones with dark joints."""
    x, y = grid(WIDTH, HEIGHT)
    stone_y = y // 5
    stone_x = (x + 4 * (stone_y % 2) + stone_y) // 8
    away = ((x - column) / wide) ** 2 + ((y - row) / high) ** 2
    kept = hashed(stone_x, stone_y + 0 * stone_x, column * 7 + row)
    inside = away + 0.5 * kept < 1.1
    joint = (y % 5 == 4) | ((x + 4 * (stone_y % 2) + stone_y) % 8 == 7)
    rgb[inside & ~joint] = ramp[2]
    shade = inside & ~joint & (y % 5 == 3)
    rgb[shade & (kept > 0.5)] = ramp[1]


def _crack(rgb: np.ndarray, ramp: np.ndarray, column: int, row: int, steps: int) -> None:
    """A line that wanders down to the right, with a few splinters."""
    chances = hashed(np.arange(steps), np.arange(steps) * 3, column * 5 + row)
    for step, chance in enumerate(chances):
        rgb[row, column : column + 2] = ramp[1]
        if step % 5 == 2 and chance > 0.35:
            rgb[row - 2 : row, column + 1] = ramp[1]
        column, row = column + (chance < 0.78), row + int(chance * 7) % 3 - (chance < 0.2)
        row = min(max(row, 2), HEIGHT - 3)
