"""The animator: it begins as the identity, moves maps as affine maps say, and learns what moves from what stands."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from spritelift_runtime.errors import ConfigError, MissingError
from spritelift_trainer.animator.clips import Clips
from spritelift_trainer.animator.learn import learn, load
from spritelift_trainer.animator.learner import AnimatorLearner, new_model
from spritelift_trainer.animator.losses import Pass, losses
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.animator.shape import Shape
from spritelift_trainer.animator.transform import about, coordinates, warp
from spritelift_trainer.checkpoints import checkpoints
from spritelift_trainer.colours import colours_of

CPU = torch.device("cpu")
TINY = AnimatorSettings(width=8, channels=8, look=8, blocks=1, batch=4, steps=6, log_every=1, picture_every=6)
SHAPES = {
    "fast": Shape(size=(32, 32), width=8, channels=8, look=8),
    "fast, padded": Shape(size=(33, 22), width=8, channels=8, look=8),
    "fast, sees maps whole": Shape(size=(30, 27), width=8, channels=8, look=8, transform="whole"),
    "fast, volumes": Shape(size=(32, 20), width=8, channels=16, look=8, depth=4),
    "resnet": Shape(size=(35, 32), net="resnet", width=8, channels=8, look=8, blocks=1, stages=3),
    "resnet, volumes, whole": Shape(size=(32, 32), net="resnet", width=8, channels=8, depth=2, transform="whole"),
}


class Marks:
    """Clips of a dark mark, one of four, that jumps about before a plain colour."""

    size = (32, 32)
    marks = ("#..#.####", "####..#..", "#.#.#.#.#", "######..#")

    def pairs(self, count, seed, step):
        random = np.random.default_rng((seed, step))
        behind = random.integers(100, 256, (1, count, 1, 1, 3), np.uint8)
        frames = np.tile(behind, (2, 1, 32, 32, 1))
        for clip in range(count):
            mark = np.array(list(random.choice(self.marks))).reshape(3, 3) == "#"
            for frame, (y, x) in zip(frames, random.integers(0, 32 - 9, (2, 2)), strict=True):
                frame[clip, y : y + 9, x : x + 9][mark.repeat(3, 0).repeat(3, 1)] = 0
        return frames


class Stills(Marks):
    """Clips in which nothing moves."""

    def pairs(self, count, seed, step):
        first, _ = super().pairs(count, seed, step)
        return np.stack([first, first])


def frames_of(shape, n=3, seed=0):
    wide, high = shape.size
    return torch.rand(n, 3, high, wide, generator=torch.Generator().manual_seed(seed))


def model_of(shape):
    torch.manual_seed(0)
    return SceneSynthesis(shape)


def stirred(model):
    """The same with no parameter at 0, as after some training."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.1 * torch.randn(parameter.shape, generator=torch.Generator().manual_seed(1))
    return model.eval()


@pytest.fixture(params=SHAPES)
def shape(request):
    return SHAPES[request.param]


def test_t_z_is_exactly_the_identity_at_the_start(shape):
    theta = model_of(shape).theta(frames_of(shape, seed=1), frames_of(shape, seed=2))
    assert torch.equal(theta, torch.eye(shape.axes, shape.axes + 1).expand(3, -1, -1))


def test_t_z_depends_on_the_order_of_its_frames(shape):
    model, one, other = stirred(model_of(shape)), frames_of(shape, seed=1), frames_of(shape, seed=2)
    assert not torch.allclose(model.theta(one, other), model.theta(other, one), atol=1e-4)


def test_a_centred_t_z_is_the_identity_between_equal_frames_and_undoes_itself_backwards():
    shape = SHAPES["fast, padded"]
    model, one, other = stirred(model_of(shape)), frames_of(shape, seed=1), frames_of(shape, seed=2)
    assert torch.allclose(model.theta(one, one), torch.eye(2, 3).expand(3, -1, -1), atol=1e-6)
    there, back = model.theta(one, other)[..., :2], model.theta(other, one)[..., :2]
    assert torch.allclose(there + back, 2 * torch.eye(2).expand(3, -1, -1), atol=1e-6)
    assert not torch.allclose(there, back, atol=1e-5)


def test_frames_of_any_size_are_drawn_in_that_size_and_in_range(shape):
    model, frames = stirred(model_of(shape)), frames_of(shape)
    for drawn in (
        model(frames, frames, frames, frames),
        model.background_alone(frames),
        model.character_alone(frames, frames, frames),
    ):
        assert drawn.shape == frames.shape
        assert 0 <= drawn.min() <= drawn.max() <= 1


def test_the_named_uses_are_h_of_the_right_frames(shape):
    model = stirred(model_of(shape))
    x1, x2, y1, y2, b = (frames_of(shape, seed=seed) for seed in range(5))
    for found, h in (
        (model.rebackground(x1, x2, b), model(x1, x1, x2, b)),
        (model.transfer(x1, y1, y2), model(x1, y1, y2, x1)),
        (model.restage(x1, y1, y2, b), model(x1, y1, y2, b)),
    ):
        assert torch.equal(found, h)


def test_every_parameter_of_the_model_learns(shape):
    model, frames = stirred(model_of(shape)), frames_of(shape)
    model(frames, frames, frames.flip(0), frames).square().mean().backward()
    dumb = [name for name, p in model.named_parameters() if p.grad is None or not p.grad.abs().max() > 0]
    assert dumb == []


def test_volumes_and_maps_move_as_theta_says():
    maps = torch.rand(2, 6, 8, 8)
    shift = torch.eye(2, 3).repeat(2, 1, 1)
    shift[:, 0, 2] = 2 * 3 / 8  # theta is the inverse: points come from 3 cells further right
    assert torch.allclose(warp(maps, shift)[..., :-3], maps[..., 3:], atol=1e-5)
    assert warp(maps, shift)[..., -3:].abs().max() == 0
    deeper = torch.eye(3, 4).repeat(2, 1, 1)
    deeper[:, 0, 3], deeper[:, 2, 3] = 2 * 3 / 8, 2 * 1 / 3
    moved = warp(maps, deeper, depth=3).unflatten(1, (2, 3))
    assert torch.allclose(moved[:, :, :2, :, :-3], maps.unflatten(1, (2, 3))[:, :, 1:, :, 3:], atol=1e-5)


@given(degrees=st.integers(-90, 90), here=st.tuples(*2 * [st.floats(-0.4, 0.4)]), seed=st.integers(0, 9))
def test_a_turn_about_two_places_takes_one_to_the_other(degrees, here, seed):
    angle = torch.tensor(np.radians(degrees), dtype=torch.float32)
    linear = torch.stack([torch.cos(angle), -torch.sin(angle), torch.sin(angle), torch.cos(angle)]).view(1, 2, 2)
    places = torch.rand(1, 2, generator=torch.Generator().manual_seed(seed)) - 0.5
    theta = about(linear, torch.tensor([here]), places)
    assert torch.allclose(
        (theta[..., :2] @ places[..., None] + theta[..., 2:])[..., 0], torch.tensor([here]), atol=1e-5
    )
    assert torch.equal(theta[..., :2], linear)


def test_places_are_cells_middles():
    assert torch.allclose(coordinates((2, 4))[:5, 0], torch.tensor([-0.75, -0.25, 0.25, 0.75, -0.75]))
    grid = torch.nn.functional.affine_grid(torch.eye(2, 3)[None], [1, 1, 2, 4], align_corners=False)
    assert torch.allclose(coordinates((2, 4)), grid.reshape(-1, 2))


def test_a_character_that_turns_about_its_own_place_does_as_the_first_frame_would():
    shape = SHAPES["fast"]
    model, x1, x2, x_c = stirred(model_of(shape)), *(frames_of(shape, seed=seed) for seed in range(3))
    assert torch.equal(model.transfer(x1, x1, x2, own_place=True), model.transfer(x1, x1, x2))
    assert not torch.allclose(model.transfer(x_c, x1, x2, own_place=True), model.transfer(x_c, x1, x2), atol=1e-5)
    maps = model.character(x1), model.character(x2), model.character(x_c)
    moved, own = model.transform(*maps[:2]), model.transform(*maps)
    assert torch.equal(own[..., :2], moved[..., :2])  # the same turn
    place, shift = model.transform.place(maps[2]), model.transform.place(maps[1]) - model.transform.place(maps[0])
    to = place + shift  # where the character goes is where theta fetches it from
    fetched = (own[..., :2] @ to[..., None])[..., 0] + own[..., 2]
    bias = (moved[..., :2] @ model.transform.place(maps[1])[..., None])[..., 0] + moved[..., 2]
    assert torch.allclose(fetched - place, bias - model.transform.place(maps[0]), atol=1e-5)


def test_a_t_z_that_knows_no_places_says_which_does():
    shape = SHAPES["fast, sees maps whole"]
    frames = frames_of(shape)
    with pytest.raises(ConfigError, match="transform=centred"):
        model_of(shape).transfer(frames, frames, frames, own_place=True)


def test_the_losses_are_those_of_equation_4():
    drawn, wanted, moved, met, behind, other = (torch.full((1, 3, 2, 2), float(n)) for n in (0, 1, 2, 4, 5, 8))
    seen = Pass(drawn, wanted, moved, met, behind, other)
    assert {name: float(value) for name, value in losses(seen, 0.5, 0.1).items()} == pytest.approx(
        {"scene": 1.0, "equivariance": 2.0, "invariance": 0.9}
    )
    assert list(losses(seen, 0.0, 0.0)) == ["scene"]


@pytest.mark.parametrize(
    ("told", "mend"),
    [
        ({"learning_rate": 0.0}, "such as 2e-3"),
        ({"learning_rate": float("nan")}, "such as 2e-3"),
        ({"decay": 1.5}, "Give 0 to 1"),
        ({"batch": 0}, "Give 1 or more"),
        ({"equivariance": float("nan")}, "Give 0 or more"),
    ],
)
def test_settings_that_cannot_work_name_those_that_would(told, mend):
    with pytest.raises(ConfigError, match=mend):
        AnimatorSettings(**told)


@pytest.mark.parametrize(
    ("told", "mend"),
    [
        ({"width": 20}, "Try 16"),
        ({"depth": 3}, "Try --set depth=1"),
        ({"net": "resnet", "stages": 9}, "1 to 4"),
        ({"size": (15, 64)}, "Give 16 px a side"),
        ({"net": "resnet", "stages": 4}, "Give 64 px a side"),
    ],
)
def test_shapes_that_cannot_work_name_those_that_would(told, mend):
    with pytest.raises(ConfigError, match=mend):
        Shape(**{"size": (60, 60)} | told)


def test_training_that_is_taken_up_again_has_the_same_losses(tmp_path):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    settings = replace(TINY, checkpoint_every=3)
    learn(Marks(), settings, whole, CPU)
    learn(Marks(), settings, parts, CPU)
    for path in checkpoints(parts)[1:]:
        path.with_suffix(".json").unlink()
    learn(Marks(), settings, parts, CPU)
    assert (whole / "metrics.jsonl").read_text() == (parts / "metrics.jsonl").read_text()
    assert (whole / "pictures" / "step_000006.png").is_file()


def test_a_run_gives_its_model_back(tmp_path):
    learnt = learn(Marks(), TINY, tmp_path, CPU)
    frames = colours_of(Marks().pairs(2, 0, 99)[0], CPU)
    found = load(tmp_path, TINY, Marks.size)
    assert torch.equal(found(frames, frames, frames, frames), learnt.model(frames, frames, frames, frames))
    with pytest.raises(MissingError, match="Train it first"):
        load(tmp_path / "elsewhere", TINY, Marks.size)


def test_a_t_z_that_never_moves_is_begun_anew_and_never_goes_without_a_note(tmp_path):
    settings = replace(TINY, steps=9, patience=3, restarts=2, checkpoint_every=4)
    learnt = learn(Stills(), settings, tmp_path / "whole", CPU)
    attempts = [json.loads(line)["attempt"] for line in (tmp_path / "whole" / "metrics.jsonl").open()]
    assert attempts == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert "began anew 2 times, the last time at step 6" in learnt.notes[0]
    assert "can't animate" in learnt.notes[1]
    learn(Stills(), settings, tmp_path / "parts", CPU)
    for path in checkpoints(tmp_path / "parts")[-1:]:  # step 9; step 8 knows of both
        path.with_suffix(".json").unlink()
    learn(Stills(), settings, tmp_path / "parts", CPU)
    assert (tmp_path / "whole" / "metrics.jsonl").read_text() == (tmp_path / "parts" / "metrics.jsonl").read_text()


def test_attempts_begin_with_weights_of_their_own():
    first, again, second = (new_model(TINY, (32, 32), attempt) for attempt in (0, 0, 1))
    weights = [model.character.layers[1].weight for model in (first, again, second)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


def test_the_rate_rises_stays_and_falls():
    learner = AnimatorLearner(new_model(TINY, (32, 32)), replace(TINY, steps=1000), Marks(), CPU)
    rates = [learner._rate(step) for step in (15, 30, 500, 750, 1000)]
    assert rates == pytest.approx([1e-3, 2e-3, 2e-3, 2e-3 * 0.505, 2e-5], rel=1e-2)


def test_in_half_precision_a_step_does_about_the_same_and_places_stay_whole():
    losses, frames = {}, frames_of(SHAPES["fast"])
    for bf16 in (False, True):
        learner = AnimatorLearner(stirred(new_model(TINY, (32, 32))), replace(TINY, bf16=bf16), Marks(), CPU)
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            assert learner.net.theta(frames, frames.flip(0)).dtype == torch.float32
        losses[bf16] = learner.step(1)()["loss"]
    assert losses[True] == pytest.approx(losses[False], rel=0.05)


def test_marks_are_clips():
    assert isinstance(Marks(), Clips)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory):
    """A small model that learnt to move marks, within seconds."""
    settings = replace(TINY, width=16, channels=16, look=16, batch=8, steps=300, log_every=50, learning_rate=5e-3)
    return learn(Marks(), settings, tmp_path_factory.mktemp("learnt"), CPU).model


def test_it_learns_to_move_what_moves(learnt):
    first, second = (colours_of(frames, CPU) for frames in Marks().pairs(64, 1, 0))
    with torch.no_grad():
        theta = learnt.theta(first, second)
        error = (learnt(first, first, second, first) - second).square().mean()
        behind = learnt.background_alone(first)
    assert error < 0.5 * (first - second).square().mean()
    assert theta[..., 2].std(0).min() > 0.1
    plain = second.amax((2, 3), keepdim=True)
    assert (behind - plain).square().mean() < 0.5 * (first - plain).square().mean()


def test_what_it_learnt_moves_a_character_onto_another_background(learnt):
    first, second = (colours_of(frames, CPU) for frames in Marks().pairs(64, 1, 0))
    colours = first.amax((2, 3), keepdim=True).roll(1, 0)
    wanted = torch.where(second.amax(1, keepdim=True) > 0, colours, 0)
    with torch.no_grad():
        found = learnt.rebackground(first, second, first.roll(1, 0))
    assert (found - wanted).square().mean() < 0.75 * (wanted - colours).square().mean()
