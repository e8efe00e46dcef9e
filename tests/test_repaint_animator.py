"""`spritelift repaint --animator`: the animator proposes, the artist accepts or corrects, pose by pose."""

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from repaint_figures import drawn, figure_bundle, figure_sprites, with_hat
from test_animator import TINY, Marks
from test_animator_bundle import shaken

from spritelift.__main__ import main
from spritelift_runtime.animator import Animator
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError, MissingError, SizeError
from spritelift_runtime.repainting.proposing import proposed
from spritelift_runtime.repainting.repaint import repaint
from spritelift_trainer.animator.export import export_animator
from spritelift_trainer.animator.learner import new_model

POSES = [sprite.rgba for sprite in figure_sprites()[:3]]
GREEN = (40, 160, 60, 255)


def recoloured(rgba):
    """The shirt in green."""
    out = rgba.copy()
    out[(rgba == (192, 48, 48, 255)).all(2)] = GREEN
    return out


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """With an animator that is as it was before training: it does what an analogy says."""
    whole = figure_bundle(tmp_path_factory.mktemp("figures") / "bundle")
    return export_animator(new_model(replace(TINY, pixels=True), (32, 32)), Marks(), whole)


@pytest.fixture
def green(tmp_path):
    Image.fromarray(recoloured(POSES[0])).save(tmp_path / "green.png")
    return tmp_path / "green.png"


def test_the_animator_carries_a_colour_and_nothing_off_the_palette(bundle):
    painted = {0: (recoloured(POSES[0]), (0, 0, 0, 0))}
    found = proposed(Animator.open(bundle), POSES, painted, [1, 2])
    for pose, each in found.items():
        assert not each.given
        assert each.margin == (0, 0, 0, 0)
        assert each.rgba.shape == POSES[pose].shape
        assert each.unsure.shape == POSES[pose].shape[:2]
        wanted = recoloured(POSES[pose])
        right = (each.rgba == wanted).all(2)[wanted[..., 3] > 0]
        assert right.mean() > 0.9
        colours = {tuple(colour) for colour in painted[0][0].reshape(-1, 4).tolist()}
        assert {tuple(colour) for colour in each.rgba.reshape(-1, 4).tolist()} <= colours


def test_a_pose_that_looks_the_other_way_is_shown_the_mirror_image(bundle):
    painted = {0: (recoloured(POSES[0]), (0, 0, 0, 0))}
    poses = [POSES[0], POSES[0][:, ::-1]]
    found = proposed(Animator.open(bundle), poses, painted, [1])[1]
    np.testing.assert_array_equal(found.rgba, painted[0][0][:, ::-1])


def test_a_pose_that_grew_lies_where_it_lay(bundle):
    hat = with_hat(POSES[0])
    found = proposed(Animator.open(bundle), [POSES[0], POSES[0]], {0: (hat, (0, 2, 0, 0))}, [1])[1]
    top = found.margin[1]
    right = (found.rgba[top:] == hat[2:]).all(2)
    assert right[hat[2:, :, 3] > 0].mean() > 0.9
    assert found.rgba.shape[:2] == (12 + top + found.margin[3], 8 + found.margin[0] + found.margin[2])


def test_poses_larger_than_the_animators_frames_name_the_window_that_would_do(bundle):
    large = np.tile(drawn("\nkk\nrr"), (17, 17, 1))
    with pytest.raises(SizeError, match="--set window=40"):
        proposed(Animator.open(bundle), [large, large], {0: (large, (0, 0, 0, 0))}, [1])


def test_the_verb_proposes_accepts_and_corrects_pose_by_pose(bundle, green, tmp_path, capsys):
    words = ["repaint", str(bundle.path), "--sprite", "stands", "--with", str(green), "--json"]
    assert main([*words, "--out", str(tmp_path / "all"), "--animator"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["proposed"], told["carried"]) == (["steps", "falls"], [])
    sheet = np.array(Image.open(told["contact_sheet"]))
    assert main([*words, "--out", str(tmp_path / "plain")]) == 0
    assert json.loads(capsys.readouterr().out)["proposed"] == []
    assert sheet.shape[1] > np.array(Image.open(tmp_path / "plain" / "repaint.png")).shape[1]  # both, side by side
    assert main([*words, "--out", str(tmp_path / "one"), "--accept", "steps", "--animator", "steps", "falls"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["proposed"], told["kept"]) == (["steps"], ["falls"])
    by_all, by_one = (Bundle.open(tmp_path / name).sprites for name in ("all", "one"))
    np.testing.assert_array_equal(by_all[1].rgba, by_one[1].rgba)
    np.testing.assert_array_equal(by_one[2].rgba, POSES[2])
    corrected = tmp_path / "falls.png"
    Image.fromarray(np.where(POSES[2] == 192, np.uint8(99), POSES[2])).save(corrected)
    assert main([*words, "--out", str(tmp_path / "own"), "--animator", "--with", f"falls={corrected}"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["painted"], told["proposed"]) == (["stands", "falls"], ["steps"])
    np.testing.assert_array_equal(Bundle.open(tmp_path / "own").sprites[2].rgba, np.array(Image.open(corrected)))


def test_a_bundle_that_cannot_propose_says_how_it_could(bundle, green, tmp_path):
    told = {"painted": {"stands": green}, "out": tmp_path / "out"}
    with pytest.raises(ConfigError, match=r"stone is to be proposed.*--poses"):
        repaint(bundle, **told, animator=["stone"])
    without = figure_bundle(tmp_path / "without")
    with pytest.raises(MissingError, match="train-animator"):
        repaint(without, **told, animator=[])
    with pytest.raises(ConfigError, match="pixels=true"):
        repaint(export_animator(shaken(), Marks(), without), **told, animator=[])
    assert not (tmp_path / "out").exists()
