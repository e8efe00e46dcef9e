"""Cellar's rules: one frame of the game, phase by phase."""

from spritelift_envs import cellar_level as level
from spritelift_envs.cellar_enemies import move_enemies
from spritelift_envs.cellar_rooms import ROOMS
from spritelift_envs.cellar_state import SUB, Cellar, Dagger, Enemy, Item, Mover, Puff
from spritelift_envs.cellar_terrain import WAYS, Cell, Step, beside, cell_at, cells, foot, letter, passage_at
from spritelift_envs.cellar_walking import walk
from spritelift_envs.controls import Keys


def advance(game: Cellar, keys: Keys) -> None:
    """Play one frame."""
    game.clock += 1
    _move_hero(game, keys)
    move_enemies(game)
    _fly_dagger(game)
    _meet_enemies(game)
    _take_items(game)
    _open_gates(game)
    _change_room(game)
    _age(game)


def _move_hero(game: Cellar, keys: Keys) -> None:
    hero = game.hero
    hero.safe, hero.throwing = max(0, hero.safe - 1), max(0, hero.throwing - 1)
    if hero.hurt:
        hero.hurt -= 1
        walk(game, hero, hero.push, level.PUSH_SPEED)
        return
    if keys.button and not hero.throwing and game.dagger is None:
        hero.throwing, hero.walked = level.THROW_FRAMES, 0
        game.dagger = Dagger(hero.sub_x, hero.sub_y, hero.way)
    if hero.throwing:
        return
    step: Step = (keys.direction, 0 if keys.direction else keys.down)
    if step == (0, 0):
        hero.walked = 0
        return
    hero.way = next(way for way, taken in WAYS.items() if taken == step)
    hero.walked += level.HERO_SPEED
    blocked = walk(game, hero, step, level.HERO_SPEED)
    if blocked is not None:
        _bump(game, blocked)


def _bump(game: Cellar, cell: Cell) -> None:
    """Walking against a chest opens it, against a door, too, for who has a key."""
    found = letter(game.number, cell)
    if found == "C" and cell not in game.room.opened:
        game.room.opened.add(cell)
        game.score += level.POINTS["chest"]
        treasure, (x, y) = ROOMS[game.number].treasure, foot(cell)
        game.puffs.append(Puff(treasure, x, y - 12))
        _gain(game, treasure)
    elif found == "D" and game.shut(cell) and game.keys:
        game.keys -= 1
        _unlock(game, cell)


def _unlock(game: Cellar, cell: Cell) -> None:
    passage = passage_at(game.number, cell)
    if passage is not None:
        game.passages.add(passage)


def _gain(game: Cellar, kind: str) -> None:
    if kind == "key":
        game.keys += 1
    elif kind == "heart":
        game.hearts = min(game.hearts + 1, level.HEARTS)
    else:
        game.score += level.POINTS[kind]


def _fly_dagger(game: Cellar) -> None:
    dagger = game.dagger
    if dagger is None:
        return
    across, down = WAYS[dagger.way]
    dagger.sub_x, dagger.sub_y = dagger.sub_x + across * level.DAGGER_SPEED, dagger.sub_y + down * level.DAGGER_SPEED
    tip = dagger.x + 4 * across, dagger.y - level.BODY_TALL // 2 + 4 * down
    hit = next((enemy for enemy in game.foes if dagger.near(enemy, 10, 11)), None)
    outside = not (0 < tip[0] < level.WIDTH and level.TOP + 4 < tip[1] < level.HEIGHT)
    if hit is not None or outside or game.solid(*tip):
        game.dagger = None
    if hit is not None:
        _strike(game, hit, (across, down))
    elif cell_at(*tip) in game.room.pots:
        _break_pot(game, cell_at(*tip))


def _strike(game: Cellar, enemy: Enemy, push: Step) -> None:
    enemy.hits += 1
    if enemy.kind == "skeleton" and enemy.hits < level.SKELETON_HITS:
        enemy.staggers, enemy.heading = level.STAGGER_FRAMES, push
        return
    enemy.beaten = game.clock
    game.score += level.POINTS[enemy.kind]
    game.puffs.append(Puff("poof", enemy.x, enemy.y))
    if enemy.kind != "bat":  # what it left would lie on furniture
        _drop(game, enemy.x, enemy.y)


def _break_pot(game: Cellar, cell: Cell) -> None:
    game.room.pots.remove(cell)
    game.score += level.POINTS["pot"]
    x, y = foot(cell)
    game.puffs.append(Puff("shards", x, y - 1))
    _drop(game, x, y - 2)


def _drop(game: Cellar, x: int, y: int) -> None:
    kind = game.rng.choice(level.DROPS)
    if kind:
        game.room.items.append(Item(kind, x, y))


def _meet_enemies(game: Cellar) -> None:
    hero = game.hero
    if hero.hurt or hero.safe:
        return
    enemy = next((enemy for enemy in game.foes if hero.near(enemy, *level.TOUCH)), None)
    if enemy is not None:
        game.hearts -= 1
        hero.hurt, hero.safe, hero.walked = level.HURT_FRAMES, level.HURT_FRAMES + level.SAFE_FRAMES, 0
        hero.push = _away(hero, enemy)


def _away(hero: Mover, enemy: Mover) -> Step:
    across, down = hero.x - enemy.x, hero.y - enemy.y
    if abs(across) > abs(down):
        return (1 if across > 0 else -1), 0
    return 0, (1 if down > 0 else -1)


def _take_items(game: Cellar) -> None:
    for item in list(game.room.items):
        if abs(item.x - game.hero.x) < level.REACH and abs(item.y - game.hero.y) < level.REACH:
            game.room.items.remove(item)
            _gain(game, item.kind)


def _open_gates(game: Cellar) -> None:
    if not game.foes:
        for cell in cells(game.number, "G"):
            _unlock(game, cell)


def _change_room(game: Cellar) -> None:
    """Who walks off one side of the frame comes in on the other side of the next room."""
    hero, (left, right, top, bottom) = game.hero, level.LEAVING
    step = (hero.x >= right) - (hero.x < left), (hero.y >= bottom) - (hero.y < top)
    other = beside(game.number, step) if step != (0, 0) else None
    if other is None:
        return
    hero.sub_x -= step[0] * (right - left - 2) * SUB
    hero.sub_y -= step[1] * (bottom - top - 2) * SUB
    game.number, game.dagger, game.puffs = other, None, []
    for enemy in game.room.enemies:
        if enemy.beaten and game.clock - enemy.beaten > level.REGROW_FRAMES:
            enemy.beaten, enemy.hits = 0, 0
            enemy.sub_x, enemy.sub_y = enemy.home[0] * SUB, enemy.home[1] * SUB


def _age(game: Cellar) -> None:
    for puff in game.puffs:
        puff.age += 1
    lasts = {"poof": level.POOF_FRAMES, "shards": level.POOF_FRAMES}
    game.puffs = [puff for puff in game.puffs if puff.age < lasts.get(puff.name, level.SHOWN_FRAMES)]
    if game.shown_score < game.score and game.clock % level.COUNT_EVERY == 0:
        game.shown_score += 1
    game.over = game.hearts <= 0 and game.hero.hurt == 0
