"""Swarm's backdrop: a nebula, a ringed planet, stars, and the moon that the ship stands on."""

import numpy as np

from spritelift_assets.painting.brush import clouded, colours, dithered, grid, hashed, noise, opaque

WIDTH, HEIGHT = 160, 144
SCORE_LINE = 13
"""Rows at the top that stay plain, so that digits read well."""
NIGHT = colours("0c0a24", "120f36", "1b164e", "291e68", "3d2a80")
PLANET = colours("1e1850", "352466", "573379", "86488a", "b96a94", "e29a9c")
STARS = colours("5f62a8", "a3a9e8", "e4e9ff")
MOON = colours("171433", "2a274f", "434070", "626094", "8688b4")


def space() -> np.ndarray:
    """uint8 RGBA [144, 160, 4]."""
    rgb = _nebula()
    _scatter_stars(rgb)
    _hang_planet(rgb, centre=(122, 58), radius=27)
    rgb[:SCORE_LINE] = NIGHT[0]
    _lay_moon(rgb)
    return opaque(rgb)


def _nebula() -> np.ndarray:
    x, y = grid(WIDTH, HEIGHT)
    fog = clouded(x, y * 1.4, 54, 3, 4)
    band = np.exp(-(((y - 92 + (x - 80) * 0.45) / 34.0) ** 2))
    return dithered((fog - 0.34) * 1.1 + band * 0.34 * fog - 0.02, NIGHT)


def _scatter_stars(rgb: np.ndarray) -> None:
    x, y = grid(WIDTH, HEIGHT)
    chance = hashed(x, y, 11)
    rgb[chance < 0.011] = STARS[0]
    rgb[chance < 0.005] = STARS[1]
    rgb[chance < 0.0018] = STARS[2]
    for column, row in ((22, 30), (52, 88), (146, 22), (88, 24), (12, 96)):  # the bright ones twinkle in a cross
        rgb[row, column - 1 : column + 2] = rgb[row - 1 : row + 2, column] = STARS[1]
        rgb[row, column] = STARS[2]


def _hang_planet(rgb: np.ndarray, centre: tuple[int, int], radius: int) -> None:
    x, y = grid(WIDTH, HEIGHT)
    u, v = (x - centre[0] + 0.5) / radius, (y - centre[1] + 0.5) / radius
    inside = u * u + v * v < 1
    w = np.sqrt(np.clip(1 - u * u - v * v, 0, 1))
    light = np.clip(-0.62 * u - 0.5 * v + 0.6 * w, 0, 1)
    stripes = noise(x + 9 * y, y * 6 + x, 30, 5) * 0.22 + clouded(x, y * 3, 22, 7) * 0.3 - 0.26
    ball = dithered(light * 0.95 + stripes * np.clip(light * 2, 0, 1), PLANET)
    rgb[inside] = ball[inside]
    _draw_ring(rgb, u, v, inside)


def _draw_ring(rgb: np.ndarray, u: np.ndarray, v: np.ndarray, inside: np.ndarray) -> None:
    along, across = u * 0.94 - v * 0.34, (u * 0.34 + v * 0.94) * 3.9
    distance = np.sqrt(along**2 + across**2)
    front = (across > 0) | ~inside
    for low, high, colour in ((1.42, 1.52, 2), (1.54, 1.66, 4), (1.66, 1.76, 3), (1.8, 1.86, 2)):
        shaded = inside if colour > 2 else np.zeros_like(inside)
        rgb[(distance > low) & (distance < high) & front & ~shaded] = PLANET[colour]
        rgb[(distance > low) & (distance < high) & front & shaded] = PLANET[min(colour + 1, 5)]


def _lay_moon(rgb: np.ndarray) -> None:
    x, y = grid(WIDTH, HEIGHT)
    far = 127 + 5 * noise(x, x * 0, 33, 21) + 3 * noise(x, x * 0, 9, 22)
    near = 135 + 2.5 * noise(x, x * 0, 26, 31)
    rgb[(y >= far) & (y < HEIGHT)] = MOON[1]
    rgb[(y >= far) & (y < far + 1)] = MOON[2]
    ground = dithered(0.8 - (y - near) / 12 + 0.5 * (clouded(x, y * 3, 12, 41) - 0.5), MOON[1:])
    rgb[y >= near + x * 0] = ground[y >= near + x * 0]
    rgb[(y >= near) & (y < near + 1)] = MOON[4]
    for column, row, half in ((24, 140, 6), (70, 141, 4), (118, 139, 7), (146, 142, 4), (46, 138, 3)):
        _dig_crater(rgb, column, row, half)


def _dig_crater(rgb: np.ndarray, column: int, row: int, half: int) -> None:
    x, y = grid(WIDTH, HEIGHT)
    far = ((x - column) / half) ** 2 + ((y - row) / (half * 0.38)) ** 2
    rgb[far < 1.3] = MOON[3]
    rgb[(far < 1.3) & (y > row)] = MOON[4]
    rgb[far < 0.8] = MOON[1]
    rgb[(far < 0.8) & (y > row)] = MOON[2]
