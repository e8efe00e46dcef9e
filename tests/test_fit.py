"""The encoder's training loop: it learns, it can be stopped and gone on with, and it says what it can't do."""

import json
import os
import signal

import numpy as np
import pytest

from spritelift_runtime.art import Art, Sprite
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError, FormatError, SizeError, UnavailableError
from spritelift_runtime.recording import Recording
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes

torch = pytest.importorskip("torch")
from trainer_scenes import SIZE, art_of, frames_of, known_game, mined_of, noise, recorded, still_scenes  # noqa: E402

import spritelift_trainer.pasting as pasting  # noqa: E402
import spritelift_trainer.train as training  # noqa: E402
from spritelift_trainer.checkpoints import checkpoints  # noqa: E402
from spritelift_trainer.export import export  # noqa: E402
from spritelift_trainer.fit import FitSettings, choose_device, learning_rate  # noqa: E402
from spritelift_trainer.footage import Footage, WindowSampler  # noqa: E402
from spritelift_trainer.pasting import Paster, Placed  # noqa: E402
from spritelift_trainer.pictures import checkerboard, dictionary_picture, triptych  # noqa: E402
from spritelift_trainer.presets import PRESETS  # noqa: E402
from spritelift_trainer.train import train  # noqa: E402

SMALL = FitSettings(
    steps=6, windows=2, window_px=32, stem=4, width=8, blocks=1, log_every=1, checkpoint_every=2, picture_every=3
)
FRAMES = 20


@pytest.fixture
def game(tmp_path, monkeypatch):
    monkeypatch.setitem(PRESETS, "fast", SMALL)
    return known_game(tmp_path / "recording", monkeypatch, FRAMES)


def logged(run):
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def test_a_run_leaves_checkpoints_metrics_pictures_and_a_description(game, tmp_path):
    run = train([game.path], tmp_path / "run")
    assert run.stopped == "done"
    assert [line["step"] for line in logged(run.path)] == [1, 2, 3, 4, 5, 6]
    assert [path.name for path in checkpoints(run.path)] == ["step_000004.safetensors", "step_000006.safetensors"]
    assert sorted(path.name for path in (run.path / "pictures").iterdir()) == ["step_000003.png", "step_000006.png"]
    (row,) = run.about["recordings"]
    assert (row["first"], row["last"], row["frames"]) == (0, 15, FRAMES)
    assert row["sha256"] == game.sha256


def test_the_loss_falls(game, tmp_path, monkeypatch):
    monkeypatch.setitem(PRESETS, "fast", FitSettings(**{**vars(SMALL), "steps": 60, "width": 16}))
    losses = [line["loss"] for line in logged(train([game.path], tmp_path / "run").path)]
    assert np.mean(losses[-5:]) < 0.6 * np.mean(losses[:5])


def test_a_run_stopped_and_resumed_has_the_losses_of_an_uninterrupted_one(game, tmp_path, monkeypatch):
    whole = train([game.path], tmp_path / "whole")
    stop_after(monkeypatch, steps=3)
    part = train([game.path], tmp_path / "part")
    assert part.stopped == "interrupted"
    assert part.steps == 3
    monkeypatch.undo()
    monkeypatch.setitem(PRESETS, "fast", SMALL)
    resumed = train([game.path], tmp_path / "part", resume=True)
    assert logged(resumed.path) == logged(whole.path)
    one, other = (checkpoints(run.path)[-1].read_bytes() for run in (whole, resumed))
    assert one == other


def test_what_was_logged_after_the_last_checkpoint_is_dropped_on_resume(game, tmp_path):
    whole = train([game.path], tmp_path / "run")
    before = logged(whole.path)
    for path in checkpoints(whole.path)[-1:]:  # as if killed between step 4's checkpoint and the end
        path.unlink()
        path.with_suffix(".json").unlink()
    with (whole.path / "metrics.jsonl").open("a") as log:
        log.write('{"step": 7, "lo')
    assert logged(train([game.path], tmp_path / "run", resume=True).path) == before


def test_ctrl_c_keeps_what_has_been_learnt(game, tmp_path, monkeypatch):
    stop_after(monkeypatch, steps=1)
    run = train([game.path], tmp_path / "run")
    assert run.stopped == "interrupted"
    assert [path.name for path in checkpoints(run.path)] == ["step_000001.safetensors"]
    assert "Stopped by Ctrl-C after 1 of 6 steps. Go on with --resume." in run.notes
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def stop_after(monkeypatch, steps):
    """Send this process Ctrl-C during that step."""
    learner_step = training.fit.__globals__["Learner"].step

    def step(self, number):
        if number == steps:
            os.kill(os.getpid(), signal.SIGINT)
        return learner_step(self, number)

    monkeypatch.setattr("spritelift_trainer.fit.Learner.step", step)


def test_minutes_stop_early_with_a_checkpoint_and_say_so(game, tmp_path):
    run = train([game.path], tmp_path / "run", minutes=0.0)
    assert (run.stopped, run.steps) == ("minutes", 0)
    assert [path.name for path in checkpoints(run.path)] == ["step_000000.safetensors"]
    assert "Stopped by --minutes after 0 of 6 steps. Go on with --resume." in run.notes


def test_resuming_with_another_setting_names_it(game, tmp_path):
    train([game.path], tmp_path / "run", steps=2)
    with pytest.raises(ConfigError, match=r"begun with steps = 2, and is resumed with 4. Resume with 2"):
        train([game.path], tmp_path / "run", steps=4, resume=True)
    with pytest.raises(ConfigError, match=r"holdout = 0.2, and is resumed with 0.5"):
        train([game.path], tmp_path / "run", steps=2, holdout=0.5, resume=True)


def test_resuming_with_another_recording_is_refused(game, tmp_path):
    train([game.path], tmp_path / "run")
    other = recorded(tmp_path / "other", game.frames[5:15])
    with pytest.raises(ConfigError, match="begun with other recordings"):
        train([other.path], tmp_path / "run", resume=True)


def test_a_changed_checkpoint_is_named(game, tmp_path):
    run = train([game.path], tmp_path / "run")
    newest = checkpoints(run.path)[-1]
    newest.write_bytes(newest.read_bytes()[:-1] + b"?")
    with pytest.raises(FormatError, match=r"step_000006.safetensors is missing or was changed"):
        run.encoder()


def test_a_run_or_anything_else_in_the_way_is_refused(game, tmp_path):
    train([game.path], tmp_path / "run")
    with pytest.raises(ConfigError, match="Go on with --resume"):
        train([game.path], tmp_path / "run")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(ConfigError, match="not empty"):
        train([game.path], tmp_path / "full")


def test_recordings_of_different_sizes_are_refused_with_both_sizes(game, tmp_path):
    other = recorded(tmp_path / "other", np.zeros((2, 10, 12, 3), np.uint8))
    with pytest.raises(SizeError, match=r"48x40 px.*12x10 px"):
        train([game.path, other.path], tmp_path / "run")


def test_settings_that_cant_work_say_what_would(game, tmp_path):
    with pytest.raises(ConfigError, match="Try 32"):
        FitSettings(window_px=33)
    with pytest.raises(ConfigError, match="known: fast"):
        train([game.path], tmp_path / "run", preset="quick")
    with pytest.raises(ConfigError, match=r"Give a share from 0 to 0.9"):
        train([game.path], tmp_path / "run", holdout=1.0)
    with pytest.raises(ConfigError, match="at least one folder"):
        train([], tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_asking_for_a_missing_cuda_device_says_so():
    with pytest.raises(UnavailableError, match=r"no CUDA device here. Use --device cpu"):
        choose_device("cuda")
    assert choose_device("auto").type == "cpu"


def test_the_learning_rate_depends_on_the_step_alone_and_ends_near_zero():
    settings = FitSettings(steps=100)
    rates = [learning_rate(step, settings) for step in range(101)]
    assert max(rates) == pytest.approx(settings.learning_rate, rel=0.01)
    assert rates.index(max(rates)) == 15
    assert rates[100] < 0.01 * settings.learning_rate


def test_the_encoder_sees_exactly_what_differs_from_the_background(tmp_path):
    rng = np.random.default_rng(2)
    art = art_of(rng)
    scenes = still_scenes(rng, art, 3)
    frames = frames_of(scenes, art)
    mined = mined_of(art, scenes)
    recording = recorded(tmp_path / "recording", frames)
    footage = Footage([recording], mined.frames, training.plan_planes(art, mined.planes, scenes), scenes)
    behind = art.backgrounds[0][..., :3]
    for i, frame in enumerate(frames):
        mask = (frame != behind).any(2)
        seen = footage.foreground(i)[:, :40, :48]
        assert np.array_equal(seen[3] > 0, mask)
        assert np.array_equal(seen[:3].transpose(1, 2, 0), frame * mask[..., None])
        assert np.array_equal(footage.background(i)[:, :40, :48].permute(1, 2, 0).numpy(), behind)


def sampler_of(tmp_path, sprites=3):
    rng = np.random.default_rng(2)
    art = art_of(rng, sprites=sprites)
    scenes = still_scenes(rng, art, 4)
    recording = recorded(tmp_path / "recording", frames_of(scenes, art))
    lesson, _ = training._lesson([recording], mined_of(art, scenes))
    return WindowSampler(lesson.footage, lesson.anchors, lesson.grid, art, lesson.variants, 32), lesson


def test_a_batch_depends_on_seed_and_step_alone(tmp_path):
    sampler, _ = sampler_of(tmp_path)
    first = sampler.batch(4, 7, 3)
    sampler.batch(4, 7, 4)
    again, other = sampler.batch(4, 7, 3), sampler.batch(4, 8, 3)
    assert torch.equal(first.foreground, again.foreground)
    assert torch.equal(first.labels.variant, again.labels.variant)
    assert not torch.equal(first.foreground, other.foreground)


def test_less_shows_of_what_a_window_cuts(tmp_path):
    sampler, lesson = sampler_of(tmp_path)
    anchors, variants = lesson.anchors, lesson.variants
    row = int(anchors.share[: anchors.starts[1]].argmax())
    left = int(variants.boxes(anchors.x, anchors.y, anchors.variant)[row, 0])
    placed = sampler._placed(0, (left + 2, 0))
    wide = int(variants.size[anchors.variant[row], 0])
    assert placed.share[row] == pytest.approx(anchors.share[row] * (wide - 2) / wide)


def test_pasted_sprites_stand_where_their_labels_say(tmp_path, monkeypatch):
    monkeypatch.setattr(pasting, "UNKNOWN_SHARE", 0)
    _, lesson = sampler_of(tmp_path)
    variants, art = lesson.variants, lesson.mined.art
    paster = Paster(art, variants, np.ones(len(variants), np.int64))
    window = np.zeros((4, 32, 32), np.uint8)
    nothing = Placed(*(np.zeros(0, np.int64) for _ in range(3)), np.zeros(0, np.float32))
    placed = paster.paste(window, nothing, 3, np.random.default_rng(0))
    places = [
        Placement(int(variants.sprite[v]), *(corner - variants.half[v]).tolist(), flip_x=bool(variants.flip[v] & 1))
        for v, corner in zip(placed.variant, np.stack([placed.x, placed.y], 1), strict=True)
    ]
    drawn = compose(Scene((), tuple(places)), Art(size=(32, 32), sprites=art.sprites))
    assert np.array_equal(window[:3].transpose(1, 2, 0), drawn)
    assert np.array_equal(window[3] > 0, drawn.any(2))


def test_unknown_things_are_pasted_in_one_colour_and_taught_as_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(pasting, "UNKNOWN_SHARE", 1)
    _, lesson = sampler_of(tmp_path)
    paster = Paster(lesson.mined.art, lesson.variants, np.ones(len(lesson.variants), np.int64))
    window = np.zeros((4, 32, 32), np.uint8)
    nothing = Placed(*(np.zeros(0, np.int64) for _ in range(3)), np.zeros(0, np.float32))
    assert len(paster.paste(window, nothing, 1, np.random.default_rng(0)).x) == 0
    assert len(np.unique(window[:3, window[3] > 0], axis=1).T) == 1


def test_what_a_paste_covers_is_no_longer_taught(tmp_path, monkeypatch):
    monkeypatch.setattr(pasting, "UNKNOWN_SHARE", 0)
    _, lesson = sampler_of(tmp_path)
    paster = Paster(lesson.mined.art, lesson.variants, np.ones(len(lesson.variants), np.int64))
    window = np.zeros((4, 1, 1), np.uint8)  # every centre is its one pixel
    nothing = Placed(*(np.zeros(0, np.int64) for _ in range(3)), np.zeros(0, np.float32))
    placed = paster.paste(window, nothing, 3, np.random.default_rng(0))
    assert (placed.share[:2] == 0).all()
    assert placed.share[2] > 0


def test_a_game_without_sprites_trains_in_no_steps_and_still_exports(tmp_path, monkeypatch):
    rng = np.random.default_rng(0)
    art = art_of(rng, sprites=0)
    scenes = still_scenes(rng, art, 5)
    recording = recorded(tmp_path / "recording", frames_of(scenes, art))
    monkeypatch.setattr(training, "mine", lambda _r, ranges, _p=None, **_: mined_of(art, scenes[: ranges[0][1]]))
    run = train([recording.path], tmp_path / "run")
    assert (run.stopped, run.steps) == ("done", 0)
    assert export([run.path], tmp_path / "bundle").sprites == ()


def test_footage_too_large_for_memory_shows_the_same(tmp_path, monkeypatch):
    rng = np.random.default_rng(2)
    art = art_of(rng)
    scenes = still_scenes(rng, art, 3)
    recording = recorded(tmp_path / "recording", frames_of(scenes, art))
    plans = training.plan_planes(art, mined_of(art, scenes).planes, scenes)
    kept = Footage([recording], mined_of(art, scenes).frames, plans, scenes)
    monkeypatch.setattr("spritelift_trainer.footage.KEPT_BYTES", 0)
    read = Footage([Recording.open(recording.path)], mined_of(art, scenes).frames, plans, scenes)
    assert all(np.array_equal(kept.foreground(i), read.foreground(i)) for i in range(3))


def test_the_dictionary_picture_shows_each_sprite_on_a_checkerboard():
    art = art_of(np.random.default_rng(0))
    picture = dictionary_picture(art)
    first = art.sprites[0].rgba[..., :3]
    assert np.array_equal(picture[2 : 2 + first.shape[0], 2 : 2 + first.shape[1]], first)
    assert np.array_equal(picture[:2], checkerboard(picture.shape[1], 2))


def test_a_triptychs_third_picture_is_black_where_frame_and_reconstruction_agree():
    frame = np.random.default_rng(0).integers(0, 256, (6, 5, 3), dtype=np.uint8)
    other = frame.copy()
    other[2, 3] ^= 255
    third = triptych(frame, other)[:, -5:]
    assert np.argwhere(third.any(2)).tolist() == [[2, 3]]


def test_a_trained_encoder_finds_tiles_of_which_the_frame_shows_a_strip(tmp_path, monkeypatch):
    rng = np.random.default_rng(3)
    tile, thing = (Sprite(name=name, rgba=noise(rng, px, px)) for name, px in (("tile", 15), ("thing", 6)))
    art = Art(size=SIZE, sprites=(tile, thing), backgrounds=(noise(rng, *SIZE),))
    plane = Plane(picture=0, clip=(0, 0, *SIZE))
    wall = [Placement(0, SIZE[0] - 4, 15 * row) for row in range(3)]
    places = rng.integers(0, 30, (FRAMES, 2)).tolist()
    scenes = Scenes.of(Scene((plane,), (*wall, Placement(1, *place))) for place in places)
    small = FitSettings(steps=60, windows=4, window_px=48, stem=8, width=16, blocks=1)
    monkeypatch.setitem(PRESETS, "fast", small)
    monkeypatch.setattr(training, "mine", lambda _, ranges, *__, **___: mined_of(art, scenes[: ranges[0][1]]))
    frames = frames_of(scenes, art)
    run = train([recorded(tmp_path / "recording", frames).path], tmp_path / "run")
    found = run.encoder()(frames[-1:])
    at = found["sprite"] == 0
    assert sorted(zip(found["x"][at].tolist(), found["y"][at].tolist(), strict=True)) == [(p.x, p.y) for p in wall]
