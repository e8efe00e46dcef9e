"""How T^Z relates to T^X, and curves over processor time: what is drawn and scored is what a run did."""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from spritelift_runtime.errors import ConfigError, MissingError
from spritelift_trainer.animator.learner import new_model
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.checkpoints import save_checkpoint

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks" / "paper"))

import analysis
import cpu_clock
import cpu_minutes
import figure_18
import learning
import motion_plots
import moving_mnist
import sprite_motions
import sprites
from cpu_clock import Clock, cost_at, kept, step_of
from moving_digits import SIDE
from moving_scores import Thetas, _unseen, fixed_digit
from runs import Run
from sprite_clips import SpriteClips, diamonds
from sprite_motions import SpriteThetas, sprite_thetas
from test_moving_mnist import TINY, clips, data, glyphs  # noqa: F401 - data is a fixture
from test_sprites import Blocks

QUICK = {"quick": True, "set": ("width=8", "channels=8", "look=8", "batch=2")}


@pytest.fixture(scope="module", autouse=True)
def hardly_any_training():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cpu_minutes, "QUICK_MINUTES", 0.005)
        patch.setattr(cpu_minutes, "TIMED_STEPS", 3)
        yield


@pytest.fixture(scope="module")
def digits_run(data, tmp_path_factory):  # noqa: F811
    """A folder that moving_mnist.py worked in, hardly trained."""
    folder = tmp_path_factory.mktemp("digits")
    moving_mnist.measure(moving_mnist.Settings(data=data, work=folder, **QUICK), folder)
    return folder


@pytest.fixture(scope="module")
def sprites_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sprites")
    settings = sprites.Settings(work=folder, backgrounds=3, moving=True, **QUICK)
    sprites.measure(settings, folder, (Blocks(), Blocks(4)))
    return folder


def thetas(seed=0, count=400):
    """T^Z that is T^X."""
    motion = clips().scenes(count, np.random.default_rng(seed)).motion
    return Thetas(motion.inverse(), motion.inverse(), motion.forward())


def test_no_pair_of_frames_comes_twice():
    scenes, seen = clips().scenes(40, np.random.default_rng(0)), set()
    twice = scenes.only(np.array([3, 5, 3, 7, 5]))
    assert len(_unseen(twice, seen).first) == 3
    assert len(_unseen(scenes, seen).first) == 37
    assert len(_unseen(scenes, seen).first) == 0
    found = fixed_digit(new_model(TINY, (SIDE, SIDE)).eval(), clips(), glyphs()[0], 60)
    assert len(np.unique(found.true.round(6), axis=0)) > 40


def test_sprites_that_move_are_followed_by_a_true_t_z_alone():
    random = np.random.default_rng(0)
    first, second = random.integers(-10, 11, (2, 300))
    true = np.tile(np.eye(2, 3), (300, 1, 1))
    true[:, 0, 2] = 2 * (first - second) / sprite_motions.SIDE
    right = SpriteThetas(true, first, second).numbers()
    assert [right[f"translation_x_{name}"] for name in ("r2", "slope", "correlation")] == pytest.approx([1, 1, 1])
    assert right["translation_x_error_px"] == pytest.approx(0, abs=1e-9)
    shrunk = np.tile(0.7 * np.eye(2, 3), (300, 1, 1))
    for constant in (np.tile(np.eye(2, 3), (300, 1, 1)), shrunk):
        found = SpriteThetas(constant, first, second).numbers()
        for name in ("r2", "correlation", "slope"):
            assert found[f"translation_x_{name}"] == 0
        assert found["theta_std"] < 1e-12
    assert "translation_x_r2" not in SpriteThetas(true, first * 0, second * 0).numbers()


def test_sprites_pairs_are_each_of_one_clip_and_of_each_character_alike():
    model = new_model(AnimatorSettings(width=8, channels=8, look=8), (60, 60)).eval()
    every = sprite_motions._pairs_of_a_character(SpriteClips(Blocks()))
    assert len({tuple(pair) for pair in every.tolist()}) == len(every) == 4 * 3 + 3 * 2
    found = sprite_thetas(model, SpriteClips(Blocks(), diamonds(2, 0), moving=True), 40)
    assert found.found.shape == (40, 2, 3)
    assert np.allclose(found.found, np.eye(2, 3))  # untrained
    assert set(found.true_px) > {0}
    assert not sprite_thetas(model, SpriteClips(Blocks()), 20).true_px.any()
    assert len(sprite_thetas(model, SpriteClips(Blocks()), 10_000).found) == 6 * len(every)


def test_plots_are_drawn_of_a_t_z_that_moves_and_of_one_that_does_not(tmp_path):
    moving = thetas()
    still = replace(moving, found=np.tile(np.eye(2, 3), (400, 1, 1)))
    for one in (moving, still):
        assert len(motion_plots.densities({"it": one.found}, one.true).axes) == 8
        assert len(motion_plots.translations_and_angles({"it": one, "again": one}).axes) == 4
    motion_plots.translations_and_angles({"it": still}).savefig(tmp_path / "still.png")
    at = motion_plots.translations_and_angles({"it": moving}).axes[1].collections[0].get_offsets()
    assert np.allclose(*np.asarray(at).T)  # angles of T^X against themselves


def test_digits_are_analysed_by_the_folder_of_their_run(digits_run, data):  # noqa: F811
    found = analysis.measure(analysis.Settings(run=digits_run, pairs=40, data=data))
    assert set(found) == {"digit 5", "digit 8"}
    assert found["digit 5"]["pairs"] == 40
    assert json.loads((digits_run / "analysis.json").read_text()) == found
    for name in ("figure_11.png", "figures_12_to_14.png"):
        assert (digits_run / name).is_file()
    with pytest.raises(MissingError, match="--work"):
        analysis.measure(analysis.Settings(run=digits_run / "run"))


def test_sprites_are_analysed_with_their_translation(sprites_run):
    found = analysis.measure(analysis.Settings(run=sprites_run, pairs=50), Blocks(4))["sprites"]
    assert found["pairs"] == 50
    assert found["no_motion_error_px"] > 1
    assert (sprites_run / "translation_x.png").is_file()


def test_a_run_is_opened_as_it_was_told(digits_run, sprites_run):
    assert Run.open(digits_run).model().shape.pixels is False
    opened = Run.open(sprites_run)
    assert opened.of_sprites
    assert opened.model().shape.pixels
    last = kept(opened.folder)[-1]
    for mine, theirs in zip(opened.model().parameters(), opened.model(last).parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_curves_score_each_state_once(digits_run, sprites_run, data, tmp_path):  # noqa: F811
    settings = learning.Settings(runs=(), out=tmp_path / "curves.png", examples=20, mnist=data)
    rows = learning.curve(digits_run, settings)
    assert [row["steps"] for row in rows] == [step_of(path) for path in kept(digits_run / "run")]
    assert 0 < rows[-1]["cpu_min"] < 5
    assert rows[-1]["reconstruction_ratio"] > 0
    path = digits_run / learning.CURVES
    path.write_text(json.dumps([row | {"background_ratio": 7.0} for row in rows]))
    assert learning.curve(digits_run, settings)[0]["background_ratio"] == 7
    assert learning.curve(digits_run, replace(settings, examples=10))[0]["background_ratio"] != 7
    others = learning.curve(sprites_run, settings, Blocks(4))
    assert {"ours_ratio", "pixels_ratio", "left_in_background"} < set(others[0])
    learning.picture({"digits": rows, "sprites": others}).savefig(settings.out)


def test_the_clock_goes_on_after_a_stop_and_forgets_what_is_done_again(tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "process_time", lambda: now[0])
    clock = Clock(tmp_path, 0, 5.0)
    for step in (20, 40, 60):
        now[0] += 10
        clock("training", step, 60, {})
    assert cost_at(tmp_path, 20) == 15
    assert cost_at(tmp_path, 50) == 30
    now[0] += 500  # another process, whose time begins anywhere
    again = Clock(tmp_path, 40, 25.0)
    now[0] += 4
    again("training", 60, 60, {})
    assert cost_at(tmp_path, 60) == 29
    assert cost_at(tmp_path / "nothing", 60) == 0


def test_states_are_kept_the_further_apart_the_longer_it_goes(tmp_path, monkeypatch):
    now = [0.0]

    def ticking():
        now[0] += 0.01
        return now[0]

    monkeypatch.setattr(cpu_clock.time, "process_time", ticking)
    clock, net = Clock(tmp_path, 0, 0.0), torch.nn.Linear(1, 1)
    for step in range(1, 41):
        save_checkpoint(tmp_path, step, net, torch.optim.Adam(net.parameters()))
        clock("training", step, 40, {})
    steps = [step_of(path) for path in kept(tmp_path)]
    assert steps[:3] == [1, 2, 3]
    assert 10 < len(steps) < 25
    assert np.diff(steps)[-1] > 3


def test_figure_18_has_both_ways_to_tell_and_no_second_digit(data, tmp_path):  # noqa: F811
    settings = figure_18.Settings(data=data, work=tmp_path, **QUICK)
    found = figure_18.measure(settings, tmp_path)
    for name in ("told_in_training", "told_afterwards"):
        assert found[name]["translation_r2"] == pytest.approx(1)
    assert (tmp_path / "figure_18.png").is_file()
    figure_18.table(found)
    with pytest.raises(ConfigError, match="without --oracle"):
        analysis.measure(analysis.Settings(run=tmp_path / "told_in_training", data=data))
