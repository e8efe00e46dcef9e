"""Finds ways through Cellar's rooms, for the scripted player."""

from collections import deque
from collections.abc import Container

from spritelift_envs.cellar_terrain import COLUMNS, ROWS, STANDING, WALLS, WAYS, Cell, letter


def open_cells(room: int, closed: Container[Cell]) -> set[Cell]:
    """The cells that can be walked on, when `closed` ones can't."""
    every = ((x, y) for y in range(ROWS) for x in range(COLUMNS))
    return {cell for cell in every if letter(room, cell) not in WALLS | STANDING and cell not in closed}


def way_of(start: Cell, end: Cell) -> str:
    """The way in which a cell lies that is straight ahead."""
    across, down = end[0] - start[0], end[1] - start[1]
    step = (across > 0) - (across < 0), (down > 0) - (down < 0)
    return next(way for way, taken in WAYS.items() if taken == step)


def way_to(start: Cell, free: set[Cell], wanted: set[Cell]) -> list[Cell] | None:
    """The shortest way over free cells to the nearest wanted one, which needn't be free; None where there is none.

    `start` isn't in it, so where `start` is wanted, it is empty.
    """
    came, waiting = {start: start}, deque([start])
    while waiting:
        cell = waiting.popleft()
        if cell in wanted:
            return _back(came, cell)
        for across, down in WAYS.values():
            following = cell[0] + across, cell[1] + down
            if following not in came and (following in free or following in wanted):
                came[following] = cell
                waiting.append(following)
    return None


def _back(came: dict[Cell, Cell], cell: Cell) -> list[Cell]:
    way: list[Cell] = []
    while came[cell] != cell:
        way.append(cell)
        cell = came[cell]
    return way[::-1]


def clear_line(start: Cell, end: Cell, free: set[Cell]) -> str | None:
    """The way in which `end` lies straight ahead of `start` with only free cells between; None where it doesn't."""
    across, down = end[0] - start[0], end[1] - start[1]
    if (across == 0) == (down == 0):
        return None
    way = way_of(start, end)
    between = [(start[0] + i * WAYS[way][0], start[1] + i * WAYS[way][1]) for i in range(1, abs(across + down))]
    return way if all(cell in free for cell in between) else None
