"""Frames in order: what still holds goes on, and everything is verified."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import spritelift_runtime.decomposer as decomposing
from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import Bundle, PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.continuing import pack_frame, still_true
from spritelift_runtime.dictionary import Dictionary, packed
from spritelift_runtime.encoding import Encoded
from spritelift_runtime.errors import FormatError, SizeError
from spritelift_runtime.explain import find
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes

SIZE = (48, 32)
GROUND = Plane(picture=0, clip=(0, 0, *SIZE))


def speckled(seed: int, side: int = 6) -> Sprite:
    rgba = np.full((side, side, 4), 255, np.uint8)
    rgba[..., :3] = np.random.default_rng(seed).integers(100, 256, (side, side, 3))
    return Sprite(name=f"s{seed}", rgba=rgba, flips=(0, 1))


ART = Art(
    size=SIZE,
    sprites=tuple(speckled(seed) for seed in range(3)),
    backgrounds=(np.full((SIZE[1], SIZE[0], 4), (20, 30, 40, 255), np.uint8),),
)
LOOK = Dictionary(ART.sprites)
BEHIND = packed(ART.backgrounds[0])


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Bundle:
    path = tmp_path_factory.mktemp("decomposer") / "bundle"
    return write_bundle(path, ART, [PlaneSpec((0, 0, *SIZE), 0, False, (0,))])


def frame_of(*placements: Placement) -> np.ndarray:
    return compose(Scene((GROUND,), placements), ART)


THINGS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(-3, 44),
        st.integers(-3, 28),
        st.booleans(),
        st.integers(-2, 2),
        st.integers(0, 1),
    ),
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(things=THINGS, seed=st.integers(0, 99))
def test_in_order_as_alone_every_scene_shows_its_frame_but_for_what_it_calls_unexplained(bundle, things, seed):
    frames = [
        frame_of(*(Placement(s, x + dx * t, y + dy * t, 1, flip) for s, x, y, flip, dx, dy in things)) for t in range(5)
    ]
    frames[2][5:8, 5:8] = np.random.default_rng(seed).integers(0, 256, (3, 3, 3))  # and something nobody knows
    decomposer = bundle.decomposer()
    for frame, scene in zip(frames, decomposer(frames), strict=True):
        assert np.count_nonzero((compose(scene, ART) != frame).any(axis=2)) == scene.unexplained_px
        assert scene.unexplained_px <= max(9, decomposer.frame(frame).unexplained_px)


def test_what_nothing_touches_goes_on_and_what_changes_is_found_again(bundle):
    still, moving = Placement(0, 3, 4, 1), Placement(1, 20, 10, 1)
    frames = [frame_of(still, Placement(1, 20 + t, 10, 1)) for t in range(3)]
    scenes = bundle.decomposer()(frames)
    for t, scene in enumerate(scenes):
        assert {(p.sprite, p.x, p.y) for p in scene.placements} == {(0, still.x, still.y), (1, moving.x + t, moving.y)}


@pytest.mark.parametrize("beside", [(9, 5), (20, 20)])
def test_an_item_stays_unless_pixels_change_in_it_or_beside_it(beside):
    x, y = beside
    last = packed(frame_of(Placement(0, 3, 4, 1)))
    found, left = find(last, BEHIND, LOOK)
    frame = last.copy()
    frame[y, x] = 7
    still = still_true(frame, last, BEHIND, found, left, LOOK.tables)
    assert len(still.found.items) == (beside == (20, 20))
    assert still.only[y, x]
    assert still.only[4:10, 3:9].all() == (beside == (9, 5))


def test_what_was_left_unexplained_is_not_searched_again_until_something_near_it_changes():
    last = BEHIND.copy()
    last[5:7, 5:7] = 7
    found, left = find(last, BEHIND, LOOK)
    elsewhere, near = last.copy(), last.copy()
    elsewhere[20, 20] = near[7, 7] = 7
    assert still_true(elsewhere, last, BEHIND, found, left, LOOK.tables).only.sum() == 1
    assert still_true(near, last, BEHIND, found, left, LOOK.tables).only.sum() == 5


def test_black_on_ground_that_nobody_ever_saw_is_what_drawing_gives(tmp_path):
    hole = ART.backgrounds[0].copy()
    hole[:, 40:] = 0
    art = Art(size=SIZE, sprites=ART.sprites, backgrounds=(hole,))
    decomposer = write_bundle(tmp_path / "b", art, [PlaneSpec((0, 0, *SIZE), 0, False, (0,))]).decomposer()
    frame = frame_of()
    frame[:, 40:] = 0
    frame[3, 41:43] = 9
    scene = decomposer.frame(frame)
    assert scene.unexplained_px == np.count_nonzero((compose(scene, art) != frame).any(axis=2)) == 2


def test_columns_hold_what_scenes_hold(bundle):
    hidden = frame_of(Placement(0, 3, 4, 1), Placement(1, 20, 10, 1, True))
    hidden[12:, 20:24] = (20, 30, 40)  # a cut
    decomposer = bundle.decomposer()
    scenes = decomposer([hidden, hidden, frame_of(), frame_of(Placement(2, 9, 9, 1))])
    scenes.placements[:, 5] = -1
    alone = [decomposer.frame(f) for f in (hidden, hidden, frame_of(), frame_of(Placement(2, 9, 9, 1)))]
    assert list(scenes) == alone
    assert len(scenes.cuts) == 2
    assert scenes.to_bytes() == Scenes.of(alone).to_bytes()


@given(seed=st.integers(0, 99))
def test_frames_are_packed_as_pictures_are(seed):
    frame = np.random.default_rng(seed).integers(0, 256, (4, 5, 3), dtype=np.uint8)
    assert np.array_equal(pack_frame(frame), packed(frame))


def test_a_frame_of_another_size_names_both_sizes(bundle):
    with pytest.raises(SizeError, match=r"frames are 20x10 px.*Give frames of 48x32 px"):
        bundle.decomposer()([np.zeros((10, 20, 3), np.uint8)])


def test_no_frames_are_no_scenes(bundle):
    assert len(bundle.decomposer()([])) == 0


def test_an_encoder_of_other_planes_than_the_bundle_lists_is_told(bundle):
    nothing = np.full((1, 1, 1, 1), -1, np.int64)
    encoded = Encoded(nothing, nothing, nothing, nothing, np.zeros((1, 2, 3), np.int64))
    with pytest.raises(FormatError, match="finds 2 plane\\(s\\), the bundle lists 1"):
        encoded.scene(0, bundle.planes)


def test_a_shape_never_seen_is_shown_exactly_from_parts_of_known_ones(bundle):
    frame = compose(Scene((GROUND,), (Placement(0, 10, 10), Placement(1, 30, 20))), ART)
    frame[12:14, 10:13] = ART.sprites[2].rgba[2:4, 1:4, :3]  # a pose between two
    scene = bundle.decomposer().frame(frame)
    assert scene.unexplained_px == 0
    assert np.array_equal(compose(scene, ART), frame)


def test_what_was_looked_for_in_vain_is_not_looked_for_again_as_long_as_nothing_changes_there(tmp_path, monkeypatch):
    asked = []

    class Stub:
        def __init__(self, *_about):
            pass

        def __call__(self, frames):
            asked.append(len(frames))
            nothing = np.full((1, 1, 1, 1), -1, np.int64)
            return Encoded(nothing, nothing, nothing, nothing, np.zeros((1, 1, 3), np.int64))

    monkeypatch.setattr(decomposing, "Encoder", Stub)
    decomposer = write_bundle(tmp_path / "b", ART, [PlaneSpec((0, 0, *SIZE), 0, False, (0,))]).decomposer()
    frames = [frame_of(Placement(0, t, 4, 1)) for t in range(6)]
    strange = np.resize(ART.sprites[1].rgba[:3, :3, :3].reshape(-1, 3)[::-1], (14, 14, 3))  # of a sprite's colours
    for frame in frames:
        frame[16:30, 30:44] = strange
    assert [scene.unexplained_px > 0 for scene in decomposer(frames)] == [True] * 6
    assert len(asked) == 1
