"""Animations and the way sprites look, from tracked scenes."""

from dataclasses import replace

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_trainer.mining.naming import is_recoloured, named

SIZE = (160, 60)


def speckled(seed):
    """An opaque sprite of 8x8 px, unlike its mirror image."""
    rgba = np.random.default_rng(seed).integers(0, 255, (8, 8, 4), dtype=np.uint8)
    rgba[..., 3] = 255
    return Sprite(name="", rgba=rgba)


def animations(scenes, count):
    sprites, _ = named([speckled(n) for n in range(count)], Scenes.of(scenes), SIZE, 60)
    return [sprite.animation for sprite in sprites]


def test_what_turns_into_each_other_on_one_spot_again_and_again_is_an_animation():
    walk = [Scene((), (Placement(t // 4 % 2, 3 * t, 20),)) for t in range(48)]
    assert animations(walk, 2) == ["animation_00"] * 2


def test_sprites_that_jump_about_are_no_animation():
    rng = np.random.default_rng(0)
    places = rng.integers(0, (150, 52), (600, 12, 2)).tolist()
    jumps = [Scene((), tuple(Placement(n, x, y) for n, (x, y) in enumerate(all_of_them))) for all_of_them in places]
    assert animations(jumps, 12) == [None] * 12


def test_what_another_room_has_in_the_same_place_is_no_animation():
    rooms = [Plane(picture=n, clip=(0, 0, *SIZE)) for n in (0, 1)]
    there = [Scene((rooms[t // 20 % 2],), (Placement(t // 20 % 2, 40, 20),)) for t in range(240)]
    assert animations(there, 2) == [None] * 2


def test_a_digit_is_stored_as_it_is_seen_though_another_is_seen_both_ways():
    six = speckled(0).rgba
    nine = {"flip_x": True, "flip_y": True}
    digits = [Placement(0, 9, 9), Placement(1, 9, 9), Placement(2, 9, 9), Placement(0, 9, 9, **nine)]
    scenes = Scenes.of(Scene((), (digits[t // 3 % 4],)) for t in range(120))
    sprites, found = named([speckled(n) for n in range(3)], scenes, SIZE, 60)
    assert sprites[0].animation == sprites[1].animation == sprites[2].animation == "animation_00"
    assert all(0 in sprite.flips for sprite in sprites)
    assert any(np.array_equal(sprite.rgba, six) for sprite in sprites)
    assert sum(placement.flip_x for scene in found for placement in scene.placements) == 30


def test_all_poses_of_a_walk_both_ways_look_the_same_way():
    # Pose 1 was found on the way back, so that it is stored looking left.
    there = [(t // 4 % 2, 2 * t, False) for t in range(48)]
    back = [(t // 4 % 2, 96 - 2 * t, True) for t in range(32)]
    scenes = Scenes.of(
        Scene((), (Placement(pose, x, 20, flip_x=left != bool(pose)),)) for pose, x, left in there + back
    )
    sprites, found = named([speckled(n) for n in range(2)], scenes, SIZE, 60)
    assert {sprite.animation for sprite in sprites} == {"animation_00"}
    assert [scene.placements[0].flip_x for scene in found] == [False] * 48 + [True] * 32


def drawn(seed):
    """An opaque sprite of 8x8 px in three reds."""
    rgba = np.full((8, 8, 4), 255, np.uint8)
    rgba[..., :3] = np.random.default_rng(seed).choice([60, 120, 180], (8, 8))[..., None] * [1, 0, 0]
    return Sprite(name="", rgba=rgba)


def in_blue(sprite):
    return Sprite(name="", rgba=sprite.rgba[..., [2, 1, 0, 3]])


def test_a_twin_in_other_colours_is_a_variant_and_another_shape_is_none():
    red, other = drawn(0), drawn(1)
    one_colour = Sprite(name="", rgba=np.where(red.rgba == 255, 255, 80).astype(np.uint8))
    assert is_recoloured(in_blue(red), red)
    assert not is_recoloured(other, red)
    assert not is_recoloured(one_colour, red)
    assert not is_recoloured(speckled(0), speckled(1))


def test_recoloured_twins_name_the_one_they_are_variants_of():
    scenes = [Scene((), (Placement(0, 3 * t % 90, 5), Placement(1, 5, t % 40))) for t in range(60)]
    named_sprites, _ = named([drawn(0), in_blue(drawn(0))], Scenes.of(scenes), SIZE, 60)
    assert [sprite.variant_of for sprite in named_sprites] == [None, "sprite_00"]


def test_a_new_pose_joins_a_known_animation_and_faces_as_it_does():
    # The known pose is seen flipped throughout, the new one as it is: they turn into each other mirrored.
    known = replace(speckled(0), name="hero", animation="walk", duration_ms=90)
    scenes = Scenes.of(Scene((), (Placement(t // 4 % 2, 2 * t, 20, flip_x=t // 4 % 2 == 0),)) for t in range(48))
    sprites, found = named([known, speckled(1)], scenes, SIZE, 60, known=1)
    assert [(sprite.name, sprite.animation) for sprite in sprites] == [("hero", "walk"), ("sprite_01", "walk")]
    assert np.array_equal(sprites[0].rgba, known.rgba)
    assert np.array_equal(sprites[1].rgba, speckled(1).rgba[:, ::-1])
    assert sprites[0].duration_ms == 90
    assert all(scene.placements[0].flip_x for scene in found)


def test_known_sprites_stay_in_their_places_used_or_not():
    known = [replace(speckled(n), name=f"k{n}") for n in range(3)]
    scenes = [Scene((), (Placement(3, 3 * t % 90, 5), Placement(1, 5, t % 40))) for t in range(60)]
    sprites, found = named([*known, speckled(3), speckled(4)], Scenes.of(scenes), SIZE, 60, known=3)
    assert [sprite.name for sprite in sprites] == ["k0", "k1", "k2", "sprite_03"]
    assert [sprite.uses for sprite in sprites] == [0, 60, 0, 60]
    assert {placement.sprite for scene in found for placement in scene.placements} == {1, 3}
