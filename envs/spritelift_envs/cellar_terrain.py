"""Where Cellar's rooms are, and what stands in their cells."""

from collections.abc import Iterator
from functools import cache

from spritelift_envs import cellar_level as level
from spritelift_envs.cellar_rooms import ROOMS

COLUMNS, ROWS = len(ROOMS[0].map[0]), len(ROOMS[0].map)
Cell = tuple[int, int]
"""Column and row in a room."""
Passage = tuple[int, int]
"""The two rooms that it joins, the lower number first."""
Step = tuple[int, int]
"""One cell or one pixel across and down."""

WAYS: dict[str, Step] = {"up": (0, -1), "right": (1, 0), "left": (-1, 0), "down": (0, 1)}
WALLS, STANDING = frozenset("#%t"), frozenset("bcsiC")
_ROOM_AT = {room.place: number for number, room in enumerate(ROOMS)}


def letter(room: int, cell: Cell) -> str:
    """The map's letter."""
    return ROOMS[room].map[cell[1]][cell[0]]


@cache
def cells(room: int, letters: str) -> tuple[Cell, ...]:
    """Every cell of a room with one of these letters, in rows from the top."""
    return tuple((x, y) for y, line in enumerate(ROOMS[room].map) for x, found in enumerate(line) if found in letters)


def cell_at(x: int, y: int) -> Cell:
    """The cell in which the frame pixel (x, y) lies; of a place outside the room, the cell that is nearest to it."""
    column, row = x // level.TILE, (y - level.TOP) // level.TILE
    return min(max(column, 0), COLUMNS - 1), min(max(row, 0), ROWS - 1)


def foot(cell: Cell) -> tuple[int, int]:
    """Frame (x, y) of the lower middle of a cell, where things stand that fill it."""
    return cell[0] * level.TILE + level.TILE // 2, level.TOP + (cell[1] + 1) * level.TILE


def beside(room: int, step: Step) -> int | None:
    """The room that lies next to this one on that side."""
    column, row = ROOMS[room].place
    return _ROOM_AT.get((column + step[0], row + step[1]))


def passage_at(room: int, cell: Cell) -> Passage | None:
    """The passage of which a cell at a room's edge is the mouth, if it is one."""
    if letter(room, cell) in WALLS:
        return None
    for step in WAYS.values():
        outside = cell[0] + step[0], cell[1] + step[1]
        if not (0 <= outside[0] < COLUMNS and 0 <= outside[1] < ROWS):
            other = beside(room, step)
            return None if other is None else (min(room, other), max(room, other))
    return None


def mouths(room: int) -> Iterator[tuple[Cell, int]]:
    """Every way out of a room: the cell at its edge, and the room behind it."""
    for cell in ((x, y) for y in range(ROWS) for x in range(COLUMNS)):
        passage = passage_at(room, cell)
        if passage is not None:
            yield cell, sum(passage) - room
