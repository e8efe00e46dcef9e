"""Restaging: other backgrounds, characters of other bundles, one's animation done by another."""

from dataclasses import replace

import numpy as np
import pytest
from repaint_figures import figure_bundle, figure_sprites
from test_animator import TINY, Marks

from spritelift_runtime.animator import Animator
from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.animating import poses_drawn
from spritelift_runtime.editing.casting import Align, by_look, by_order, poses_shown, role, transferred
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.restaging import Perform, Recast, behind, brought, poses_of
from spritelift_runtime.editing.saving import SCENES, save
from spritelift_runtime.editing.where import Where
from spritelift_runtime.editing.written import of_json, to_json
from spritelift_runtime.errors import ConfigError, MissingError, SizeError
from spritelift_runtime.scene import Cut, Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.validate import validate
from spritelift_trainer.animator.export import export_animator
from spritelift_trainer.animator.learner import new_model

FIGURES = figure_sprites()
GROUND = Plane(picture=0, clip=(0, 0, 24, 24))
WALK = (0, 1, 0, 2, 0)


def tall(sprite):
    """Another character: twice as high and wide, in other colours, facing the other way."""
    rgba = sprite.rgba.repeat(2, 0).repeat(2, 1)[:, ::-1].copy()
    rgba[..., :3] = rgba[..., [2, 0, 1]]
    return replace(sprite, name=f"giant {sprite.name}", rgba=rgba, duration_ms=40)


GIANTS = Art(size=(64, 64), sprites=tuple(tall(sprite) for sprite in FIGURES[:3]))


@pytest.fixture
def bundle(tmp_path):
    return figure_bundle(tmp_path / "bundle")


def walking():
    """Track 1 walks to the right, track 2 stands, mirrored."""
    return Scenes.of(
        Scene(
            (GROUND,),
            (Placement(pose, t, 4, track=1), Placement(0, 14, 6, flip_x=True, track=2), Placement(3, 1, 1, track=3)),
        )
        for t, pose in enumerate(WALK)
    )


@pytest.fixture
def document(bundle):
    return Document(bundle.art, walking())


def feet(placement, art):
    """The lower edge of what is seen, in the frame, and twice its middle."""
    rgba = art.sprites[placement.sprite].rgba
    rgba = rgba[:: -1 if placement.flip_y else 1, :: -1 if placement.flip_x else 1]
    rows, columns = np.flatnonzero(rgba[..., 3].any(1)), np.flatnonzero(rgba[..., 3].any(0))
    return placement.y + rows[-1] + 1, 2 * placement.x + columns[0] + columns[-1] + 1


def test_a_character_of_another_bundle_acts_in_a_recording(bundle, document, tmp_path):
    edits = brought(GIANTS, poses_of(GIANTS, "walk"), document.art)
    assert [(edit.name, edit.animation, edit.duration_ms) for edit in edits[:1]] == [("giant stands", "walk_2", 40)]
    document.apply(*(of_json(to_json(edit)) for edit in edits))  # without the other bundle at hand
    cast = by_order(document.art, (0, 1, 2), poses_of(document.art, "walk_2"))
    before = walking()
    document.apply(Recast(where=Where(tracks=(1, 2)), cast=cast))
    for t, pose in enumerate(WALK):
        for row in (0, 1):
            was, now = before[t].placements[row], document.scene(t).placements[row]
            assert now.sprite == 4 + (pose if row == 0 else 0)
            (low, middle), (new_low, new_middle) = feet(was, document.art), feet(now, document.art)
            assert new_low == low
            assert abs(new_middle - middle) <= 1
            assert (now.track, now.flip_x) == (was.track, was.flip_x)
        assert document.scene(t).placements[2] == before[t].placements[2]
    saved = save(document, bundle, tmp_path / "out")
    assert validate(saved.path) == validate(saved.path / SCENES, saved) == []
    shown = Scenes.load(saved.path / SCENES)
    for t in range(len(WALK)):
        assert np.array_equal(saved.compose(shown[t]), compose(document.scene(t), document.art))


def test_poses_are_matched_by_their_look_mirrored_where_that_is_likelier():
    art = Art(size=(64, 64), sprites=(*FIGURES[:3], *reversed(GIANTS.sprites)))
    cast = dict(by_look(art, (0, 1, 2), (3, 4, 5)))
    assert [cast[pose][0] for pose in (0, 1, 2)] == [5, 4, 3]
    assert cast[1][3]  # the step is seen from the side
    same = dict(by_look(art, (0, 1, 2), (0, 1, 2)))
    assert same == {pose: (pose, 0, 0, False) for pose in (0, 1, 2)}


@pytest.mark.parametrize(("count", "shown"), [(1, [0, 0, 0]), (2, [0, 0, 1]), (3, [0, 1, 2]), (6, [0, 2, 4])])
def test_by_order_poses_are_shown_longer_or_left_out(count, shown):
    art = Art(size=(8, 8), sprites=tuple(Sprite(name=f"{i}", rgba=np.full((2, 2, 4), 255, np.uint8)) for i in range(9)))
    cast = by_order(art, (0, 1, 2), range(3, 3 + count))
    assert [becomes[0] - 3 for _, becomes in cast] == shown
    with pytest.raises(ConfigError, match="at least one"):
        by_order(art, (0,), ())


def test_who_comes_stands_by_feet_middle_or_pivot():
    pole = Sprite(name="pole", rgba=np.full((10, 2, 4), 255, np.uint8), pivot=(1, 0))
    box = Sprite(name="box", rgba=np.pad(np.full((4, 4, 4), 255, np.uint8), ((0, 2), (0, 0), (0, 0))), pivot=(2, 1))
    art = Art(size=(8, 8), sprites=(pole, box))
    assert role(art, 0, 1, Align.FEET) == (1, -1, 6, False)
    assert role(art, 0, 1, Align.MIDDLE) == (1, -1, 2, False)
    assert role(art, 0, 1, Align.PIVOT, mirrored=True) == (1, -1, -1, True)


def test_who_is_turned_stands_about_the_same_middle_and_cuts_are_dropped(document):
    turned = Placement(0, 5, 5, angle=90.0, cut=Cut(np.ones((12, 8), bool)), recolour=(((1, 1, 1), (2, 2, 2)),))
    scene = Scene((GROUND,), (turned,))
    found = Recast(cast=((0, (3, 9, 9, True)),)).scene(scene, 0, document.art).placements[0]
    assert found == Placement(3, 8, 10, flip_x=True, angle=90.0)


def test_another_does_what_one_does_along_the_same_way(document):
    cast = dict(by_order(document.art, poses_shown(document, 1), (0, 1, 2)))
    before = [document.scene(t).placements for t in range(5)]
    document.apply(transferred(document, 1, 2, cast, first=1, at=0))
    after = [document.scene(t).placements for t in range(5)]
    assert [now[1].sprite for now in after] == [1, 0, 2, 0, 0]  # the leader's frames 1 to 4; then as before
    assert [now[1].flip_x for now in after] == [False] * 4 + [True]
    lows = [feet(now[1], document.art) for now in after[:4]]
    leads = [feet(was[0], document.art) for was in before[1:]]
    assert all(low - lows[0][0] == lead - leads[0][0] for (low, _), (lead, _) in zip(lows, leads, strict=True))
    assert all(abs(x - lows[0][1] - lead + leads[0][1]) <= 2 for (_, x), (_, lead) in zip(lows, leads, strict=True))
    assert abs(lows[0][1] - feet(before[0][1], document.art)[1]) <= 1
    assert [now[0::2] for now in after] == [was[0::2] for was in before]


def test_without_its_motion_an_animation_is_done_on_the_spot(document):
    cast = dict(by_order(document.art, (0, 1, 2), (0, 1, 2)))
    edit = transferred(document, 1, 2, cast, motion=False, frames=3)
    document.apply(of_json(to_json(edit)))
    found = [document.scene(t).placements[1] for t in range(5)]
    assert [p.sprite for p in found] == [0, 1, 0, 0, 0]
    lows = [feet(p, document.art) for p in found]
    assert all(low == lows[-1][0] and abs(x - lows[-1][1]) <= 2 for low, x in lows)


@pytest.mark.parametrize(
    ("leader", "follower", "words", "why"),
    [
        (1, 9, {}, "track 9"),
        (8, 2, {}, "track 8"),
        (1, 2, {"at": 7}, "frame 7"),
        (3, 2, {}, "nobody comes for stone"),
    ],
)
def test_what_cant_be_transferred_is_told(document, leader, follower, words, why):
    cast = dict(by_order(document.art, (0, 1, 2), (0, 1, 2)))
    with pytest.raises(ConfigError, match=why):
        transferred(document, leader, follower, cast, **words)


def test_a_running_game_is_recast_by_the_same_records(document):
    cast = by_order(document.art, (0, 1, 2), (3,))
    scene = document.scene(1)
    document.apply(Recast(where=Where(tracks=(1,)), cast=cast))
    running = Document(document.art)
    running.apply(*document.done[0].edits)
    assert running.changed(scene, 1) == document.scene(1)
    untouched = Perform(where=Where(first=3, end=9), steps=((0, 0, 0, False),))
    assert untouched.scene(scene, 1, document.art) is scene
    assert untouched.scene(scene, 4, document.art) is scene


def test_the_animator_draws_poses_that_are_lacking(bundle, document):
    animated = export_animator(new_model(replace(TINY, pixels=True), (32, 32)), Marks(), bundle)
    green = np.where((FIGURES[0].rgba == (192, 48, 48, 255)).all(2)[..., None], (40, 160, 60, 255), FIGURES[0].rgba)
    art = replace(document.art, sprites=(*document.art.sprites, Sprite(name="green", rgba=green.astype(np.uint8))))
    draws, cast = poses_drawn(Animator.open(animated), art, 4, (0, 1, 2))
    assert [draw.animation for draw in draws] == ["green as another"] * 2
    assert dict(cast)[0] == (4, 0, 0, False)
    colours = {tuple(colour) for colour in green[green[..., 3] > 0].tolist()}
    for draw in draws:
        art = draw.art(art)
        assert {tuple(colour) for colour in draw.rgba[draw.rgba[..., 3] > 0].tolist()} <= colours
    shown = [Recast(cast=cast).scene(scene, t, art) for t, scene in enumerate(walking())]
    assert [scene.placements[0].sprite for scene in shown] == [4, 5, 4, 6, 4]
    for scene, was in zip(shown, walking(), strict=True):  # as the pose itself, but for the shirt
        same = compose(replace(scene, placements=scene.placements[:1]), art)[..., 2:] > 0
        wanted = compose(replace(was, placements=was.placements[:1]), art)[..., 2:] > 0
        assert (same == wanted).mean() > 0.9
    with pytest.raises(SizeError, match="window="):
        poses_drawn(
            Animator.open(animated),
            replace(art, sprites=(*art.sprites, GIANTS.sprites[0], tall(GIANTS.sprites[1]))),
            8,
            (0, 1),
        )


def test_another_picture_stands_behind_the_same_sprites(document, bundle, tmp_path):
    rgba = np.random.default_rng(0).integers(0, 256, (30, 40, 4), np.uint8)
    rgba[..., 3] = 255
    document.apply(*(of_json(to_json(edit)) for edit in behind(document, rgba, where=Where(first=2))))
    scenes = [document.scene(t) for t in range(5)]
    assert [scene.planes[0].picture for scene in scenes] == [0, 0, 1, 1, 1]
    bare = compose(replace(scenes[3], placements=()), document.art)
    assert np.array_equal(bare, rgba[:24, :24, :3])
    saved = save(document, bundle, tmp_path / "out")
    assert validate(saved.path) == []
    assert np.array_equal(saved.compose(scenes[3]), compose(scenes[3], document.art))


def test_a_picture_that_is_too_small_is_refused_or_repeated(document):
    small = np.full((10, 7, 4), 255, np.uint8)
    with pytest.raises(SizeError, match="at least 24x24"):
        behind(document, small)
    hang, _ = behind(document, small, tiled=True)
    assert hang.rgba.shape == (24, 24, 4)
    with pytest.raises(ConfigError, match="no background 3"):
        behind(document, small, picture=3)
    with pytest.raises(ConfigError, match="no frame shows"):
        behind(document, small, where=Where(first=99))


def test_where_a_plane_wraps_any_size_will_do(bundle):
    plane = replace(GROUND, wrap=True, camera=(100, 3))
    document = Document(bundle.art, Scenes.of([Scene((plane,), ())]))
    document.apply(*behind(document, np.full((5, 6, 4), 9, np.uint8)))
    assert document.scene(0).planes == (replace(plane, picture=1),)


def test_an_animation_that_isnt_there_names_those_that_are():
    with pytest.raises(MissingError, match="There are: walk"):
        poses_of(GIANTS, "fly")
