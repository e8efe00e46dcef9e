"""Known shapes in colours never seen: found, drawn, stored, and no dearer than without."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.bundle import Bundle, PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose, recoloured
from spritelift_runtime.errors import FormatError
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.validate import validate

SIZE = (64, 40)
GROUND = Plane(picture=0, clip=(0, 0, *SIZE))
GREY, RED, BLUE, GREEN, WHITE = (90, 90, 90), (200, 20, 20), (20, 20, 200), (20, 200, 20), (255, 255, 255)


def sprite(name: str, rows: str, **colours: tuple[int, int, int]) -> Sprite:
    rgba = np.array([[(*colours[c], 255) if c != "." else (0, 0, 0, 0) for c in row] for row in rows.split()])
    return Sprite(name=name, rgba=rgba.astype(np.uint8), flips=(0, 1))


FLAG = sprite("flag", "rrrrr. rrr... rrrrr. r..... r..... rr....", r=RED)
FACE = sprite("face", ".bbbb. bbggbb bgbbgb bggbbb .bggb. ..bb..", b=BLUE, g=GREEN)
BLOCK = sprite("block", "wwww " * 4, w=WHITE)
SPECK = sprite("speck", "rr rr", r=RED)


def background() -> np.ndarray:
    """Grey, with a red hook and a blue hook on a red bar, both of the same shape as no sprite."""
    picture = np.full((SIZE[1], SIZE[0], 4), (*GREY, 255), np.uint8)
    for x, colour in ((4, RED), (20, BLUE)):
        picture[30:37, x : x + 2, :3] = picture[35:37, x : x + 6, :3] = colour
    picture[37:39, 18:30, :3] = RED
    return picture


ART = Art(size=SIZE, sprites=(FLAG, FACE, BLOCK, SPECK), backgrounds=(background(),))
OTHERS = {"flag": ((RED, (1, 2, 3)),), "face": ((GREEN, BLUE), (BLUE, (250, 250, 0)))}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Bundle:
    path = tmp_path_factory.mktemp("recolouring") / "bundle"
    return write_bundle(path, ART, [PlaneSpec((0, 0, *SIZE), 0, False, (0,))])


def frame_of(*placements: Placement) -> np.ndarray:
    return compose(Scene((GROUND,), placements), ART)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("flipped", [False, True])
def test_a_sprite_in_other_colours_is_that_sprite_recoloured(bundle, number, flipped):
    there = Placement(number, 10, 7, 1, flipped, recolour=tuple(sorted(OTHERS[ART.sprites[number].name])))
    scene = bundle.decomposer().frame(frame_of(there))
    assert scene.placements == (there,)
    assert scene.unexplained_px == 0
    assert np.array_equal(compose(scene, ART), frame_of(there))


def test_two_colours_in_place_of_one_are_no_recolouring(bundle):
    frame = frame_of(Placement(0, 10, 7, recolour=((RED, (1, 2, 3)),)))
    frame[7, 10] = (4, 5, 6)
    scene = bundle.decomposer().frame(frame)
    assert not scene.placements
    assert scene.unexplained_px == (FLAG.rgba[..., 3] > 0).sum()


def test_a_shape_cheaper_as_pixels_stays_unexplained(bundle):
    assert bundle.decomposer().frame(frame_of(Placement(3, 10, 7, recolour=((RED, (1, 2, 3)),)))).unexplained_px == 4


def test_what_is_known_as_it_is_is_not_recoloured(bundle):
    shown = (Placement(0, 10, 7, 1), Placement(1, 30, 9, 1))
    assert set(bundle.decomposer().frame(frame_of(*shown)).placements) == set(shown)


def test_a_recolouring_is_taken_before_patches_of_others_that_have_its_colour(bundle):
    there = Placement(0, 10, 7, 1, recolour=((RED, WHITE),))
    assert bundle.decomposer().frame(frame_of(there)).placements == (there,)


def test_what_changes_colour_in_the_background_is_a_part_of_its_plane(bundle):
    plane = Plane(picture=0, clip=(4, 30, 6, 7), camera=(4, 30), recolour=((RED, (1, 2, 3)),))
    frame = compose(Scene((GROUND, plane), ()), ART)
    assert (frame != frame_of()).any(2).sum() == 22
    scene = bundle.decomposer().frame(frame)
    assert (scene.planes, scene.placements, scene.unexplained_px) == ((GROUND, plane), (), 0)


def test_what_passes_before_it_hides_nothing_of_that(bundle):
    plane = Plane(picture=0, clip=(4, 30, 6, 7), camera=(4, 30), recolour=((RED, (1, 2, 3)),))
    frames = [compose(Scene((GROUND, plane), (Placement(1, x, 28, 1),)), ART) for x in range(12)]
    decomposer = bundle.decomposer()
    for frame, scene in zip(frames, decomposer(frames), strict=True):
        assert scene.unexplained_px == decomposer.frame(frame).unexplained_px == 0
        assert np.array_equal(compose(scene, ART), frame)


def test_half_of_a_thing_in_another_colour_and_a_new_thing_on_plain_ground_are_unexplained(bundle):
    frame = frame_of()
    frame[30:33, 4:6] = (1, 2, 3)
    frame[5:12, 40:44] = (7, 8, 9)
    scene = bundle.decomposer().frame(frame)
    assert scene.planes == (GROUND,)
    assert scene.unexplained_px == 6 + 28


THINGS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-2, 58), st.integers(-2, 36), st.integers(-1, 1)), min_size=1, max_size=5
)


@settings(max_examples=40, deadline=None)
@given(things=THINGS, colours=st.lists(st.integers(0, 5), min_size=4, max_size=4))
def test_in_order_as_alone_every_scene_shows_its_frame_but_for_what_it_calls_unexplained(bundle, things, colours):
    shades = [RED, WHITE, GREY, BLUE, (1, 2, 3), (9, 9, 9)]
    flash = [((RED, shades[c]),) if shades[c] != RED else () for c in colours]
    frames = [
        compose(
            Scene(
                (replace(GROUND, recolour=flash[t]),),
                tuple(Placement(s, x + dx * t, y, 1, recolour=flash[t - 1]) for s, x, y, dx in things),
            ),
            ART,
        )
        for t in range(4)
    ]
    decomposer = bundle.decomposer()
    for frame, scene in zip(frames, decomposer(frames), strict=True):
        for each in (scene, decomposer.frame(frame)):
            assert np.count_nonzero((compose(each, ART) != frame).any(axis=2)) == each.unexplained_px


def test_what_flashes_stays_one_object(bundle):
    flash = [((RED, (t, 2 * t, 255 - t)),) for t in range(6)]
    scenes = bundle.decomposer()([frame_of(Placement(0, 10 + t, 7, recolour=flash[t])) for t in range(6)])
    assert [[p.track for p in scene.placements] for scene in scenes] == [[0]] * 6
    assert [scene.placements[0].recolour for scene in scenes] == flash


def test_colours_change_places_all_at_once():
    rgba = recoloured(FACE.rgba, ((BLUE, GREEN), (GREEN, BLUE)))
    assert rgba[0, 1].tolist() == [*GREEN, 255]
    assert rgba[1, 2].tolist() == [*BLUE, 255]
    assert rgba[0, 0].tolist() == FACE.rgba[0, 0].tolist()


SCENES = [
    Scene((GROUND, replace(GROUND, recolour=((RED, BLUE),))), (Placement(0, 1, 2, recolour=((RED, WHITE),)),)),
    Scene((GROUND,), (Placement(1, 3, 4), Placement(1, 3, 4, recolour=((BLUE, RED), (GREEN, BLUE)), scale=2.0))),
]


def test_scenes_read_back_are_the_scenes_written(tmp_path):
    Scenes.of(SCENES).save(tmp_path / "s.npz")
    assert list(Scenes.load(tmp_path / "s.npz")) == SCENES
    assert validate(tmp_path / "s.npz") == []


def test_parts_and_joins_of_scenes_keep_their_colours():
    scenes = Scenes.of(SCENES * 2)
    assert list(scenes[1:3]) == [SCENES[1], SCENES[0]]
    assert list(Scenes.joined([scenes[1:2], scenes[0:2]])) == [SCENES[1], *SCENES]


def test_recolourings_that_say_two_things_or_belong_to_nothing_are_found(tmp_path):
    scenes = Scenes.of(SCENES)
    scenes.recolours[0], scenes.plane_recolours[9] = ((RED, BLUE), (RED, WHITE)), ((RED, BLUE),)
    scenes.save(tmp_path / "s.npz")
    faults = "\n".join(validate(tmp_path / "s.npz"))
    assert "placement 0 has one colour replaced twice" in faults
    assert "recolourings of plane 9, but there are 3" in faults


def test_recolourings_cut_short_are_told(tmp_path):
    Scenes.of(SCENES).save(tmp_path / "s.npz")
    with np.load(tmp_path / "s.npz") as stored:
        columns = dict(stored)
    columns["recolour"] = columns["recolour"][:1]
    np.savez(tmp_path / "t.npz", **columns)
    with pytest.raises(FormatError, match="Make it again"):
        Scenes.load(tmp_path / "t.npz")
