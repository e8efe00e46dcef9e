"""The second paper's first experiment: its clips are as its text says, and its scores can't be had for nothing."""

import gzip
import struct
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from spritelift_runtime.errors import ConfigError, FormatError, MissingError
from spritelift_trainer.animator.clips import Clips
from spritelift_trainer.animator.learner import new_model
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.animator.transform import warp

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks" / "paper"))

import moving_mnist
from idx import mnist, read_idx
from moving_digits import (
    ANGLES,
    COLOURS,
    SHIFTS,
    SIDE,
    Motion,
    MovingDigits,
    backgrounds,
    masks,
    paths,
    rotations,
)
from moving_scores import angle_of, correlation, explained, fixed_digit, scores
from oracle import OracleLearner, tell, told

TINY = AnimatorSettings(width=8, channels=8, look=8)


def glyphs(count=20, seed=0):
    """Thick random strokes in the middle 20 of 28 pixels, as digits are."""
    random = np.random.default_rng(seed)
    made = np.zeros((count, 28, 28), np.uint8)
    y, x = np.mgrid[:28, :28]
    for glyph in made:
        corners = random.uniform(6, 21, (4, 2))
        for (x0, y0), (x1, y1) in pairwise(corners):
            along = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / np.hypot(x1 - x0, y1 - y0) ** 2, 0, 1)
            glyph[np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0)) < 2] = 255
    return made


def clips(digits=1, seed=0):
    return MovingDigits(glyphs(seed=seed), backgrounds(8, seed), digits)


def idx(array):
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder like MNIST's, of glyphs."""
    folder = tmp_path_factory.mktemp("idx")
    for split, count in (("train", 40), ("t10k", 30)):
        (folder / f"{split}-images-idx3-ubyte").write_bytes(idx(glyphs(count)))
        labels = np.arange(count, dtype=np.uint8) % 10
        (folder / f"{split}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(labels)))
    return folder


def test_idx_files_are_read_packed_or_not(data):
    images, labels = mnist(data, "t10k")
    assert np.array_equal(images, glyphs(30))
    assert labels[:12].tolist() == [*range(10), 0, 1]


def test_what_is_no_idx_file_says_so(tmp_path):
    with pytest.raises(MissingError, match="four idx files"):
        read_idx(tmp_path / "train-images-idx3-ubyte")
    (tmp_path / "float").write_bytes(bytes([0, 0, 13, 1, 0, 0, 0, 0]))
    with pytest.raises(FormatError, match="MNIST's own"):
        read_idx(tmp_path / "float")
    (tmp_path / "short").write_bytes(idx(glyphs(2))[:-1])
    with pytest.raises(FormatError, match="1567 values, not 1568"):
        read_idx(tmp_path / "short")


def test_mnist_itself_is_whole():
    data = moving_mnist.Settings().data
    if not data.is_dir():
        pytest.skip(f"runs where MNIST's four files are in {data}; reading them is tested above on files made here")
    for split, count in (("train", 60_000), ("t10k", 10_000)):
        images, labels = mnist(data, split)
        assert images.shape == (count, 28, 28)
        assert set(labels.tolist()) == set(range(10))


def test_backgrounds_are_diamonds_of_other_colours_and_never_black():
    assert len(COLOURS) == 147  # of 148 names
    assert COLOURS.any(1).all()
    for picture in backgrounds(20, seed=4):
        colours, counts = np.unique(picture.reshape(-1, 3), axis=0, return_counts=True)
        assert 2 <= len(colours) <= 6
        assert all((colour == COLOURS).all(1).any() for colour in colours)
        assert counts.max() >= SIDE**2 - 5 * (2 * 10 * 11 + 1)  # a diamond of radius r has 2r(r + 1) + 1 pixels
    assert np.array_equal(backgrounds(3, seed=4), backgrounds(20, seed=4)[:3])


def test_digits_turn_or_shift_as_the_paper_says_and_never_leave():
    found = paths(300, 2, np.random.default_rng(0))
    assert found.middle.min() >= 14
    assert found.middle.max() <= SIDE - 14
    shift = np.diff(found.middle, axis=2)
    turn = np.degrees(np.diff(found.angle, axis=2)).round(6)
    turns = turn != 0
    assert set(turn[turns]) == set(ANGLES)
    assert not shift[turns].any()
    assert set(shift[~turns].ravel()) == set(SHIFTS)


def test_masks_shift_and_turn_by_whole_pixels_and_right_angles_exactly():
    glyph = glyphs(5)
    middle = np.full((5, 2), 32.0)
    still = masks(glyph, middle, np.zeros(5))
    assert np.array_equal(still[:, 18:46, 18:46], glyph >= 51)
    moved = masks(glyph, middle + np.array([6, -4]), np.zeros(5))
    assert np.array_equal(moved, np.roll(still, (-4, 6), (1, 2)))
    clockwise = masks(glyph, middle, np.full(5, np.pi / 2))
    assert np.array_equal(clockwise, np.rot90(still, -1, (1, 2)))


def test_the_inverse_motion_is_what_grid_sample_takes():
    scenes = clips().scenes(50, np.random.default_rng(1))
    first, second = (torch.from_numpy(scenes.mask(each))[:, None].float() for each in (scenes.first, scenes.second))
    moved = warp(first, torch.from_numpy(scenes.motion.inverse()).float())
    wrong = warp(first, torch.from_numpy(scenes.motion.forward()).float())
    assert (moved - second).abs().sum() < 0.25 * second.sum()
    assert (wrong - second).abs().sum() > second.sum()


def test_a_motion_there_and_back_is_none():
    random = np.random.default_rng(0)
    motion = Motion(random.uniform(14, 50, (9, 2)), random.uniform(14, 50, (9, 2)), random.uniform(-1, 1, 9))
    bottom = np.tile([[[0.0, 0.0, 1.0]]], (9, 1, 1))
    there, back = (np.concatenate([each, bottom], 1) for each in (motion.forward(), motion.inverse()))
    assert np.allclose(there @ back, np.eye(3))


def test_a_clips_own_motion_takes_its_first_frame_to_its_second():
    scenes = clips().scenes(50, np.random.default_rng(2))
    second = scenes.frames(scenes.second)
    for canvas in (False, True):
        assert np.array_equal(scenes.transformed(scenes.motions, canvas), second)


def test_anothers_turn_is_made_about_the_digit_or_about_the_canvas():
    one, other = (clips(seed=seed).scenes(80, np.random.default_rng(seed)) for seed in (3, 4))
    digit, canvas = (other.transformed(one.motions, each) for each in (False, True))
    alike = (digit == canvas).all((1, 2, 3))
    still = np.abs(one.motion.angle) < 1e-9
    assert alike[still].all()
    assert not alike[~still].any()


@pytest.mark.parametrize("digits", [1, 2])
def test_pairs_are_two_frames_of_a_clip_that_come_again(digits):
    made = clips(digits)
    assert isinstance(made, Clips)
    first, second = made.pairs(40, 5, 6)
    assert np.array_equal(made.pairs(40, 5, 6), [first, second])
    assert not np.array_equal(made.pairs(40, 5, 7)[0], first)
    assert (first != second).any((1, 2, 3)).mean() > 0.9  # two turns can undo each other
    black = (first == 0).all(-1) | (second == 0).all(-1)
    assert np.array_equal(first[~black], second[~black])


def test_clips_without_digits_are_refused():
    with pytest.raises(ConfigError, match="Give 1 or more"):
        clips(digits=0)


def test_a_constant_t_z_explains_nothing_and_a_linear_one_all():
    random = np.random.default_rng(0)
    true = random.normal(size=(500, 6))
    assert explained(true, np.full((500, 2), 0.3)) == 0
    assert explained(true, 0.3 + 1e-4 * true[:, :2]) == 0
    assert explained(true, 2 * true[:, :2] + 1) == pytest.approx(1)
    assert abs(explained(true, random.normal(size=(500, 2)))) < 0.1
    assert correlation(true[:, 0], np.ones(500)) == 0
    assert correlation(true[:, 0], -true[:, 0]) == pytest.approx(-1)


def test_the_nearest_rotation_has_the_angle():
    angle = np.linspace(-1.2, 1.2, 7)
    assert np.allclose(angle_of(rotations(angle) * 1.7), angle)
    squeezed = np.array([[0.9, 0.1], [0.1, 1.3]])  # symmetric: no rotation
    assert np.allclose(angle_of(rotations(angle) @ squeezed), angle)


def test_an_untrained_model_scores_as_badly_as_it_is():
    model = new_model(TINY, (SIDE, SIDE)).eval()
    found = scores(model, clips(), 30)
    for name in ("reconstruction", "background", "transform", "transform_own_place", "background_only"):
        assert found[f"{name}_ratio"] > 1
    assert found["theta_std"] < 1e-3
    for name in ("translation_r2", "linear_r2", "mean_r2"):
        assert found[name] == fixed_digit(model, clips(), glyphs()[0], 30).numbers()[name] == 0
    assert found["video_frames_mse"] > 0
    assert len(found["figure_3"]["no_object"]) == 5


def test_t_x_itself_in_place_of_t_z_scores_fully():
    found = scores(told(new_model(TINY, (SIDE, SIDE)).eval()), clips(), 100)
    for name in ("translation_r2", "linear_r2", "mean_r2", "angle_correlation"):
        assert found[name] == pytest.approx(1)
    assert "transform_own_place_ratio" not in found


def test_a_told_t_z_knows_both_ways_of_the_pairs_it_was_told_of_and_no_others():
    model, motion = told(new_model(TINY, (SIDE, SIDE))), clips().drawn_for(4, 0, 0).motion
    tell(model, motion)
    maps = torch.zeros(8, 1, 4, 4)
    both = model.transform(maps, maps)
    assert np.allclose(both[:4], motion.inverse(), atol=1e-6)
    assert np.allclose(both[4:], motion.forward(), atol=1e-6)
    assert torch.equal(model.transform(maps[:4], maps[:4]), both[:4])
    with pytest.raises(ConfigError, match="Tell it"):
        model.transform(maps[:3], maps[:3])


def test_training_with_t_x_told_moves_from_the_first_step():
    learner = OracleLearner(new_model(TINY, (SIDE, SIDE)), TINY, clips(), torch.device("cpu"))
    first = learner.step(1)()
    assert first["theta_std"] > 0.1
    assert min(learner.step(step)()["loss"] for step in range(2, 30)) < first["loss"]
    assert not any(name.startswith("transform") for name in learner.net.state_dict())
    assert len(learner.picture(3))


def test_each_of_two_digits_moves_as_the_others_digit_of_its_number():
    one, other = (clips(2, seed).scenes(30, np.random.default_rng(seed)) for seed in (3, 4))
    own = one.transformed(one.motions, canvas=False)
    assert np.array_equal(own, one.frames(one.second))
    still = replace(other, second=other.first)
    assert np.array_equal(one.transformed(still.motions, canvas=False), one.frames(one.first))
    with pytest.raises(ConfigError, match="--digits 1"):
        moving_mnist.Settings(digits=2, oracle=True)


def test_the_command_trains_scores_draws_and_goes_on(data, tmp_path):
    told = {"quick": True, "data": data, "work": tmp_path, "set": ("width=8", "channels=8", "batch=2")}
    found = moving_mnist.measure(moving_mnist.Settings(**told), tmp_path)
    assert found["steps"] > 2
    for name in ("figure_2.png", "figure_10.png", "scores.json", "run/metrics.jsonl"):
        assert (tmp_path / name).is_file()
    assert {name for name, _ in moving_mnist.SHOWN} <= set(found)
    moving_mnist.table(found)
    with pytest.raises(ConfigError, match="--resume"):
        moving_mnist.measure(moving_mnist.Settings(**told), tmp_path)
    again = moving_mnist.measure(moving_mnist.Settings(**told, resume=True), tmp_path)
    assert again["steps"] >= found["steps"]
    assert again["train_cpu_min"] >= found["train_cpu_min"]
