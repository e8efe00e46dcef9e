"""MarioNette's training: what a mined start teaches, how it goes on, and what it does about its known failures."""

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch")
from test_marionette import frames_of as any_frames  # noqa: E402
from test_marionette import model_of, tiny  # noqa: E402
from trainer_scenes import SIZE, art_of, frames_of, known_game, mined_of, noise, still_scenes  # noqa: E402

from spritelift_runtime.art import Art, Sprite  # noqa: E402
from spritelift_runtime.errors import ConfigError, TrainingError  # noqa: E402
from spritelift_runtime.metrics import evaluate  # noqa: E402
from spritelift_runtime.scene import Placement, Plane, Scene  # noqa: E402
from spritelift_runtime.scenes import Scenes  # noqa: E402
from spritelift_trainer.export import export  # noqa: E402
from spritelift_trainer.marionette import learner as learner_module  # noqa: E402
from spritelift_trainer.marionette import memory  # noqa: E402
from spritelift_trainer.marionette.deciding import Readout  # noqa: E402
from spritelift_trainer.marionette.dictionary import SpriteDictionary  # noqa: E402
from spritelift_trainer.marionette.labels import labels_of  # noqa: E402
from spritelift_trainer.marionette.learner import learning_rate  # noqa: E402
from spritelift_trainer.marionette.lifting import whole_levels  # noqa: E402
from spritelift_trainer.marionette.losses import hill_prior  # noqa: E402
from spritelift_trainer.marionette.patches import patches_of, rows_of  # noqa: E402
from spritelift_trainer.marionette.revival import count_uses, dead_codes, revive  # noqa: E402
from spritelift_trainer.marionette.settings import OURS, PAPER, MarionetteSettings  # noqa: E402
from spritelift_trainer.presets import PRESETS, settings_of  # noqa: E402
from spritelift_trainer.train import train  # noqa: E402

SMALL = MarionetteSettings(
    k=8, sprites=6, dim=16, width=16, shifts="shared", steps=4, batch=2, log_every=1, checkpoint_every=2,
    picture_every=4, learning_rate=1e-3,
)  # fmt: skip
FRAMES = 12


@pytest.fixture
def game(tmp_path, monkeypatch):
    monkeypatch.setitem(PRESETS, "paper", SMALL)
    return known_game(tmp_path / "recording", monkeypatch, FRAMES)


def logged(run):
    return [json.loads(line) for line in (run.path / "metrics.jsonl").read_text().splitlines()]


def test_the_paper_preset_is_the_papers():
    assert (PAPER.k, PAPER.dim, PAPER.layers, PAPER.batch) == (32, 128, 2, 8)
    assert (PAPER.learning_rate, PAPER.background_rate, PAPER.prior_weight) == (1e-4, 1e-3, 1e-4)
    assert (PAPER.start, PAPER.shifts, PAPER.offsets, PAPER.prior) == ("random", "crop", "discrete", "arcsine")
    assert (PAPER.revive, PAPER.switch_weight, PAPER.taught_steps) == (False, 0, 0)
    assert OURS.start == "mined"
    assert OURS.revive


def test_settings_are_changed_by_name_and_read_as_what_they_are():
    found = settings_of("paper", 7, 3, {"k": "16", "revive": "yes", "prior": "hill", "learning_rate": "2e-3"})
    assert (found.k, found.revive, found.prior, found.learning_rate) == (16, True, "hill", 2e-3)
    assert (found.steps, found.seed) == (7, 3)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sprits": "5"}, "Try sprites"),
        ({"k": "big"}, "Give a whole number"),
        ({"prior": "none"}, "known: arcsine, hill"),
        ({"revive": "maybe"}, "Give true or false"),
        ({"learning_rate": "0"}, "Give more than 0"),
        ({"learning_rate": "nan"}, "Give more than 0"),
        ({"batch": "0"}, "Give 1 or more"),
        ({"dim": "20"}, "Try 16"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_with_one_that_would(changes, said):
    with pytest.raises(ConfigError, match=said):
        settings_of("paper", None, 0, changes)


def test_a_stopped_and_resumed_run_has_the_losses_of_an_uninterrupted_one(game, tmp_path):
    whole = train([game.path], tmp_path / "whole", preset="paper", changes={"revive": True})
    part = train([game.path], tmp_path / "part", preset="paper", changes={"revive": True}, minutes=0.0)
    assert (part.stopped, part.steps) == ("minutes", 0)
    resumed = train([game.path], tmp_path / "part", preset="paper", changes={"revive": True}, resume=True)
    assert [line["loss"] for line in logged(resumed)] == [line["loss"] for line in logged(whole)]


def test_other_settings_are_refused_on_resuming_unless_told_to(game, tmp_path):
    train([game.path], tmp_path / "run", preset="paper")
    with pytest.raises(ConfigError, match="steps = 4"):
        train([game.path], tmp_path / "run", preset="paper", steps=6, resume=True)
    longer = train([game.path], tmp_path / "run", preset="paper", steps=6, resume=True, changed=True)
    assert (longer.stopped, longer.steps) == ("done", 6)


def test_a_loss_that_is_no_number_ends_it_with_step_checkpoint_and_cause(game, tmp_path, monkeypatch):
    honest = learner_module.reconstruction

    def broken(drawn, frames):
        return honest(drawn, frames) * (float("nan") if broken.calls == 2 else 1.0)

    def counting(drawn, frames):
        loss = broken(drawn, frames)
        broken.calls += 1
        return loss

    broken.calls = 0
    monkeypatch.setattr(learner_module, "reconstruction", counting)
    with pytest.raises(TrainingError, match=r"step 3 .*division.*step_000002\.safetensors.*learning_rate"):
        train([game.path], tmp_path / "run", preset="paper")


def test_too_little_memory_names_the_batch_that_would_fit(game, tmp_path, monkeypatch):
    needed = memory.needed_bytes(SMALL.shape(SIZE), 1)
    monkeypatch.setattr(memory, "_free_bytes", lambda _device: needed + 1)
    with pytest.raises(ConfigError, match="--set batch=1"):
        train([game.path], tmp_path / "run", preset="paper")


def test_patches_show_the_mined_sprites_where_they_stand():
    rng = np.random.default_rng(2)
    large = Sprite(name="large", rgba=noise(rng, 19, 7))  # wider than two patches of 8
    art = Art(size=SIZE, sprites=(large, *art_of(rng).sprites), backgrounds=(np.zeros((40, 48, 4), np.uint8),))
    plane = Plane(picture=0, clip=(0, 0, *SIZE))
    scenes = Scenes.of([Scene((plane,), (Placement(0, 3, 2), Placement(2, 30, 20, flip_x=True), Placement(1, 5, 25)))])
    patches = patches_of(mined_of(art, scenes), 8, 20)
    canvas = np.zeros((60, 60, 4), np.uint8)
    for number, (x, y) in zip(patches.patch.tolist(), patches.corner.tolist(), strict=True):
        patch = patches.rgba[number]
        part = canvas[y : y + 8, x : x + 8]
        part[patch[..., 3] > 0] = patch[patch[..., 3] > 0]
    assert (canvas[:40, :48, :3] == frames_of(scenes, art)[0]).all()


def test_labels_say_where_every_patch_is():
    rng = np.random.default_rng(3)
    art = art_of(rng)
    patches = patches_of(mined_of(art, still_scenes(rng, art, 8)), 8, 20)
    shape = tiny(size=SIZE, layers=2)
    labels = labels_of(patches, shape)
    assert labels.lost == 0
    rows, place = rows_of(labels.starts, np.array([5, 0]))
    assert (place == np.repeat([0, 1], [patches.starts[6] - patches.starts[5], patches.starts[1]])).all()
    columns, first = shape.grid[1], shape.cell // 2 - shape.k // 2
    at = np.stack([labels.at % columns, labels.at // columns], 1)
    corner = first + at * shape.cell + labels.outcome - shape.k // 2
    found = {(int(p), *xy) for p, xy in zip(labels.patch[rows], corner[rows].tolist(), strict=True)}
    wanted = np.r_[patches.starts[5] : patches.starts[6], patches.starts[0] : patches.starts[1]]
    assert found == {(int(patches.patch[n]), *patches.corner[n].tolist()) for n in wanted}


def test_what_covers_another_is_on_a_layer_above_it():
    rng = np.random.default_rng(4)
    art = art_of(rng)
    plane = Plane(picture=0, clip=(0, 0, *SIZE))
    scenes = Scenes.of([Scene((plane,), (Placement(0, 8, 8), Placement(1, 10, 9)))])
    labels = labels_of(patches_of(mined_of(art, scenes), 8, 20), tiny(size=SIZE, layers=2))
    assert labels.layer.tolist() == [0, 1]


def test_a_mined_start_teaches_the_dictionary_and_the_encoder(game, tmp_path):
    changes = {"start": "mined", "taught_steps": 120, "taught_rate": 0.01, "background": "texture", "sprites": 10}
    run = train([game.path], tmp_path / "run", preset="paper", steps=120, changes=changes)
    first, last = logged(run)[0], logged(run)[-1]
    assert last["switch"] + last["choice"] < 0.5 * (first["switch"] + first["choice"])
    patches = patches_of(run.mined, SMALL.k, 10).rgba
    drawn = whole_levels(Readout.of(run.model).sprites)[: len(patches)]
    assert (drawn[..., 3] == patches[..., 3]).all()
    assert abs(drawn.astype(int) - patches)[patches[..., 3] > 0].mean() < 3


def test_a_learnt_run_is_exported_and_measured_like_any_other(game, tmp_path):
    run = train([game.path], tmp_path / "run", preset="paper", changes={"start": "mined", "taught_steps": 4})
    bundle = export([run.path], tmp_path / "bundle")
    assert bundle.near
    assert evaluate(bundle, game)["frames_scored"] == 2


def test_dead_codes_start_anew_beside_one_that_is_used():
    torch.manual_seed(0)
    dictionary = SpriteDictionary(tiny())
    optimizer = torch.optim.AdamW(dictionary.parameters())
    dictionary(dictionary.codes()).sum().backward()
    optimizer.step()
    for _ in range(400):
        count_uses(dictionary, torch.tensor([0.0, 1.0, 0.0, 0.0, 0.0]))
    assert dead_codes(dictionary).tolist() == [True, False, True, True, True]
    used = dictionary.latent[1].clone()
    assert revive(dictionary, optimizer, seed=0) == 4
    assert torch.equal(dictionary.latent[1], used)
    near = torch.cosine_similarity(dictionary.latent, used[None])
    assert (near > 0.6).all()
    assert not optimizer.state[dictionary.latent]["exp_avg"][[0, 2, 3, 4]].any()
    assert not dead_codes(dictionary).any()


def test_continuous_shifts_lie_between_two_whole_pixels():
    model = model_of(tiny(shifts="shared", offsets="continuous"))
    drawn = model(any_frames(model.shape))
    told = drawn.shifts
    assert torch.allclose(told.sum(-1), torch.ones(()), atol=1e-5)
    assert ((told > 0).sum(-1) <= 2).all()
    whole = torch.arange(told.shape[-1]) - model.shape.k // 2
    assert (told @ whole.float()).frac().abs().max() > 0.01
    assert all(each is not told for each in drawn.decisions)


def test_the_hill_prior_is_least_where_all_is_decided():
    assert hill_prior([torch.tensor([0.0, 1.0])]) == 0
    assert hill_prior([torch.tensor([0.5])]) == pytest.approx(1.5)


def test_the_learning_rate_of_taught_steps_ends_where_the_papers_begins():
    settings = MarionetteSettings(taught_steps=100, taught_rate=1e-2, learning_rate=1e-4)
    assert learning_rate(101, 100, settings) == 1e-4
    assert learning_rate(100, 100, settings) == pytest.approx(1e-4)
    assert max(learning_rate(step, 100, settings) for step in range(1, 101)) == pytest.approx(1e-2)


def test_a_mined_start_settles_what_is_left_open(game, tmp_path):
    run = train([game.path], tmp_path / "run", preset="paper", changes={"start": "mined", "k": 0, "sprites": 0})
    assert (run.settings.k, run.settings.sprites) == (8, 6)  # three sprites of 5 to 7 px, and their mirror images
    with pytest.raises(ConfigError, match="Give k, or start=mined"):
        settings_of("paper", None, 0, {"k": "0"})


def test_a_mined_start_settles_the_number_of_sprites_for_a_side_that_is_given(game, tmp_path):
    changes = {"start": "mined", "k": SMALL.k, "sprites": 0}
    run = train([game.path], tmp_path / "run", preset="paper", steps=1, changes=changes)
    assert run.about["k"] == SMALL.k
    assert run.about["sprites"] == len(patches_of(run.mined, SMALL.k).rgba) > 0
