"""Builds Meadow's background pictures from tiles: the whole world once, so that a frame is four pastes."""

import numpy as np

from spritelift_assets import drawings, picture
from spritelift_envs import meadow_level as level
from spritelift_envs.meadow_terrain import cell
from spritelift_runtime.compositor import paste

_SCORE_LINE, _SCORE_EDGE = (44, 37, 71), (58, 42, 63)
_SCENERY = {"f": "flower_a", "q": "flower_b", "t": "tuft", "s": "sign", "u": "stump"}
_FRONT = {"B": "bush", "F": "fence"}


def backgrounds() -> list[np.ndarray]:
    """RGBA pictures: score line, sky, world, and what stands in front of it."""
    return [_score_line(), picture("meadow_sky"), _world(), _front()]


def _score_line() -> np.ndarray:
    _, _, width, height = level.SCORE_LINE
    line = np.empty((height, width, 4), np.uint8)
    line[:] = (*_SCORE_LINE, 255)
    line[-1] = (*_SCORE_EDGE, 255)
    return line


def _tiles() -> dict[str, np.ndarray]:
    return {drawing.name: drawing.rgba for drawing in drawings("meadow_tiles")}


def _world() -> np.ndarray:
    tiles, rgba = _tiles(), picture("meadow_forest").copy()
    canvas = rgba[..., :3]
    for row, line in enumerate(level.MAP):
        for column, letter in enumerate(line):
            x, y = column * level.TILE, level.TOP - level.GROUND[1] + row * level.TILE
            if letter == "#":
                _lay_ground(canvas, tiles, column, row, x, y)
            elif letter == "=":
                _lay_ledge(canvas, tiles, column, row, x, y)
            elif letter == "~":
                paste(canvas, tiles["water"], x, y)
            elif letter in _SCENERY:
                _stand(canvas, tiles[_SCENERY[letter]], x, y + level.TILE)
    return rgba


def _lay_ground(canvas: np.ndarray, tiles: dict[str, np.ndarray], column: int, row: int, x: int, y: int) -> None:
    open_above = cell(column, row - 1) != "#"
    top = y - 2 if open_above else y  # the grass tile is two pixels taller than its cell
    paste(canvas, tiles["grass" if open_above else "earth"], x, top)
    side = tiles["side_top" if open_above else "side"]
    if cell(column - 1, row) != "#":
        paste(canvas, side, x, top)
    if cell(column + 1, row) != "#":
        paste(canvas, side[:, ::-1], x + level.TILE - side.shape[1], top)


def _lay_ledge(canvas: np.ndarray, tiles: dict[str, np.ndarray], column: int, row: int, x: int, y: int) -> None:
    end = tiles["ledge_end"]
    paste(canvas, tiles["ledge"], x, y - 1)
    if cell(column - 1, row) != "=":
        paste(canvas, end, x - 2, y - 1)
    if cell(column + 1, row) != "=":
        paste(canvas, end[:, ::-1], x + level.TILE - 2, y - 1)


def _stand(canvas: np.ndarray, rgba: np.ndarray, x: int, foot: int) -> None:
    paste(canvas, rgba, x + (level.TILE - rgba.shape[1]) // 2, foot - rgba.shape[0])


def _front() -> np.ndarray:
    """Alpha 0 or 255; nothing but bushes and fences."""
    tiles = _tiles()
    rgba = np.zeros((level.GROUND[3], level.WORLD_WIDTH, 4), np.uint8)
    for column, letter in enumerate(level.FRONT):
        if letter != ".":
            tile = tiles[_FRONT[letter]]
            x = column * level.TILE + (level.TILE - tile.shape[1]) // 2
            foot = level.TOP - level.GROUND[1] + 4 * level.TILE
            rgba[foot - tile.shape[0] : foot, x : x + tile.shape[1]] = tile
    return rgba
