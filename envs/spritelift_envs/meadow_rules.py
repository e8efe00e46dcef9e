"""Meadow's rules: one frame of the game, phase by phase."""

from math import pi, sin

from spritelift_envs import meadow_level as level
from spritelift_envs.controls import Keys
from spritelift_envs.meadow_hero import move_hero, thrown_back
from spritelift_envs.meadow_state import SUB, Coin, Enemy, Meadow, Spark
from spritelift_envs.meadow_terrain import solid


def advance(game: Meadow, keys: Keys) -> None:
    """Play one frame."""
    game.clock += 1
    height = game.hero.sub_y
    move_hero(game.hero, keys)
    for enemy in game.enemies:
        _walk(game, enemy) if enemy.kind == "shroom" else _buzz(game, enemy)
    _meet_enemies(game, falling=game.hero.sub_y > height)
    _take_coins(game)
    _fall_into_pits(game)
    _age(game)
    _follow(game)


def _walk(game: Meadow, enemy: Enemy) -> None:
    """Mushrooms turn round at walls and where the ground ends."""
    if enemy.beaten:
        return
    ahead = enemy.x + 8 * enemy.heading
    blocked = solid(ahead, enemy.y - 4) or not solid(ahead, enemy.y + 4)
    if blocked or not 8 < ahead < level.WORLD_WIDTH - 8:
        enemy.heading = -enemy.heading
    else:
        enemy.sub_x += enemy.heading * level.SHROOM_SPEED


def _buzz(game: Meadow, enemy: Enemy) -> None:
    """Bees fly to and fro about their home and sway up and down."""
    if enemy.beaten:
        return
    if (enemy.x - enemy.home[0]) * enemy.heading > level.BEE_RANGE:
        enemy.heading = -enemy.heading
    enemy.sub_x += enemy.heading * level.BEE_SPEED
    sway = sin((game.clock + enemy.phase) * 2 * pi / level.BEE_PERIOD) * level.BEE_SWAY
    enemy.sub_y = enemy.home[1] * SUB + round(sway * SUB)


def _meet_enemies(game: Meadow, falling: bool) -> None:
    """Who falls onto an enemy beats it and bounces; who runs into one is hurt."""
    hero = game.hero
    for enemy in game.enemies:
        near = abs(enemy.x - hero.x) < 5 + level.HERO_REACH and enemy.y - 11 < hero.y and hero.y - 13 < enemy.y
        if enemy.beaten or not near or hero.hurt:
            continue
        if falling and hero.y < enemy.y - 2:
            hero.speed_y, hero.stands = -level.BOUNCE, False
            _beat(game, enemy)
        elif not hero.safe:
            _hurt(game, -1 if enemy.x > hero.x else 1)


def _beat(game: Meadow, enemy: Enemy) -> None:
    enemy.beaten = 1
    _score(game, level.POINTS[enemy.kind])
    if enemy.kind == "bee":
        game.sparks.append(Spark(enemy.x, enemy.y - 7))


def _score(game: Meadow, points: int) -> None:
    """Count points, and give a heart back for every so many."""
    before, game.score = game.score, game.score + points
    if game.score // level.HEART_POINTS > before // level.HEART_POINTS:
        game.hearts = min(game.hearts + 1, level.HEARTS)


def _hurt(game: Meadow, push: int) -> None:
    game.hearts -= 1
    thrown_back(game.hero, push)


def _take_coins(game: Meadow) -> None:
    for coin in game.coins:
        near = abs(coin.x - game.hero.x) < 10 and -7 < game.hero.y - coin.y < level.HERO_TALL + 6
        if near and not coin.taken and not game.hero.hurt:
            coin.taken = 1
            _score(game, level.POINTS["coin"])
            game.sparks.append(Spark(coin.x, coin.y))


def _fall_into_pits(game: Meadow) -> None:
    hero = game.hero
    if hero.y > level.PIT:
        x, y = hero.safe_ground
        hero.sub_x, hero.sub_y, hero.speed_x = x * SUB, (y - 1) * SUB, 0
        _hurt(game, 0)


def _age(game: Meadow) -> None:
    for spark in game.sparks:
        spark.age += 1
    game.sparks = [spark for spark in game.sparks if spark.age < level.SPARK_FRAMES]
    for enemy in game.enemies:
        enemy.beaten += enemy.beaten > 0
        if enemy.beaten > level.REGROW_FRAMES and not game.sees(enemy.home[0]):
            enemy.beaten, enemy.sub_x, enemy.sub_y = 0, enemy.home[0] * SUB, enemy.home[1] * SUB
    if game.shown_score < game.score and game.clock % level.COUNT_EVERY == 0:
        game.shown_score += 1
    for coin in game.coins:
        _regrow(game, coin)
    game.over = game.hearts <= 0 and game.hero.hurt == 0


def _regrow(game: Meadow, coin: Coin) -> None:
    coin.taken += coin.taken > 0
    if coin.taken > level.REGROW_FRAMES and not game.sees(coin.x):
        coin.taken = 0


def _follow(game: Meadow) -> None:
    """Move the camera so that the hero stays between the dead zone's columns, within the world."""
    low, high = level.DEAD_ZONE
    game.camera = min(max(game.camera, game.hero.x - high), game.hero.x - low)
    game.camera = min(max(game.camera, 0), level.WORLD_WIDTH - level.WIDTH)
