"""The description length: what it charges, and the decisions that follow it."""

import numpy as np

from spritelift_runtime.art import Sprite
from spritelift_runtime.cost import CUT_BITS, CUT_TURN_BITS, PLACEMENT_BITS, cut_bits, cut_turns, picture_bits
from spritelift_runtime.explain import Explanation
from spritelift_runtime.scene import Placement
from spritelift_trainer.mining.clip import Clip, read_clip
from spritelift_trainer.mining.description import change_bits
from spritelift_trainer.mining.holes import holes_among
from spritelift_trainer.mining.planes import Backdrop, still
from spritelift_trainer.mining.refitting import refitted
from spritelift_trainer.mining.tallies import count_colours
from spritelift_trainer.mining.unpaid import is_part, without_unpaid
from spritelift_trainer.mining.usage import Usage

NOTHING_LEFT = np.zeros((48, 64), bool)


def square(seed: int, side: int = 10) -> Sprite:
    rgba = np.full((side, side, 4), 255, np.uint8)
    rgba[..., :3] = np.random.default_rng(seed).choice([60, 120, 180, 240], (side, side, 1))
    return Sprite(name=f"s{seed}", rgba=rgba)


def told(*placements: Placement) -> Explanation:
    return Explanation(placements, NOTHING_LEFT)


def shown(places: list[tuple[int, int]], sprite: Sprite, erased: int = 0) -> tuple[Clip, Backdrop]:
    """A clip with the sprite at each of the places, its first `erased` rows missing on every fourth frame."""
    frames = np.zeros((len(places), 48, 64, 3), np.uint8)
    for t, (x, y) in enumerate(places):
        gone = 0 if t % 4 else erased
        frames[t, y + gone : y + 10, x : x + 10] = sprite.rgba[gone:, :, :3]
    clip = read_clip([frames])
    backdrop = still(np.zeros(len(clip), np.int64), clip.size)
    backdrop.bands[0].pictures[:] = [seen.mode() for seen in count_colours(clip, backdrop.bands[0])]
    return clip, backdrop


def wandering(count: int) -> list[tuple[int, int]]:
    rng = np.random.default_rng(5)
    return [(int(x), int(y)) for x, y in zip(rng.integers(0, 54, count), rng.integers(0, 38, count), strict=True)]


def test_staying_costs_less_than_moving_and_moving_less_than_coming():
    sprites = [square(1)]
    stays = change_bits(told(Placement(0, 5, 5)), told(Placement(0, 5, 5)), sprites)
    moves = change_bits(told(Placement(0, 5, 5)), told(Placement(0, 6, 5)), sprites)
    comes = change_bits(told(), told(Placement(0, 5, 5)), sprites)
    assert stays < moves < comes == PLACEMENT_BITS


def test_a_straight_cut_is_one_turn_and_noise_is_many():
    opaque = np.ones((8, 8), bool)
    straight, noise = opaque.copy(), np.random.default_rng(0).random((8, 8)) < 0.5
    straight[:3] = False
    assert cut_bits(cut_turns(opaque, straight)) == CUT_BITS + CUT_TURN_BITS
    assert cut_turns(opaque, noise) > 8
    assert cut_bits(cut_turns(opaque, opaque)) == 0


def test_a_plain_bar_is_cheaper_to_paint_than_a_speckled_one():
    colours = square(2).rgba[..., 0].astype(np.int32)
    mask = np.ones(colours.shape, bool)
    assert picture_bits(np.full_like(colours, 7), mask) < picture_bits(colours, mask) / 5


def test_a_sprite_that_another_draws_as_cheaply_is_dropped():
    whole = square(3)
    part = Sprite(name="part", rgba=whole.rgba[:3])
    clip, backdrop = shown(wandering(80), whole)
    kept = without_unpaid(clip, backdrop, [whole, part], Usage.of(clip, backdrop, [whole, part]))
    assert [sprite is whole for sprite in kept] == [True]


def test_a_sprite_first_seen_in_part_is_completed():
    whole = square(4)
    part = Sprite(name="part", rgba=whole.rgba[4:])
    clip, backdrop = shown(wandering(80), whole, erased=4)
    (found,) = refitted(clip, backdrop, [part], Usage.of(clip, backdrop, [part]))
    assert np.array_equal(found.rgba, whole.rgba)


def test_what_shows_commoner_ground_than_it_covers_is_a_hole_and_a_thing_on_it_is_none():
    picture = np.zeros((48, 64), np.int32)
    picture[10:20] = 0xFFFFFF
    backdrop = still(np.zeros(1, np.int64), (64, 48))
    backdrop.bands[0].pictures[:] = [picture]
    black, white = (Sprite(name=str(v), rgba=np.full((4, 4, 4), (v, v, v, 255), np.uint8)) for v in (0, 255))
    found = [(0, (Placement(0, 8, 12), Placement(1, 30, 30)))]
    assert holes_among(backdrop, [black, white], found) == {0}


def test_what_a_larger_sprite_shows_is_a_part_of_it_but_for_crumbs():
    whole = square(1)
    assert is_part(Sprite(name="half", rgba=whole.rgba[:, 4:]), whole)
    assert not is_part(Sprite(name="crumb", rgba=whole.rgba[:2, :2]), whole)
    assert not is_part(square(2), whole)
    assert not is_part(whole, whole)


def test_the_halves_of_what_slides_behind_a_wall_are_cuts_of_it():
    places = [(x, 20) for x in (*range(54), *range(53, -1, -1))] * 3
    clip, backdrop = shown(places, square(1))
    sprites = [square(1), *(Sprite(name=f"half{n}", rgba=square(1).rgba[:, n:]) for n in range(1, 8))]
    assert without_unpaid(clip, backdrop, sprites, Usage.of(clip, backdrop, sprites)) == sprites[:1]
