"""How whoever walks in Cellar gets about: along one axis at a time, stopped by what is solid."""

from spritelift_envs import cellar_level as level
from spritelift_envs.cellar_state import SUB, Cellar, Mover
from spritelift_envs.cellar_terrain import Cell, Step, cell_at

INSIDE = (level.TILE, level.WIDTH - level.TILE, level.TOP + level.TILE, level.HEIGHT - level.TILE)
"""Left, right, top and bottom of what lies within a room's outer walls."""


def walk(game: Cellar, mover: Mover, step: Step, speed: int) -> Cell | None:
    """Go one frame's way; where that is blocked, stay, and say which cell is in the way."""
    x, y = mover.sub_x + step[0] * speed, mover.sub_y + step[1] * speed
    blocked = _blocked(game, x // SUB, y // SUB, step)
    if blocked is None:
        mover.sub_x, mover.sub_y = x, y
    return blocked


def inside(mover: Mover, step: Step, margin: int) -> bool:
    """Whether a step that way stays within the room's outer walls, `margin` px off them."""
    left, right, top, bottom = INSIDE
    x, y = mover.x + 2 * step[0], mover.y + 2 * step[1]
    return left + margin <= x < right - margin and top + margin <= y < bottom - margin


def _blocked(game: Cellar, x: int, y: int, step: Step) -> Cell | None:
    """The first solid cell that the leading edge of a body at (x, y) would touch; its middle is looked at first."""
    reach, tall = level.BODY_REACH, level.BODY_TALL
    middle = y - tall // 2
    ahead_x, ahead_y = x + step[0] * reach - (step[0] > 0), middle + step[1] * tall // 2 - (step[1] > 0)
    aside = (0, -tall // 2, tall // 2 - 1) if step[0] else (0, -reach, reach - 1)
    for side in aside:
        edge = (ahead_x, middle + side) if step[0] else (x + side, ahead_y)
        if game.solid(*edge):
            return cell_at(*edge)
    return None
