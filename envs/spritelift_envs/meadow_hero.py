"""How the fox moves: it runs up to speed, jumps higher while the button is held, and lands on ground and ledges."""

from spritelift_envs import meadow_level as level
from spritelift_envs.controls import Keys
from spritelift_envs.meadow_state import SUB, Hero
from spritelift_envs.meadow_terrain import floor_between, solid


def move_hero(hero: Hero, keys: Keys) -> None:
    """Move one frame."""
    hero.safe = max(0, hero.safe - 1)
    if hero.hurt:
        hero.hurt -= 1
    else:
        _run(hero, keys.direction)
        _jump(hero, keys.button)
    _slide(hero)
    _fall(hero)
    if hero.stands and _firm(hero):
        hero.safe_ground = hero.x, hero.y


def thrown_back(hero: Hero, push: int) -> None:
    """Hurt: thrown to the side `push` (-1, 0, 1), with no say for a moment."""
    hero.speed_x, hero.speed_y, hero.stands = push * 22, -44, False
    hero.hurt, hero.safe = level.HURT_FRAMES, level.HURT_FRAMES + level.SAFE_FRAMES


def _run(hero: Hero, direction: int) -> None:
    wanted = direction * level.SPEED
    hero.speed_x += max(-level.PUSH, min(level.PUSH, wanted - hero.speed_x))
    if direction:
        hero.faces_left = direction < 0


def _jump(hero: Hero, held: bool) -> None:
    if held and not hero.jump_held and hero.stands:
        hero.speed_y, hero.stands = -level.JUMP, False
    if not held and hero.speed_y < -level.CUT_JUMP:
        hero.speed_y = -level.CUT_JUMP  # letting go early makes a small hop
    hero.jump_held = held


def _slide(hero: Hero) -> None:
    reach = level.HERO_REACH * SUB
    target = min(max(hero.sub_x + hero.speed_x, 2 * reach), level.WORLD_WIDTH * SUB - 2 * reach)
    side = 1 if target > hero.sub_x else -1
    edge = (target + side * reach) // SUB
    if any(solid(edge, hero.y - up) for up in (1, level.HERO_TALL // 2, level.HERO_TALL)):
        hero.speed_x = 0
    else:
        hero.sub_x = target


def _fall(hero: Hero) -> None:
    hero.speed_y = min(hero.speed_y + level.GRAVITY, level.FASTEST_FALL)
    target = hero.sub_y + hero.speed_y
    floor = floor_between(hero.x, level.HERO_REACH, hero.y, target // SUB) if hero.speed_y >= 0 else None
    hero.stands = floor is not None
    if floor is not None:
        target, hero.speed_y = floor * SUB, 0
    hero.sub_y = target


def _firm(hero: Hero) -> bool:
    """Whether there is ground well to both sides, so that coming back here is safe."""
    return all(floor_between(hero.x + dx, 2, hero.y, hero.y) is not None for dx in (-14, 14))
