"""Draws Cellar: its state as a Scene."""

from collections.abc import Iterator
from functools import cache

from spritelift_envs import cellar_level as level
from spritelift_envs.cellar_rooms import ROOMS
from spritelift_envs.cellar_state import Cellar, Enemy, Hero
from spritelift_envs.cellar_terrain import COLUMNS, ROWS, WALLS, Cell, cells, foot, letter, passage_at
from spritelift_envs.gallery import Brush
from spritelift_runtime.scene import Placement, Plane, Scene

TILES, FLAT, STANDING, AIR, PUFFS, SCORE = 1, 2, 3, 4, 5, 6
"""Layers, back to front. What stands on the floor is on one of them, what is farther down the frame before the rest."""
_SCORE_PLANE = Plane(picture=0, clip=level.SCORE_LINE)
_FURNITURE = {"b": "barrel", "c": "crate", "s": "statue", "i": "pillar"}
_HEIGHTS = {"barrel": 16, "crate": 16, "statue": 24, "pillar": 24, "chest_closed": 13, "chest_open": 14, "pot": 14}
_WIDTHS = {"barrel": 14, "pot": 12, "coin_0": 10, "coin_1": 7, "coin_2": 4, "coin_3": 7, "key": 12, "heart": 9}
_ITEM_HEIGHTS = {"coin": 12, "key": 6, "heart": 9}

Named = tuple[int, Placement]
"""The row of somebody's feet, and its placement."""


def draw(game: Cellar, brush: Brush) -> Scene:
    """The scene that the game shows now."""
    planes = (_SCORE_PLANE, Plane(picture=1 + game.number, clip=level.ROOM))
    standing = sorted((*_furniture(game, brush), *_folk(game, brush)), key=lambda pair: pair[0])
    placements = (
        *_tiles(game, brush),
        *_flat(game, brush),
        *(placement for _, placement in standing),
        *_air(game, brush),
        *_score(game, brush),
    )
    return Scene(planes, placements)


@cache
def wall_name(room: int, cell: Cell) -> str:
    """The picture of a wall: its face where floor or a way out lies before it, else its top."""
    below = cell[0], cell[1] + 1
    faces = below[1] < ROWS and letter(room, below) not in WALLS
    if ROOMS[room].cold:
        return "ashlar" if faces else "slab"
    mossy = letter(room, cell) == "%"
    return ("mossy" if mossy else "brick") if faces else "block"


def _tiles(game: Cellar, brush: Brush) -> Iterator[Placement]:
    for row in range(ROWS):
        for column in range(COLUMNS):
            cell = column, row
            found, (x, y) = letter(game.number, cell), (column * level.TILE, level.TOP + row * level.TILE)
            if found in WALLS:
                yield brush.at(wall_name(game.number, cell), x, y, TILES, fixed=True)
            elif found in "DG":
                kind = "door" if found == "D" else "gate"
                state = "open" if passage_at(game.number, cell) in game.passages else "closed"
                yield brush.at(f"{kind}_{state}", x, y, TILES, fixed=True)


def _flat(game: Cellar, brush: Brush) -> Iterator[Placement]:
    for number, cell in enumerate(cells(game.number, "t")):
        x, y = foot(cell)
        yield brush.at(f"torch_{(game.clock // 7 + number) % 3}", x - 4, y - 15, FLAT, fixed=True)
    for cell in cells(game.number, "x"):
        x, y = foot(cell)
        yield brush.at("bones", x - 8, y - 14, FLAT, fixed=True)


def _furniture(game: Cellar, brush: Brush) -> Iterator[Named]:
    names = {cell: _FURNITURE[letter(game.number, cell)] for cell in cells(game.number, "bcsi")}
    names |= dict.fromkeys(sorted(game.room.pots), "pot")
    names |= {cell: _chest(game, cell) for cell in cells(game.number, "C")}
    for cell, name in names.items():
        x, y = foot(cell)
        y -= name == "pot"
        yield y, brush.at(name, x - _WIDTHS.get(name, 16) // 2, y - _HEIGHTS[name], STANDING, fixed=True)


def _chest(game: Cellar, cell: Cell) -> str:
    return "chest_open" if cell in game.room.opened else "chest_closed"


def _folk(game: Cellar, brush: Brush) -> Iterator[Named]:
    for item in game.room.items:
        yield item.y, _item(game, brush, item.kind, item.x, item.y, STANDING)
    for enemy in game.foes:
        if enemy.kind != "bat":
            yield enemy.y, _enemy(game, enemy, brush)
    hero, (width, height) = game.hero, level.HERO_SIZE
    if hero.hurt or hero.safe // 4 % 2 == 0:  # blinks while nothing hurts it
        name = _pose(hero)
        flip = hero.way == "left" and not hero.hurt
        yield hero.y, brush.at(name, hero.x - width // 2, hero.y - height, STANDING, flip_x=flip)
    dagger = game.dagger
    if dagger is not None:
        across = dagger.way in ("left", "right")
        x, y, name = (dagger.x - 5, dagger.y - 8, "right") if across else (dagger.x - 2, dagger.y - 11, "up")
        flips = {"flip_x": dagger.way == "left", "flip_y": dagger.way == "down"}
        yield dagger.y, brush.at(f"dagger_{name}", x, y, STANDING, **flips)


def _pose(hero: Hero) -> str:
    if hero.hurt:
        return "hero_hurt"
    way = "right" if hero.way == "left" else hero.way
    if hero.throwing:
        return f"hero_throw_{way}"
    return f"hero_{way}_{(0, 1, 0, 2)[-(-hero.walked // (level.STEP_PX * level.SUBPIXELS)) % 4]}"


def _enemy(game: Cellar, enemy: Enemy, brush: Brush) -> Placement:
    time = game.clock + enemy.phase
    if enemy.kind == "bat":
        frame = (0, 1, 2, 1)[time // 5 % 4]
        return brush.at(f"bat_{frame}", enemy.x - 8, enemy.y - 12 - level.BAT_LIFT, AIR)
    if enemy.kind == "slime":
        return brush.at(f"slime_{time // 10 % 3 % 2}", enemy.x - 8, enemy.y - 12, STANDING)
    frame = 1 if enemy.staggers else time // 8 % 2
    return brush.at(f"skeleton_{frame}", enemy.x - 8, enemy.y - 18, STANDING, flip_x=enemy.faces_left)


def _item(game: Cellar, brush: Brush, kind: str, x: int, y: int, layer: int) -> Placement:
    name = f"coin_{game.clock // 6 % 4}" if kind == "coin" else kind
    return brush.at(name, x - _WIDTHS[name] // 2, y - _ITEM_HEIGHTS[kind], layer)


def _air(game: Cellar, brush: Brush) -> Iterator[Placement]:
    for enemy in game.foes:
        if enemy.kind == "bat":
            yield _enemy(game, enemy, brush)
    for puff in game.puffs:
        if puff.name == "poof":
            yield brush.at(f"poof_{puff.age * 3 // level.POOF_FRAMES}", puff.x - 8, puff.y - 16, PUFFS)
        elif puff.name == "shards":
            yield brush.at(f"shards_{puff.age * 2 // level.POOF_FRAMES}", puff.x - 8, puff.y - 13, PUFFS)
        else:
            yield _item(game, brush, puff.name, puff.x, puff.y - min(puff.age // 2, 8), PUFFS)


def _score(game: Cellar, brush: Brush) -> Iterator[Placement]:
    for i in range(level.HEARTS):
        yield brush.at("heart" if i < game.hearts else "heart_lost", 5 + 11 * i, 4, SCORE)
    for i in range(game.keys):
        yield brush.at("key", 80 + 15 * i, 5, SCORE)
    yield from brush.number(game.shown_score % 100_000, level.WIDTH - 36, 5, SCORE)
