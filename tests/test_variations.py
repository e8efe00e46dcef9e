"""A whole game shown otherwise, as edits."""

import numpy as np
import pytest
from staged import ART, PLANE, picture

from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.variations import before, grey, hue_turned, in_colours, instead, without
from spritelift_runtime.editing.written import of_json, to_json
from spritelift_runtime.errors import ConfigError, SizeError
from spritelift_runtime.scene import Placement, Scene

HERO, BOX, DOT = 0, 1, 2
SCENE = Scene((PLANE,), (Placement(HERO, 4, 6, 1), Placement(BOX, 30, 10, 1), Placement(DOT, 50, 40, 1)))


def shown(edits, scene=SCENE):
    """The frame after these edits, as JSON keeps them."""
    document = Document(ART)
    document.apply(*(of_json(to_json(edit)) for edit in edits))
    return compose(document.changed(scene, 0), document.art)


def test_colours_are_replaced_in_sprites_and_behind_them():
    frame = shown(in_colours(ART, {(10, 20, 30): (1, 2, 3)}))
    expected = compose(SCENE, ART)
    expected[(expected == (10, 20, 30)).all(-1)] = (1, 2, 3)
    assert np.array_equal(frame, expected)


def test_only_the_sprites_named_change_colour():
    frame, plain = shown(in_colours(ART, grey, names=["s1"], behind=False)), compose(SCENE, ART)
    box = np.zeros(plain.shape[:2], bool)
    box[10:22, 30:40] = True
    assert np.array_equal(frame[~box], plain[~box])
    assert np.array_equal(frame[box], grey(plain[box]))
    assert (np.ptp(frame[box], axis=1) == 0).all()


def test_hues_turn_all_the_way_round_and_greys_stay():
    rgb = np.array([[200, 10, 10], [90, 90, 90], [0, 0, 255]], np.uint8)
    assert np.array_equal(hue_turned(360)(rgb), rgb)
    assert hue_turned(120)(rgb).tolist() == [[10, 200, 10], [90, 90, 90], [255, 0, 0]]


def test_another_background_is_a_colour_or_a_picture_repeated():
    none = Scene((PLANE,))
    assert (shown(before(ART, (7, 8, 9)), none) == (7, 8, 9)).all()
    tile = picture(5, 10, 7)[..., :3]
    frame = shown(before(ART, tile), none)
    assert np.array_equal(frame[:7, :10], tile)
    assert np.array_equal(frame[7:14, 60:], tile[:, :4])
    with pytest.raises(SizeError, match="or a colour"):
        before(ART, np.zeros((3, 3, 2), np.uint8))


def test_sprites_change_places_about_their_middles():
    edits = instead(ART, {"s0": "s2", DOT: HERO})
    expected = Scene((PLANE,), (Placement(DOT, 6, 7, 1), Placement(BOX, 30, 10, 1), Placement(HERO, 48, 39, 1)))
    assert np.array_equal(shown(edits), compose(expected, ART))


def test_a_sprite_becomes_a_picture_of_its_size():
    new = picture(8, 4, 4)
    assert np.array_equal(shown(instead(ART, {"s2": new}))[40:44, 50:54], new[..., :3])
    with pytest.raises(SizeError, match="4x4"):
        shown(instead(ART, {"s2": picture(8, 5, 4)}))


def test_sprites_named_are_gone():
    assert np.array_equal(shown(without(ART, ["s[01]"])), compose(Scene((PLANE,), SCENE.placements[2:]), ART))


@pytest.mark.parametrize(
    "wrong", [lambda: without(ART, ["ship"]), lambda: without(ART, [3]), lambda: instead(ART, {0: "s*"})]
)
def test_sprites_that_there_are_not_are_refused(wrong):
    with pytest.raises(ConfigError):
        wrong()
