"""Planes: where they stand on a frame, without an encoder, and what they show there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spritelift_runtime import decomposer as decomposing
from spritelift_runtime.art import Art
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.dictionary import packed
from spritelift_runtime.encoding import Encoded
from spritelift_runtime.ground import Ground
from spritelift_runtime.scene import Plane, Scene

SIZE = (64, 48)


def world(seed: int, width: int, height: int, flat: bool = False) -> np.ndarray:
    """Sky over blocks of a few colours; or one colour."""
    rng = np.random.default_rng(seed)
    colours = rng.integers(0, 256, (5, 3))
    blocks = rng.integers(0, 5, (height // 4 + 1, width // 4 + 1)).repeat(4, 0).repeat(4, 1)[:height, :width]
    blocks[: height // 3] = 0
    rgba = np.full((height, width, 4), 255, np.uint8)
    rgba[..., :3] = colours[0] if flat else colours[blocks]
    return rgba


BANDS = (PlaneSpec((0, 0, 64, 12), 0, False, (0,)), PlaneSpec((0, 12, 64, 36), 0, False, (1, 2)))
ART = Art(size=SIZE, backgrounds=(world(0, 64, 12), world(1, 150, 60), world(2, 90, 36)))


def planes_at(picture: int, x: int, y: int) -> tuple[Plane, ...]:
    return Plane(picture=0, clip=BANDS[0].clip), Plane(picture=picture, clip=BANDS[1].clip, camera=(x, y))


PLACES = st.one_of(
    st.tuples(st.just(1), st.integers(0, 150 - 64), st.integers(0, 60 - 36)),
    st.tuples(st.just(2), st.integers(0, 90 - 64), st.just(0)),
)


@settings(max_examples=50, deadline=None)
@given(now=PLACES, then=st.one_of(st.none(), PLACES), seed=st.integers(0, 99))
def test_planes_are_found_from_one_frame_though_a_third_of_it_is_hidden(now, then, seed):
    planes = planes_at(*now)
    frame = compose(Scene(planes), ART)
    hidden = np.random.default_rng(seed).integers(0, 9, (SIZE[1] // 8, SIZE[0] // 8)).repeat(8, 0).repeat(8, 1) < 3
    frame[hidden] = (1, 2, 3)
    assert Ground(ART, BANDS).standing(packed(frame), planes_at(*then) if then else ()) == planes


@pytest.mark.parametrize("x", [0, 30, 79])
def test_a_plane_that_wraps_is_found_across_its_seam(x):
    art = Art(size=SIZE, backgrounds=(world(3, 80, 48),))
    spec = PlaneSpec((0, 0, *SIZE), 0, True, (0,))
    planes = (Plane(picture=0, clip=spec.clip, camera=(x, 0), wrap=True),)
    frame = packed(compose(Scene(planes), art))
    ground = Ground(art, (spec,))
    assert ground.standing(frame) == planes
    assert np.array_equal(ground.behind(planes), frame)


def test_where_all_cameras_show_the_same_the_plane_stays_where_it_was():
    art = Art(size=SIZE, backgrounds=(world(4, 300, 48, flat=True),))
    spec = PlaneSpec((0, 0, *SIZE), 0, False, (0,))
    planes = (Plane(picture=0, clip=spec.clip, camera=(123, 0)),)
    assert Ground(art, (spec,)).standing(packed(compose(Scene(planes), art)), planes) == planes


def test_a_frame_of_something_else_shows_no_plane_of_ours():
    noise = np.random.default_rng(5).integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8)
    assert Ground(ART, BANDS).standing(packed(noise), planes_at(1, 3, 0)) is None


def test_planes_that_never_move_are_not_looked_for():
    art = Art(size=SIZE, backgrounds=(world(6, *SIZE),))
    black = np.zeros((SIZE[1], SIZE[0]), np.int32)
    standing = Ground(art, (PlaneSpec((0, 0, *SIZE), -1, False, (0,)),)).standing(black)
    assert standing == (Plane(picture=0, clip=(0, 0, *SIZE), layer=-1),)


def test_the_encoder_is_asked_only_where_no_plane_is_found(tmp_path, monkeypatch):
    asked = []

    class Stub:
        def __init__(self, *_about):
            pass

        def __call__(self, frames):
            asked.append(len(frames))
            nothing = np.full((1, 1, 1, 1), -1, np.int64)
            return Encoded(nothing, nothing, nothing, nothing, np.array([[[0, 0, 0], [1, 7, 5]]]))

    monkeypatch.setattr(decomposing, "Encoder", Stub)
    decomposer = write_bundle(tmp_path / "b", ART, BANDS, b"onnx").decomposer()
    frames = [compose(Scene(planes_at(1, x, 5)), ART) for x in range(4)]
    assert [scene.planes for scene in decomposer(frames)] == [planes_at(1, x, 5) for x in range(4)]
    assert not asked
    noise = np.random.default_rng(7).integers(0, 256, frames[0].shape, dtype=np.uint8)
    assert decomposer.frame(noise).planes == planes_at(1, 7, 5)
    assert asked == [1]


@pytest.mark.parametrize("room", [0, 1])
def test_rooms_that_differ_by_a_crack_in_the_floor_are_told_apart_behind_tiles(room):
    rooms = [world(8, *SIZE, flat=True) for _ in range(2)]
    for n, picture in enumerate(rooms):
        picture[20, 10 + 30 * n : 18 + 30 * n, :3] = 7
    art = Art(size=SIZE, backgrounds=tuple(rooms))
    frame = rooms[room][..., :3].copy()
    frame[30:] = np.random.default_rng(9).integers(0, 256, (SIZE[1] - 30, SIZE[0], 3))  # all edges are here
    spec = PlaneSpec((0, 0, *SIZE), 0, False, (0, 1))
    assert Ground(art, (spec,)).standing(packed(frame)) == (Plane(picture=room, clip=(0, 0, *SIZE)),)
