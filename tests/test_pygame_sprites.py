import subprocess
import sys
from pathlib import Path

import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from window_games import SIZE, Lifted, tiny_art

from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.errors import MissingError
from spritelift_runtime.pygame_sprites import AnimatedSprite, ScrollingBackground, sprite_surfaces

EXAMPLE = Path(__file__).parent.parent / "examples" / "lifted_hero.py"


def colours(surface):
    """RGBA, row by row."""
    rgb = pygame.surfarray.array3d(surface).swapaxes(0, 1)
    return np.dstack([rgb, pygame.surfarray.array_alpha(surface).swapaxes(0, 1)])


def test_surfaces_are_the_sprites_pixel_for_pixel_with_their_alpha():
    surfaces = sprite_surfaces(Lifted())
    assert list(surfaces) == ["hero", "hero_b", "tile"]
    for sprite in tiny_art().sprites:
        assert np.array_equal(colours(surfaces[sprite.name]), sprite.rgba)


def test_an_animation_shows_each_pose_for_its_own_time_and_starts_over():
    hero = AnimatedSprite(Lifted(), "walk")
    seen = []
    for _ in range(8):
        seen.append(hero.pose)
        hero.update(25)
    assert seen == ["hero"] * 4 + ["hero_b"] * 2 + ["hero"] * 2


@given(parts=st.lists(st.integers(0, 400), max_size=12))
def test_many_short_updates_end_where_one_long_one_does(parts):
    short, long = AnimatedSprite(Lifted(), "walk"), AnimatedSprite(Lifted(), "walk")
    for part in parts:
        short.update(part)
    long.update(sum(parts))
    assert short.pose == long.pose


def test_feet_stay_where_they_are_when_poses_differ_in_height():
    hero = AnimatedSprite(Lifted(), "walk")
    hero.rect.midbottom = 50, 40
    hero.update(100)
    assert hero.rect.size == (4, 6)
    assert hero.rect.midbottom == (50, 40)


def test_flip_x_mirrors_the_picture():
    hero = AnimatedSprite(Lifted(), "hero")
    hero.flip_x = True
    hero.update(0)
    assert np.array_equal(colours(hero.image), tiny_art().sprites[0].rgba[:, ::-1])


def test_sprites_play_by_their_names_where_there_is_no_animation():
    assert AnimatedSprite(Lifted(), "tile").pose == "tile"
    pair = AnimatedSprite(Lifted(), ["tile", "hero"])
    pair.update(100)
    assert pair.pose == "hero"


def test_playing_what_already_plays_does_not_start_it_over():
    hero = AnimatedSprite(Lifted(), "walk")
    hero.update(100)
    hero.play("walk")
    assert hero.pose == "hero_b"
    hero.play("tile")
    assert hero.pose == "tile"


def test_a_name_that_is_not_there_lists_those_that_are():
    with pytest.raises(MissingError, match="walk, hero, hero_b, tile"):
        AnimatedSprite(Lifted(), "run")


def test_sprites_join_groups_and_a_group_draws_them():
    group = pygame.sprite.Group()
    AnimatedSprite(Lifted(), "tile", group).rect.topleft = (2, 3)
    target = pygame.Surface((20, 20))
    group.draw(target)
    group.update(16)
    assert tuple(target.get_at((5, 5)))[:3] == (30, 180, 40)


def test_the_camera_looks_at_a_point_and_stops_at_the_edges():
    world = ScrollingBackground(Lifted())
    world.look_at((12, 8), (10, 6))
    assert world.camera == (7, 5)
    world.look_at((0, 100), (10, 6))
    assert world.camera == (0, 10)
    assert world.on_screen(pygame.Rect(3, 12, 1, 1)).topleft == (3, 2)


@given(camera=st.tuples(st.integers(-60, 60), st.integers(-60, 60)))
def test_a_wrapping_background_shows_its_picture_over_and_over(camera):
    world = ScrollingBackground(Lifted(), wrap=True)
    world.camera = camera
    target = pygame.Surface((40, 30))
    world.draw(target)
    rows, columns = (np.arange(30) + camera[1]) % SIZE[1], (np.arange(40) + camera[0]) % SIZE[0]
    wanted = tiny_art().backgrounds[0][rows[:, None], columns][..., :3]
    assert np.array_equal(pygame.surfarray.array3d(target).swapaxes(0, 1), wanted)


def test_a_far_strip_moves_slower():
    far = ScrollingBackground(Lifted(), depth=0.5)
    far.camera = (0, 5)
    target = pygame.Surface((4, 4))
    far.draw(target)
    assert tuple(target.get_at((0, 1)))[:3] == (60, 70, 80)  # the picture's row 3, behind a camera at row 2


def test_a_background_that_is_not_there_says_how_many_are():
    with pytest.raises(MissingError, match=r"has 1 background\(s\)"):
        ScrollingBackground(Lifted(), 1)


def test_the_example_game_runs_and_is_short(tmp_path):
    plane = PlaneSpec(clip=(0, 0, *SIZE), layer=0, wrap=False, pictures=(0,))
    write_bundle(tmp_path / "bundle", tiny_art(), (plane,))
    command = [sys.executable, str(EXAMPLE), str(tmp_path / "bundle"), "--frames", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(EXAMPLE.read_text().splitlines()) < 60
