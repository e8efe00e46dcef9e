"""Where Meadow's ground is."""

from collections.abc import Iterator

from spritelift_envs import meadow_level as level


def cell(column: int, row: int) -> str:
    """The map's letter; beyond its sides and below it its outermost cells go on, above it is air."""
    if row < 0:
        return "."
    return level.MAP[min(row, len(level.MAP) - 1)][min(max(column, 0), level.COLUMNS - 1)]


def solid(x: int, y: int) -> bool:
    """Whether the world pixel (x, frame row y) lies in ground."""
    return cell(x // level.TILE, (y - level.TOP) // level.TILE) == "#"


def floor_between(x: int, reach: int, above: int, below: int) -> int | None:
    """The first row in (above, below] that carries feet at x, `reach` px to either side; None where there is none."""
    columns = {(x - reach) // level.TILE, (x + reach - 1) // level.TILE}
    for row in range((above - level.TOP) // level.TILE, (below - level.TOP) // level.TILE + 1):
        top = level.TOP + row * level.TILE
        if above <= top <= below and any(_carries(column, row) for column in columns):
            return top
    return None


def _carries(column: int, row: int) -> bool:
    return cell(column, row) == "=" or (cell(column, row) == "#" and cell(column, row - 1) != "#")


def bee_homes() -> list[tuple[int, int]]:
    """World (x, frame row y) about which each bee flies."""
    return [(x, y - level.BEE_LIFT) for x, y in places("b")]


def places(letter: str) -> Iterator[tuple[int, int]]:
    """World (x, frame row y) of the lower middle of every cell with this letter."""
    for row, line in enumerate(level.MAP):
        for column, found in enumerate(line):
            if found == letter:
                yield column * level.TILE + level.TILE // 2, level.TOP + (row + 1) * level.TILE
