"""Cellar: its rooms fit together and remember what happened in them; doors want keys, and who is behind is hidden."""

from random import Random

import gymnasium
import jaxtyping
import pytest

import spritelift_envs  # noqa: F401 (registers the games)
from spritelift_envs import cellar_level as level
from spritelift_envs.cellar import CellarWorld
from spritelift_envs.cellar_rooms import CRYPT, ENTRANCE, GUARDS, HALL, PANTRY, ROOMS, VAULT
from spritelift_envs.cellar_rules import advance
from spritelift_envs.cellar_scene import SCORE, draw
from spritelift_envs.cellar_state import SUB, Enemy, Item, new_game
from spritelift_envs.cellar_terrain import COLUMNS, ROWS, cells, foot, letter, mouths
from spritelift_envs.controls import Keys
from spritelift_envs.gallery import Brush

STAY, UP, RIGHT, LEFT, DOWN = Keys(0, False), Keys(0, False, -1), Keys(1, False), Keys(-1, False), Keys(0, False, 1)
FIRE = Keys(0, True)


@pytest.fixture(autouse=True)
def _compose_at_full_speed():
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)


def game_in(room, cell, *, peaceful=True):
    """A game whose hero stands in the middle of a cell; without enemies where it is peaceful."""
    game = new_game(Random(0))
    game.number = room
    x, y = foot(cell)
    game.hero.sub_x, game.hero.sub_y = x * SUB, (y - 3) * SUB
    if peaceful:
        for state in game.rooms:
            state.enemies.clear()
    return game


def play(game, keys, frames):
    for _ in range(frames):
        advance(game, keys)


def shown(game):
    """Names of what a scene shows, in paint order."""
    world = CellarWorld()
    placements = sorted(draw(game, Brush(world.art)).placements, key=lambda placement: placement.layer)
    return [world.art.sprites[placement.sprite].name for placement in placements]


@pytest.mark.parametrize("room", range(len(ROOMS)))
def test_every_way_out_leads_to_a_room_with_the_same_way_back(room):
    assert {len(line) for line in ROOMS[room].map} == {COLUMNS}
    assert len(ROOMS[room].map) == ROWS
    for (column, row), other in mouths(room):
        opposite = (COLUMNS - 1 - column, row) if column in (0, COLUMNS - 1) else (column, ROWS - 1 - row)
        assert (opposite, room) in list(mouths(other))
        assert letter(room, (column, row)) == letter(other, opposite)


def test_whoever_walks_out_comes_in_at_the_opposite_side_of_the_next_room():
    game = game_in(ENTRANCE, (1, 5))
    play(game, LEFT, 16)
    assert game.number == PANTRY
    assert game.hero.cell == (COLUMNS - 1, 5)
    play(game, RIGHT, 10)
    assert game.number == ENTRANCE
    assert game.hero.cell == (0, 5)


def test_a_door_stays_shut_without_a_key_and_opens_in_both_rooms_with_one():
    game = game_in(PANTRY, (6, 1))
    play(game, UP, 60)
    assert game.number == PANTRY
    assert "door_closed" in shown(game)
    game.keys = 1
    play(game, UP, 20)
    assert game.keys == 0
    assert game.number == CRYPT
    assert "door_open" in shown(game)
    assert "door_closed" not in shown(game)


def test_a_gate_opens_only_when_nobody_is_left_to_fight():
    game = game_in(HALL, (1, 5), peaceful=False)
    play(game, STAY, 3)
    assert "gate_closed" in shown(game)
    game.room.enemies.clear()
    play(game, STAY, 1)
    assert "gate_open" in shown(game)
    game.number = VAULT
    assert "gate_open" in shown(game)


def test_a_chest_opens_once_at_a_touch_and_gives_its_key():
    game = game_in(PANTRY, (9, 6))
    play(game, UP, 30)
    assert game.keys == 1
    assert game.score == level.POINTS["chest"]
    assert "chest_open" in shown(game)


def test_what_was_taken_and_broken_stays_so_when_the_hero_comes_back():
    game = game_in(ENTRANCE, (4, 4))
    play(game, RIGHT, 8)
    left = [item.x for item in game.room.items]
    assert len(left) == 3
    game.hero.sub_x, game.hero.sub_y = foot((1, 5))[0] * SUB, (foot((1, 5))[1] - 3) * SUB
    play(game, LEFT, 20)
    play(game, RIGHT, 20)
    assert game.number == ENTRANCE
    assert [item.x for item in game.room.items] == left


def test_a_dagger_breaks_a_pot_and_is_stopped_by_a_wall():
    game = game_in(ENTRANCE, (4, 8))
    play(game, LEFT, 1)
    play(game, FIRE, 1)
    assert "dagger_right" in shown(game)
    play(game, STAY, 12)
    assert (2, 8) not in game.room.pots
    assert (1, 8) in game.room.pots
    assert game.dagger is None


def test_a_skeleton_comes_after_the_hero_and_hurts_it():
    game = game_in(GUARDS, (6, 3), peaceful=False)
    hearts = game.hearts
    play(game, STAY, 60)
    assert game.hearts == hearts - 1


def test_a_skeleton_wants_two_daggers_and_a_slime_one():
    for kind, daggers in (("skeleton", 2), ("slime", 1)):
        game = game_in(HALL, (2, 5))
        x, y = foot((5, 5))
        game.room.enemies.append(Enemy(x * SUB, (y - 3) * SUB, kind, (x, y), (0, 0), 0))
        game.hero.way = "right"
        while game.foes:
            play(game, FIRE, 1)
        assert game.room.enemies[-1].hits == daggers


def test_bats_fly_over_furniture_and_walls_stop_everybody_else():
    game = new_game(Random(1))
    over = set()
    for game.number in (CRYPT, HALL):
        for _ in range(900):
            advance(game, STAY)
            game.hearts = level.HEARTS
            over |= {(foe.kind, game.solid(foe.x, foe.y - 4)) for foe in game.foes}
    assert over == {("bat", True), ("bat", False), ("skeleton", False)}


def test_who_stands_farther_down_hides_who_stands_behind():
    behind, before = game_in(ENTRANCE, (4, 1)), game_in(ENTRANCE, (4, 3))
    hidden, seen = shown(behind), shown(before)
    assert hidden.index("hero_down_0") < hidden.index("pillar")
    assert seen.index("hero_down_0") > seen.index("pillar")


def test_the_last_heart_lost_ends_the_game():
    game = game_in(GUARDS, (6, 3), peaceful=False)
    game.hearts = 1
    play(game, STAY, 90)
    assert game.over
    assert "heart" not in shown(game)[-level.HEARTS :]


def test_a_heart_found_makes_good_for_one_lost_but_never_for_more():
    game = game_in(ENTRANCE, (6, 5))
    game.hearts = level.HEARTS - 1
    for _ in range(2):
        game.room.items.append(Item("heart", game.hero.x, game.hero.y))
        play(game, STAY, 1)
    assert game.hearts == level.HEARTS


def test_the_scripted_player_sees_every_room_within_1200_frames_and_uses_two_keys():
    env = gymnasium.make("spritelift/Cellar-v0").unwrapped
    _, info = env.reset(seed=0)
    player, visits, door = env.scripted(), [], env.world.art.index("door_open")
    for _ in range(1500):
        scene = info["scene"]
        visits.append((scene.planes[1].picture, any(p.sprite == door for p in scene.placements)))
        *_, info = env.step(player(scene))
    assert len({room for room, _ in visits[:1200]}) == len(ROOMS)
    assert {1 + PANTRY, 1 + CRYPT, 1 + ENTRANCE, 1 + HALL} == {room for room, opened in visits if opened}


def test_nothing_but_the_score_is_drawn_on_the_score_line():
    env = gymnasium.make("spritelift/Cellar-v0").unwrapped
    _, info = env.reset(seed=0)
    player = env.scripted()
    for _ in range(900):
        scene = info["scene"]
        assert min(p.y for p in scene.placements if p.layer < SCORE) >= level.TOP
        *_, info = env.step(player(scene))


def test_tiles_are_fixed_and_stand_still_while_the_hero_is_in_their_room():
    env = gymnasium.make("spritelift/Cellar-v0").unwrapped
    _, info = env.reset(seed=0)
    walls = {env.world.art.index(name) for name in ("block", "brick", "mossy", "slab", "ashlar")}
    stood = {}
    for _ in range(300):
        scene = info["scene"]
        now = [p for p in scene.placements if p.sprite in walls]
        assert all(p.fixed for p in now)
        assert stood.setdefault(scene.planes[1].picture, now) == now
        *_, info = env.step(env.action_space.sample())


def test_no_picture_is_another_ones_copy_or_mirror_image():
    seen = set()
    for sprite in CellarWorld().art.sprites:
        turned = [sprite.rgba[::dy, ::dx] for dy in (1, -1) for dx in (1, -1)]
        looks = {(rgba.shape, rgba.tobytes()) for rgba in turned}
        assert not looks & seen, sprite.name
        seen |= looks


def test_every_room_is_drawn_with_its_picture_below_the_score_line():
    env = gymnasium.make("spritelift/Cellar-v0").unwrapped
    _, info = env.reset(seed=0)
    assert env.world.art.size == (208, 176)
    assert len(env.world.art.backgrounds) == 1 + len(ROOMS)
    assert [plane.clip for plane in info["scene"].planes] == [(0, 0, 208, 16), (0, 16, 208, 160)]
    assert len(cells(ENTRANCE, "@")) == 1
