"""The exact search, on scenes whose answer is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.dictionary import Dictionary, packed
from spritelift_runtime.explain import explain
from spritelift_runtime.scene import Placement, Plane, Scene

SIZE = (64, 48)


def sprite(seed: int, side: int = 9) -> Sprite:
    """A round speckled sprite: opaque, connected, unlike its mirror image."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:side, :side] - side // 2
    inside = x * x + y * y <= (side // 2) ** 2
    rgba = np.zeros((side, side, 4), np.uint8)
    rgba[inside, :3] = rng.integers(60, 256, (int(inside.sum()), 3))
    rgba[inside, 3] = 255
    return Sprite(name=f"s{seed}", rgba=rgba, flips=(0, 1))


@pytest.fixture(scope="module")
def art() -> Art:
    ground = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    ground[..., :3] = np.random.default_rng(9).integers(0, 50, (SIZE[1], SIZE[0], 1))
    ground[..., 3] = 255
    return Art(size=SIZE, sprites=tuple(sprite(i) for i in range(4)), backgrounds=(ground,))


def frame_of(placements: tuple[Placement, ...], art: Art) -> np.ndarray:
    return compose(Scene((Plane(picture=0, clip=(0, 0, *SIZE)),), placements), art)


def explained(frame: np.ndarray, art: Art):
    return explain(packed(frame), packed(art.backgrounds[0]), Dictionary(art.sprites))


@given(
    places=st.lists(
        st.tuples(st.integers(0, 3), st.integers(-4, 60), st.integers(-4, 44), st.booleans()), min_size=0, max_size=6
    )
)
@settings(max_examples=60, deadline=None)
def test_known_sprites_anywhere_overlapping_or_clipped_are_shown_exactly(places, art):
    frame = frame_of(tuple(Placement(s, x, y, 1, flip) for s, x, y, flip in places), art)
    found = explained(frame, art)
    shown = frame_of(found.placements, art)
    assert np.array_equal((shown != frame).any(axis=2), found.left)


def test_sprites_apart_are_found_where_they_are(art):
    placed = (Placement(0, 3, 4, 1), Placement(1, 30, 20, 1, True), Placement(2, 50, 30, 1))
    found = explained(frame_of(placed, art), art)
    assert set(found.placements) == set(placed)
    assert not found.left.any()


def test_the_sprite_in_front_is_painted_last(art):
    placed = (Placement(0, 20, 20, 1), Placement(1, 24, 22, 1))
    found = explained(frame_of(placed, art), art)
    assert found.placements == placed


def test_a_sprite_half_off_the_frame_keeps_its_true_place(art):
    found = explained(frame_of((Placement(3, -4, 10, 1),), art), art)
    assert found.placements == (Placement(3, -4, 10, 1),)


def test_something_of_the_background_in_front_becomes_a_cut(art):
    frame = frame_of((Placement(0, 20, 20, 1),), art)
    frame[26:] = art.backgrounds[0][26:, :, :3]
    (only,) = explained(frame, art).placements
    assert (only.sprite, only.x, only.y) == (0, 20, 20)
    assert only.cut is not None
    assert not only.cut.mask[6:].any()
    assert np.array_equal(frame_of((only,), art), frame)


def test_pixels_no_sprite_has_are_left_over(art):
    frame = frame_of((), art)
    frame[10:12, 10:12] = (255, 0, 0)
    found = explained(frame, art)
    assert not found.placements
    assert found.left.sum() == 4


def test_an_empty_dictionary_explains_nothing(art):
    found = explain(packed(frame_of((Placement(0, 5, 5),), art)), packed(art.backgrounds[0]), Dictionary())
    assert not found.placements
    assert found.left.any()
