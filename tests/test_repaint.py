"""`spritelift repaint`: a new bundle from one painted pose, in which everything stands where it stood."""

import json

import numpy as np
import pytest
from PIL import Image
from repaint_figures import figure_bundle, with_hat

from spritelift.__main__ import main
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError, FormatError, MissingError
from spritelift_runtime.repainting.repaint import repaint
from spritelift_runtime.scene import Cut, Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.sheet import write_sheet
from spritelift_runtime.validate import validate
from spritelift_runtime.visible import IdPainter

GROUND = Plane(picture=0, clip=(0, 0, 24, 24))


@pytest.fixture
def bundle(tmp_path):
    return figure_bundle(tmp_path / "bundle")


@pytest.fixture
def hat(bundle, tmp_path):
    return saved(with_hat(bundle.sprites[0].rgba), tmp_path / "hat.png")


@pytest.fixture
def hatted(bundle, hat, tmp_path):
    return repaint(bundle, {"stands": hat}, tmp_path / "out").bundle


def saved(rgba, path):
    Image.fromarray(rgba).save(path)
    return path


def frames_of(bundles, *placements):
    return [bundle.compose(Scene((GROUND,), placements)).astype(int) for bundle in bundles]


def test_old_scenes_show_every_pose_where_it_stood_with_its_hat_above(bundle, hatted):
    for sprite, top in ((0, 8), (1, 9), (2, 8)):
        for flip in (False, True):
            before, after = frames_of((bundle, hatted), Placement(sprite, 5, 8, 1, flip_x=flip))
            rows = np.flatnonzero((before != after).any(axis=(1, 2)))
            assert (rows.min(), rows.max()) == (top - 2, top)


def test_a_sprite_turned_upside_down_keeps_its_middle(bundle, hatted):
    before, after = frames_of((bundle, hatted), Placement(0, 8, 6, 1, angle=180.0))
    assert np.flatnonzero((before != after).any(axis=(1, 2))).max() == 6 + 12 + 1


def test_a_cut_shows_of_the_hat_what_is_beside_what_it_shows(bundle, hatted):
    mask = bundle.sprites[0].rgba[..., 3] > 0
    mask[:, 4:] = False
    before, after = frames_of((bundle, hatted), Placement(0, 5, 8, 1, cut=Cut(mask)))
    columns = np.flatnonzero((before != after).any(axis=(0, 2)))
    assert (columns.min(), columns.max()) == (5, 5 + 3)


def test_ids_names_and_what_was_learnt_stay(bundle, hatted):
    assert [s.name for s in hatted.sprites] == [s.name for s in bundle.sprites]
    assert hatted.repainted
    assert all(np.array_equal(a.rgba, b.rgba) for a, b in zip(hatted.learned.sprites, bundle.sprites, strict=True))
    assert np.array_equal(hatted.sprites[3].rgba, bundle.sprites[3].rgba)
    assert validate(hatted.path) == []


def test_who_is_seen_where_counts_the_hat(hatted):
    scenes = Scenes.of([Scene((GROUND,), (Placement(0, 5, 8, 1, flip_x=True),))])
    ids = IdPainter(hatted.art)
    assert np.flatnonzero(ids.paint(scenes, 0).any(axis=1)).min() == 6
    assert ids.boxes(scenes, 0).tolist() == [[5, 6, 8, 14]]


def test_a_repainted_bundle_can_be_repainted_in_turn(hatted, tmp_path):
    now = hatted.sprites[0]
    taller = np.pad(now.rgba, ((1, 0), (0, 0), (0, 0)))
    taller[0, 3:5] = (255, 224, 64, 255)
    again = repaint(hatted, {"stands": saved(taller, tmp_path / "taller.png")}, tmp_path / "again").bundle
    assert [s.margin for s in again.sprites] == [(0, 3, 0, 0), (0, 2, 0, 0), (0, 3, 0, 0), (0, 0, 0, 0)]
    assert all(s.box == then.size for s, then in zip(again.sprites, again.learned.sprites, strict=True))


def test_only_accepted_poses_change(bundle, hat, tmp_path):
    done = repaint(bundle, {"stands": hat}, tmp_path / "out", accept=["falls"])
    assert [pose.accepted for pose in done.poses] == [True, False, True]
    assert np.array_equal(done.bundle.sprites[1].rgba, bundle.sprites[1].rgba)
    assert done.bundle.sprites[2].margin == (0, 2, 0, 0)


def test_the_contact_sheet_shows_something_of_every_pose(bundle, hat, tmp_path):
    done = repaint(bundle, {"stands": hat}, tmp_path / "out")
    yellow = (np.array(Image.open(done.contact)) == (255, 224, 64)).all(axis=2)
    assert done.contact.parent == done.bundle.path
    assert yellow[: yellow.shape[0] // 2].any()
    assert yellow[yellow.shape[0] // 2 :].any()


def test_poses_of_another_animation_follow_where_they_are_named(bundle, hat, tmp_path):
    done = repaint(bundle, {"stands": hat}, tmp_path / "out", poses=["falls", "stone"])
    assert [pose.name for pose in done.poses] == ["stands", "falls", "stone"]


def test_a_hand_that_corrects_a_pose_is_taken_as_it_is(bundle, hat, tmp_path):
    other = bundle.sprites[2].rgba.copy()
    other[0, 3] = (255, 224, 64, 255)
    painted = {"stands": hat, "falls": saved(other, tmp_path / "other.png")}
    found = repaint(bundle, painted, tmp_path / "out").bundle.sprites[2]
    assert np.array_equal(found.rgba, other)


@pytest.mark.parametrize(
    ("change", "error", "mend"),
    [
        (lambda rgba: rgba, ConfigError, "shows what the sheet has already"),
        (lambda rgba: rgba[..., :3], FormatError, "has no transparent pixel"),
        (lambda rgba: np.dstack([rgba[..., :3], np.full(rgba.shape[:2], 255, np.uint8)]), FormatError, "RGBA"),
        (lambda rgba: np.zeros_like(rgba), FormatError, "wholly transparent"),
    ],
)
def test_a_painting_that_says_nothing_is_refused(bundle, tmp_path, change, error, mend):
    path = saved(np.ascontiguousarray(change(bundle.sprites[0].rgba)), tmp_path / "painted.png")
    with pytest.raises(error, match=mend):
        repaint(bundle, {"stands": path}, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_png_that_is_not_there_is_named(bundle, tmp_path):
    with pytest.raises(MissingError, match=r"gone\.png is missing"):
        repaint(bundle, {"stands": tmp_path / "gone.png"}, tmp_path / "out")


def test_wrong_names_are_answered_with_the_closest(bundle, hat, tmp_path):
    with pytest.raises(ConfigError, match="closest: stands"):
        repaint(bundle, {"stand": hat}, tmp_path / "out")
    with pytest.raises(ConfigError, match="The bundle has: walk"):
        repaint(bundle, {"stands": hat}, tmp_path / "out", animation="run")
    with pytest.raises(ConfigError, match=r"e\.g\. stands"):
        repaint(bundle, {"walk": hat}, tmp_path / "out")
    with pytest.raises(ConfigError, match="Add it with --poses"):
        repaint(bundle, {"stands": hat}, tmp_path / "out", accept=["stone"])


def test_a_sprite_without_other_poses_says_how_to_name_some(bundle, tmp_path):
    stone = saved(np.pad(bundle.sprites[3].rgba, ((1, 0), (0, 0), (0, 0))), tmp_path / "stone.png")
    with pytest.raises(ConfigError, match="--poses NAME"):
        repaint(bundle, {"stone": stone}, tmp_path / "out")


def test_a_bundle_is_not_written_over_itself(bundle, hat):
    with pytest.raises(ConfigError, match="Choose another --out"):
        repaint(bundle, {"stands": hat}, bundle.path)


def test_a_sheet_whose_margin_is_no_margin_is_refused(hatted):
    atlas = hatted.path / "sprites.json"
    layout = json.loads(atlas.read_text())
    layout["meta"]["spritelift"]["margins"]["stands"] = [0, 99, 0, 0]
    atlas.write_text(json.dumps(layout))
    assert "is not the file that was exported" in validate(hatted.path)[0]


def test_engines_find_the_middle_of_the_box_at_the_pivot(hatted, tmp_path):
    write_sheet(tmp_path, hatted.sprites)
    frames = json.loads((tmp_path / "sprites.json").read_text())["frames"]
    assert frames["stands"]["pivot"] == {"x": 0.5, "y": 8 / 14}
    assert frames["stone"]["pivot"] == {"x": 0.5, "y": 0.5}


def test_an_animated_sprite_stands_on_its_feet_whatever_grew(hatted):
    from spritelift_runtime.pygame_sprites import AnimatedSprite

    hero = AnimatedSprite(hatted, ["stands", "stone", "steps"])
    hero.rect.midbottom = (50, 40)
    feet = []
    for _ in range(3):
        hero.update(100)
        feet.append(hero.rect.midbottom)
    assert feet == [(50, 40)] * 3


def test_the_command_says_what_became_of_each_pose(bundle, hat, tmp_path, capsys):
    words = ["repaint", str(bundle.path), "--sprite", "stands", "--with", str(hat), "--out", str(tmp_path / "out")]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["painted"] == ["stands"]
    assert found["carried"] == ["steps", "falls"]
    assert Bundle.open(tmp_path / "out").repainted


def test_the_command_takes_several_paintings(bundle, hat, tmp_path, capsys):
    words = ["repaint", str(bundle.path), "--with", f"stands={hat}", "--with", f"falls={hat}", "--json"]
    assert main([*words, "--out", str(tmp_path / "out")]) == 0
    assert json.loads(capsys.readouterr().out)["painted"] == ["stands", "falls"]


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (["--with", "x.png"], "--with NAME=x.png"),
        (["--sprite", "stands"], "Give --with FILE.png"),
        ([], "Give --sprite NAME --with FILE.png"),
        (["--with", "a=x.png", "--with", "a=y.png"], "Give one --with for a sprite"),
        (["--sprite", "stand", "--with", "x.png"], "closest: stands"),
        (["--sprite", "stand", "--take", "{}"], "closest: stands"),
        (["--take", "{}"], "Give --sprite NAME"),
    ],
)
def test_words_that_say_too_little_are_answered_with_what_lacks(bundle, tmp_path, capsys, words, mend):
    words = [word.format(tmp_path / "pose.png") for word in words]
    assert main(["repaint", str(bundle.path), *words, "--out", str(tmp_path / "out")]) == 2
    assert mend in capsys.readouterr().err


def test_a_pose_taken_to_paint_on_comes_back_where_it_was(bundle, tmp_path, capsys):
    words = ["repaint", str(bundle.path), "--sprite", "stands"]
    assert main([*words, "--take", str(tmp_path / "pose.png")]) == 0
    taken = np.array(Image.open(tmp_path / "pose.png"))
    assert taken.shape == (12 + 2 * 6, 8 + 2 * 6, 4)
    hat = with_hat(bundle.sprites[0].rgba)
    taken[6 - 2 : 6 + 12, 6 : 6 + 8] = hat
    saved(taken, tmp_path / "pose.png")
    assert main([*words, "--with", str(tmp_path / "pose.png"), "--out", str(tmp_path / "out")]) == 0
    found = Bundle.open(tmp_path / "out").sprites[0]
    assert (found.margin, np.array_equal(found.rgba, hat)) == ((0, 2, 0, 0), True)
