"""The whole path by the command, as a person goes it: record, train, export, eval, play, repaint, play again."""

import json
from functools import partial

import gymnasium
import numpy as np
import pytest
from PIL import Image

import spritelift_envs  # noqa: F401 (registers the games)
from spritelift.__main__ import main
from spritelift_runtime.recording import Recording

GAME = "spritelift/Swarm-v0"
PAINT = (255, 0, 255)
"""No colour of either game."""
FRAMES = 250
STEPS = 2
"""Of training: the sprites are mined, so the path is exact though the network has learnt next to nothing."""


class EveryFourth(gymnasium.Wrapper):
    """Shows every fourth frame: a thousand frames of play at the cost of 250."""

    def step(self, action):
        total = 0.0
        for _ in range(4):
            observation, reward, terminated, truncated, info = self.env.step(action)
            total += reward
            if terminated or truncated:
                break
        return observation, total, terminated, truncated, info


@pytest.fixture
def swarm_sampled():
    """Id of Swarm, every fourth frame."""
    name = "spritelift_tests/SwarmEveryFourth-v0"
    make = partial(gymnasium.make, GAME, disable_env_checker=True)
    gymnasium.register(name, entry_point=lambda **settings: EveryFourth(make(**settings)))
    yield name
    del gymnasium.registry[name]


def command(capsys, *words):
    """Run it with --json; gives what it printed."""
    capsys.readouterr()
    assert main([*map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def learn(capsys, folder, frames, *words):
    """Record, train and export into `folder`, every part of it valid; gives recording and bundle."""
    recording, run, bundle = (folder / name for name in ("recording", "run", "bundle"))
    command(capsys, "record", "--frames", frames, "--out", recording, *words)
    command(capsys, "train", recording, "--out", run, "--steps", STEPS)
    command(capsys, "export", run, "--out", bundle)
    for made in (recording, run, bundle):
        assert command(capsys, "validate", made)["faults"] == []
    return recording, bundle


def first_picture(video, bundle, *words):
    """Play five frames into a GIF, without a window; gives the first, uint8 [h, w, 3]."""
    assert main(["play", *map(str, (bundle, *words, "--frames", 5, "--zoom", 1, "--video", video))]) == 0
    with Image.open(video) as film:
        return np.array(film.convert("RGB"))


def repaint(bundle):
    """Give every sprite one colour, as in a painting program."""
    sheet = np.array(Image.open(bundle / "sprites.png").convert("RGBA"))
    sheet[sheet[..., 3] > 0, :3] = PAINT
    Image.fromarray(sheet).save(bundle / "sprites.png")


def test_recorded_play_becomes_a_game_in_ones_own_paint(tmp_path, capsys, swarm_sampled):
    recording, bundle = learn(capsys, tmp_path, FRAMES, "--env", swarm_sampled, "--policy", "scripted")
    found = command(capsys, "eval", bundle, recording)
    assert found["frames_scored"] == FRAMES // 5
    assert found["exact_frames"] >= 0.9
    assert found["precision"] >= 0.8
    assert found["recall"] >= 0.8

    replayed = first_picture(tmp_path / "replay.gif", bundle, "--recording", recording)
    repaint(bundle)
    assert command(capsys, "validate", bundle)["faults"] == []
    live = first_picture(tmp_path / "live.gif", bundle, "--env", GAME)
    painted = (live == PAINT).all(-1)
    assert painted.sum() > 1500  # 32 invaders, the ship, its shields
    assert np.array_equal(live[~painted], replayed[~painted])  # the rest of the same first frame is as it was


def test_an_atari_game_goes_the_same_way(tmp_path, capsys):
    pytest.importorskip("ale_py")
    recording, bundle = learn(capsys, tmp_path, 60, "--env", "ALE/SpaceInvaders-v5")
    found = command(capsys, "eval", bundle, recording)
    assert found["frames_scored"] == 12
    assert found["precision"] is None  # nobody knows its truth
    assert found["psnr_db"] >= 30
    assert found["unexplained_px"] <= 100
    assert 1 <= found["sprites"] <= 100
    scenes = tmp_path / "scenes.npz"
    assert command(capsys, "decompose", bundle, recording, "--out", scenes)["placements_per_frame"] >= 1
    rebuilt = first_picture(tmp_path / "replay.gif", bundle, "--scenes", scenes)
    assert (rebuilt == next(iter(Recording.open(recording).frames))).all(-1).mean() > 0.99
