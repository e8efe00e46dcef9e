"""Near bundles: the encoder's placements, each where it fits best, those that make the frame better."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose, drawn
from spritelift_runtime.cost import MOVE_BITS, NEAR_OFF_BITS
from spritelift_runtime.encoding import Encoded
from spritelift_runtime.near_frames import NearFrames
from spritelift_runtime.near_looks import Looks
from spritelift_runtime.near_weigh import saved_bits, surroundings
from spritelift_runtime.scene import Placement, Plane, Scene

SIZE = (24, 18)
GROUND = Plane(picture=0, clip=(0, 0, *SIZE))
SPEC = PlaneSpec((0, 0, *SIZE), 0, False, (0,))


def blot(seed: int, wide: int, high: int) -> Sprite:
    """Transparent, half transparent and opaque pixels in any colours."""
    rng = np.random.default_rng(seed)
    rgba = rng.integers(0, 256, (high, wide, 4), dtype=np.uint8)
    rgba[..., 3] = rng.choice([0, 130, 255, 255], (high, wide))
    return Sprite(name=f"s{seed}", rgba=rgba)


SLATE = np.full((SIZE[1], SIZE[0], 4), (20, 30, 40, 255), np.uint8)
PLAIN = [np.full((6, 6, 4), (*colour, 255), np.uint8) for colour in ((250, 60, 20), (90, 200, 250), (20, 30, 40))]
ART = Art(
    size=SIZE,
    sprites=(blot(0, 5, 6), blot(1, 9, 4), blot(2, 3, 3), *(Sprite(name=f"p{i}", rgba=p) for i, p in enumerate(PLAIN))),
    backgrounds=(SLATE,),
)


def encoding(*things: Placement):
    """An encoder that always says this, an anchor a placement."""
    columns = np.array([(p.sprite, p.x, p.y, p.flip) for p in things], np.int64).reshape(1, 1, 1, -1, 4)
    return lambda _frames: Encoded(*np.moveaxis(columns, -1, 0), np.zeros((1, 1, 3), np.int64))


def near(frame: np.ndarray, *things: Placement) -> Scene:
    return NearFrames(ART, (SPEC,), encoding(*things)).scene(frame)


def frame_of(*things: Placement) -> np.ndarray:
    return compose(Scene((GROUND,), things), ART)


def bits(frame: np.ndarray, things) -> np.ndarray:
    return NEAR_OFF_BITS[np.abs(frame.astype(int) - frame_of(*things)).max(2)]


def own_px(thing: Placement) -> np.ndarray:
    """bool [h, w]: the frame's pixels that a placement paints on."""
    rgba, x, y = drawn(thing, ART.sprites[thing.sprite].rgba)
    room = np.zeros((SIZE[1] + 40, SIZE[0] + 40), bool)
    room[20 + y : 20 + y + rgba.shape[0], 20 + x : 20 + x + rgba.shape[1]] = rgba[..., 3] > 0
    return room[20:-20, 20:-20]


def saved(frame: np.ndarray, things: list[Placement], thing: Placement) -> float:
    """Bits saved by one of the placements over its own pixels."""
    others = [other for other in things if other is not thing]
    return float((bits(frame, others) - bits(frame, things))[own_px(thing)].sum())


def helping(frame: np.ndarray, things: list[Placement]) -> list[Placement]:
    """Those left when all that save too little are dropped, one by one, from the front."""
    before = None
    while before != things:
        before = list(things)
        for thing in reversed(before):
            if saved(frame, things, thing) < MOVE_BITS:
                things = [other for other in things if other is not thing]
    return things


def moved(frame: np.ndarray, things: list[Placement]) -> list[Placement]:
    """Each a pixel on, to where it saves the most, those in front first; as long as any moves, five times at most."""
    things, before, rounds = list(things), None, 0
    while before != things and rounds < 5:
        before, rounds = list(things), rounds + 1
        for number in reversed(range(len(things))):
            own = things[number]
            near = [replace(own, x=own.x + dx, y=own.y + dy) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
            tries = [[*things[:number], each, *things[number + 1 :]] for each in near]
            saves = [saved(frame, each, each[number]) for each in tries]
            if max(saves) > saved(frame, things, own) + 0.01:
                things = tries[int(np.argmax(saves))]
    return things


THING = st.builds(
    Placement, st.integers(0, 4), st.integers(-9, 25), st.integers(-7, 19), st.just(1), st.booleans(), st.booleans()
)


@settings(max_examples=60)
@given(things=st.lists(THING, min_size=1, max_size=6), seed=st.integers(0, 999))
def test_bits_saved_are_those_of_the_frame_drawn_with_and_without(things, seed):
    frame = np.random.default_rng(seed).integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8)
    rows = np.array([(4 * p.sprite + p.flip, p.x, p.y) for p in things], np.int64)
    looks, number = Looks.of(ART.sprites), seed % len(rows)
    around = surroundings(frame, frame_of(), rows, np.ones(len(rows), bool), number, looks)
    told = saved_bits(frame, around, *rows[number].tolist(), looks)
    assert told == pytest.approx(saved(frame, things, things[number]), abs=1e-2)


@settings(max_examples=60)
@given(
    there=st.lists(THING, max_size=6), wrong=st.lists(THING, max_size=3), noise=st.integers(0, 40), order=st.randoms()
)
def test_what_is_left_is_what_makes_the_frame_better(there, wrong, noise, order):
    rough = np.random.default_rng(noise).integers(-noise, noise + 1, (SIZE[1], SIZE[0], 3))
    frame = np.clip(frame_of(*there) + rough, 0, 255).astype(np.uint8)
    said = [*there, *wrong]
    order.shuffle(said)
    scene = near(frame, *said)
    assert list(scene.placements) == helping(frame, moved(frame, said))
    assert scene.unexplained_px == np.count_nonzero((compose(scene, ART) != frame).any(2))
    assert scene.planes == (GROUND,)


def test_right_placements_stay_though_a_wrong_one_hides_them():
    right, wrong = [Placement(0, 4, 4, 1), Placement(2, 7, 5, 1)], Placement(3, 4, 4, 1)
    assert list(near(frame_of(*right), *right, wrong).placements) == right


def test_a_placement_that_is_a_few_pixels_off_is_moved_to_where_it_belongs():
    right = [Placement(3, 4, 4, 1), Placement(4, 12, 8, 1)]
    said = [replace(right[0], x=6, y=3), replace(right[1], x=11, y=6)]
    scene = near(frame_of(*right), *said)
    assert list(scene.placements) == right
    assert scene.unexplained_px == 0


def test_what_only_hid_a_wrong_placement_goes_after_it():
    wrong, patch = Placement(3, 4, 4, 1), Placement(5, 5, 5, 1)  # the patch has the background's colour
    assert near(frame_of(), wrong, patch).placements == ()


def test_of_placements_that_show_the_same_one_stays_and_hidden_or_outer_ones_go():
    seen, hidden, outer = Placement(3, 4, 4, 1), Placement(2, 5, 5, 1), Placement(1, 60, 4, 1)
    scene = near(frame_of(seen), hidden, seen, seen, outer)
    assert list(scene.placements) == [seen]
    assert scene.unexplained_px == 0


def test_pixels_one_level_off_are_unexplained_but_no_reason_to_drop_a_sprite():
    sprite = Placement(4, 8, 8, 1)
    frame = frame_of(sprite)
    frame[8:14, 8:14] += 1
    scene = near(frame, sprite)
    assert list(scene.placements) == [sprite]
    assert scene.unexplained_px == 36


def test_frames_in_order_are_what_each_is_alone_and_equal_ones_are_looked_at_once():
    asked = []
    encode = encoding(Placement(3, 4, 4, 1), Placement(4, 12, 4, 1))

    def counting(frames):
        asked.append(len(frames))
        return encode(frames)

    frames = [frame_of(Placement(3, 4, 4)), frame_of(Placement(3, 4, 4)), frame_of(Placement(4, 12, 4)), frame_of()]
    scenes = NearFrames(ART, (SPEC,), counting).scenes(frames)
    assert asked == [1, 1, 1]
    assert list(scenes) == [NearFrames(ART, (SPEC,), encode).scene(frame) for frame in frames]
    assert [len(scene.placements) for scene in scenes] == [1, 1, 1, 0]


@pytest.mark.parametrize(("about", "is_near"), [({"match": "near"}, True), ({}, False)])
def test_only_a_bundle_that_says_so_is_near(about, is_near, tmp_path):
    bundle = write_bundle(tmp_path / "bundle", ART, [SPEC], **about)
    assert bundle.near == is_near
    found = bundle.decomposer().frame(frame_of(Placement(3, 4, 4)))  # it has no encoder to tell of anything
    assert len(found.placements) == (not is_near)
