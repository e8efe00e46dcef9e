"""How Cellar's enemies move: bats flutter, slimes creep to and fro, skeletons run after the hero."""

from spritelift_envs import cellar_level as level
from spritelift_envs.cellar_state import Cellar, Enemy
from spritelift_envs.cellar_terrain import WAYS, Step
from spritelift_envs.cellar_walking import inside, walk

_SLANTS: list[Step] = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y]


def move_enemies(game: Cellar) -> None:
    """Move everybody in the hero's room one frame."""
    for enemy in game.foes:
        if enemy.staggers:
            enemy.staggers -= 1
            _go(game, enemy, enemy.heading, 2 * level.SKELETON_SPEED)
        else:
            _MOVES[enemy.kind](game, enemy)
        if enemy.heading[0] and not enemy.staggers:
            enemy.faces_left = enemy.heading[0] < 0


def _flutter(game: Cellar, enemy: Enemy) -> None:
    """Bats fly over everything, turn when they please, and come back from the walls."""
    enemy.turn_in -= 1
    if enemy.turn_in <= 0:
        enemy.heading, enemy.turn_in = game.rng.choice(_SLANTS), game.rng.randint(*level.BAT_TURNS)
    for axis in ((1, 0), (0, 1)):
        step = (enemy.heading[0] * axis[0], enemy.heading[1] * axis[1])
        if inside(enemy, step, 8):
            enemy.sub_x += step[0] * level.BAT_SPEED
            enemy.sub_y += step[1] * level.BAT_SPEED
        else:
            turned = 1 - 2 * axis[0], 1 - 2 * axis[1]
            enemy.heading = enemy.heading[0] * turned[0], enemy.heading[1] * turned[1]


def _creep(game: Cellar, enemy: Enemy) -> None:
    """Slimes stretch and slide, and turn round at whatever stops them."""
    if (game.clock + enemy.phase) // 10 % 3 and not _go(game, enemy, enemy.heading, level.SLIME_SPEED * 2):
        enemy.heading = -enemy.heading[0], -enemy.heading[1]


def _chase(game: Cellar, enemy: Enemy) -> None:
    """Skeletons take the longer way first, the other where that is blocked; who doesn't see the hero strolls."""
    across, down = game.hero.x - enemy.x, game.hero.y - enemy.y
    if abs(across) + abs(down) > level.SKELETON_SIGHT:
        _stroll(game, enemy)
        return
    ways = [((across > 0) - (across < 0), 0), (0, (down > 0) - (down < 0))]
    ways.sort(key=lambda way: abs(across) if way[0] else abs(down), reverse=True)
    # A skeleton that changed its mind on every frame would tremble on the diagonal.
    if enemy.heading in ways and enemy.turn_in > 0 and _go(game, enemy, enemy.heading, level.SKELETON_SPEED):
        enemy.turn_in -= 1
        return
    for way in ways:
        if way != (0, 0) and _go(game, enemy, way, level.SKELETON_SPEED):
            enemy.heading, enemy.turn_in = way, 16
            return


def _stroll(game: Cellar, enemy: Enemy) -> None:
    enemy.turn_in -= 1
    if enemy.turn_in <= 0 or not _go(game, enemy, enemy.heading, level.SKELETON_SPEED // 2):
        enemy.heading, enemy.turn_in = game.rng.choice(list(WAYS.values())), game.rng.randint(*level.BAT_TURNS)


def _go(game: Cellar, enemy: Enemy, step: Step, speed: int) -> bool:
    """Walk, but never out of the room; whether it went."""
    return inside(enemy, step, 0) and walk(game, enemy, step, speed) is None


_MOVES = {"bat": _flutter, "slime": _creep, "skeleton": _chase}
