"""Draws Meadow: its state as a Scene."""

from collections.abc import Iterator

from spritelift_envs import meadow_level as level
from spritelift_envs.gallery import Brush
from spritelift_envs.meadow_state import Coin, Enemy, Hero, Meadow
from spritelift_runtime.scene import Placement, Plane, Scene

BEES, HERO, NEAR, SPARKS, FRONT, SCORE = 1, 2, 3, 4, 5, 6
"""Layers, back to front: bees pass behind the hero; mushrooms and coins before it; bushes before all of them."""
_SCORE_PLANE = Plane(picture=0, clip=level.SCORE_LINE)


def draw(game: Meadow, brush: Brush) -> Scene:
    """The scene that the game shows now."""
    camera = (game.camera, 0)
    planes = (
        _SCORE_PLANE,
        Plane(picture=1, clip=level.SKY, camera=(game.camera // 2, 0)),
        Plane(picture=2, clip=level.GROUND, camera=camera),
        Plane(picture=3, clip=level.GROUND, camera=camera, layer=FRONT),
    )
    return Scene(planes, (*_things(game, brush), *_score(game, brush)))


def _things(game: Meadow, brush: Brush) -> Iterator[Placement]:
    for enemy in game.enemies:
        if game.sees(enemy.x):
            yield from _enemy(game, enemy, brush)
    yield from _hero(game, brush)
    for coin in game.coins:
        if not coin.taken and game.sees(coin.x):
            yield _coin(game, coin, brush)
    for spark in game.sparks:
        name = f"spark_{spark.age * 3 // level.SPARK_FRAMES}"
        yield brush.at(name, spark.x - 6 - game.camera, spark.y - 6, SPARKS)


def _hero(game: Meadow, brush: Brush) -> Iterator[Placement]:
    hero = game.hero
    if hero.hurt or hero.safe // 4 % 2 == 0:  # blinks while nothing hurts it
        width, height = level.HERO_SIZE
        x, y = hero.x - width // 2 - game.camera, hero.y - height
        yield brush.at(_pose(hero), x, y, HERO, flip_x=hero.faces_left)


def _pose(hero: Hero) -> str:
    if hero.hurt:
        return "hero_hurt"
    if not hero.stands:
        return "hero_jump" if hero.speed_y < 0 else "hero_fall"
    return f"hero_walk_{hero.x // 7 % 4}" if hero.speed_x else "hero_stand"


def _enemy(game: Meadow, enemy: Enemy, brush: Brush) -> Iterator[Placement]:
    x, flip = enemy.x - 8 - game.camera, enemy.heading < 0
    if enemy.kind == "bee" and not enemy.beaten:
        yield brush.at(f"bee_{(game.clock + enemy.phase) // 4 % 2}", x, enemy.y - 14, BEES, flip_x=flip)
    elif enemy.kind == "shroom" and not enemy.beaten:
        yield brush.at(f"shroom_{(game.clock + enemy.phase) // 11 % 2}", x, enemy.y - 14, NEAR, flip_x=flip)
    elif enemy.kind == "shroom" and enemy.beaten <= level.FLAT_FRAMES:
        yield brush.at("shroom_flat", x, enemy.y - 7, NEAR, flip_x=flip)


def _coin(game: Meadow, coin: Coin, brush: Brush) -> Placement:
    frame = game.clock // 6 % 4
    width, height = level.COIN_WIDTHS[frame], level.COIN_SIZE[1]
    return brush.at(f"coin_{frame}", coin.x - width // 2 - game.camera, coin.y - height // 2, NEAR)


def _score(game: Meadow, brush: Brush) -> Iterator[Placement]:
    yield from brush.number(game.shown_score % 100_000, 6, 4, SCORE)
    for i in range(game.hearts):
        yield brush.at("heart", level.WIDTH - 33 + 10 * i, 4, SCORE)
