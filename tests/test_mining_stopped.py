"""Ctrl-C while mining: what was learnt is there to be used, and gone on with."""

import os
import signal

import numpy as np
import pytest

pytest.importorskip("torch")
from test_mining import blob
from test_shards import play, saved

from spritelift_runtime.validate import validate
from spritelift_trainer.export import export
from spritelift_trainer.fit import FitSettings
from spritelift_trainer.mining import steps
from spritelift_trainer.mining.drafts import FILE, Draft
from spritelift_trainer.mining.mine import mine
from spritelift_trainer.presets import PRESETS
from spritelift_trainer.train import train

FRAMES = 60
SMALL = FitSettings(steps=2, windows=2, window_px=32, stem=4, width=8, blocks=1)
HANDS_ITSELF_CTRL_C = pytest.mark.skipif(os.name == "nt", reason="SIGINT to oneself ends the process there")
pytestmark = HANDS_ITSELF_CTRL_C


@pytest.fixture
def recording(tmp_path, monkeypatch):
    monkeypatch.setitem(PRESETS, "fast", SMALL)
    return play(tmp_path / "play", FRAMES, 2)


def pressed_during(monkeypatch, number: int) -> None:
    """Ctrl-C in that of mining's steps, once."""
    made = list(steps.STEPS)

    def step(clip, draft):
        os.kill(os.getpid(), signal.SIGINT)
        return made[number](clip, draft)

    monkeypatch.setattr(steps, "STEPS", (*made[:number], step, *made[number + 1 :]))


def test_what_was_learnt_before_ctrl_c_can_be_exported_and_finds_the_sprites(recording, tmp_path, monkeypatch):
    pressed_during(monkeypatch, 3)
    run = train([recording.path], tmp_path / "run")
    assert run.stopped == "interrupted"
    assert any("Mining was stopped by Ctrl-C after 3 of 5 steps" in note for note in run.notes)
    bundle = export([run.path], tmp_path / "bundle")
    assert not validate(run.path) + validate(bundle.path)
    assert {blob(seed).tobytes() for seed in (1, 2)} <= {sprite.rgba.tobytes() for sprite in bundle.sprites}
    assert (bundle.decomposer()(recording.frames[:30]).unexplained_px == 0).all()


def test_a_run_whose_mining_was_stopped_and_resumed_has_the_bytes_of_one_that_was_not(recording, tmp_path, monkeypatch):
    whole = train([recording.path], tmp_path / "whole")
    pressed_during(monkeypatch, 2)
    assert train([recording.path], tmp_path / "part").stopped == "interrupted"
    monkeypatch.undo()
    monkeypatch.setitem(PRESETS, "fast", SMALL)
    resumed = train([recording.path], tmp_path / "part", resume=True)
    assert resumed.stopped == "done"
    assert (resumed.path / "metrics.jsonl").read_bytes() == (whole.path / "metrics.jsonl").read_bytes()
    assert files(resumed.path / "mined") == files(whole.path / "mined")


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_steps_that_were_done_are_not_done_again(recording, tmp_path, monkeypatch):
    pressed_during(monkeypatch, 3)
    mine([recording], [(0, FRAMES)], folder=tmp_path)
    monkeypatch.undo()
    done = []
    counted = tuple(lambda clip, draft, step=step: done.append(step) or step(clip, draft) for step in steps.STEPS)
    monkeypatch.setattr(steps, "STEPS", counted)
    assert mine([recording], [(0, FRAMES)], folder=tmp_path).complete
    assert len(done) == len(counted) - 3


def test_before_anything_was_learnt_ctrl_c_is_ctrl_c(recording, tmp_path, monkeypatch):
    pressed_during(monkeypatch, 0)
    with pytest.raises(KeyboardInterrupt):
        train([recording.path], tmp_path / "run")


def test_a_draft_of_other_frames_or_a_damaged_one_is_not_gone_on_with(recording, tmp_path):
    whole = saved(mine([recording], [(0, 40)]), tmp_path / "whole")
    for content in (Draft(steps=5).to_bytes([["other", 0, 40]]), b"PK\x03\x04 cut off"):
        (tmp_path / "work").mkdir(exist_ok=True)
        (tmp_path / "work" / FILE).write_bytes(content)
        assert saved(mine([recording], [(0, 40)], folder=tmp_path / "work"), tmp_path / "again") == whole


def test_a_draft_comes_back_as_it_was(recording, tmp_path, monkeypatch):
    pressed_during(monkeypatch, 4)
    mine([recording], [(0, FRAMES)], folder=tmp_path)
    content, frames = (tmp_path / FILE).read_bytes(), [[recording.sha256, 0, FRAMES]]
    draft = Draft.of_bytes(content, frames)
    assert draft is not None and draft.to_bytes(frames) == content  # noqa: PT018
    assert np.array_equal(draft.backdrop.bands[0].camera, np.zeros((FRAMES, 3), np.int32))
