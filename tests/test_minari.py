"""Recordings as Minari datasets: what was recorded is what Minari's own loader gives, seen as sprites."""

import json

import numpy as np
import pytest
from gymnasium import spaces
from test_replay_env import bundle, recording, written  # noqa: F401 (fixtures)
from window_games import SIZE, tiny_art, tiny_scenes

from spritelift.__main__ import main
from spritelift_envs.games import swarm
from spritelift_envs.minari_dataset import write_minari
from spritelift_envs.observation import SpriteObservation
from spritelift_envs.observation.settings import Settings
from spritelift_envs.recorder import record_env
from spritelift_envs.replay_env import ReplayEnv
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.recording import Recording


@pytest.fixture
def minari(tmp_path, monkeypatch):
    """The package, with its datasets in a folder of the test's."""
    pytest.importorskip("h5py")
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path / "datasets"))
    return pytest.importorskip("minari")


@pytest.fixture
def loaded(minari, bundle, recording, tmp_path):  # noqa: F811
    """The three plays, written by the command and opened by Minari."""
    out = tmp_path / "datasets" / "tiny-v0"
    words = ["convert", bundle.path, "--to", "minari", "--recording", recording.path, "--slots", "4", "--out", out]
    assert main([*map(str, words), "--json"]) == 0
    return minari.load_dataset("tiny-v0")


def test_plays_are_episodes_with_the_recorded_actions_rewards_and_ends(loaded):
    plays = list(loaded)
    assert [play.actions.tolist() for play in plays] == [[0, 1], [2, 3, 0, 1], [2, 3, 0]]
    assert [play.rewards.tolist() for play in plays] == [[1, 2], [1, 2, 3, 4], [1, 2, 3]]
    assert [play.terminations.tolist()[-1] for play in plays] == [True, False, False]
    assert [play.truncations.tolist() for play in plays] == [[False] * 2, [False] * 3 + [True], [False] * 2 + [True]]
    assert loaded.action_space == spaces.Discrete(4)
    assert loaded.total_steps == 9


def test_observations_are_what_an_agent_would_have_seen(loaded, bundle, recording):  # noqa: F811
    env = SpriteObservation(ReplayEnv(bundle, recording, tiny_scenes(12)), bundle, slots=4)
    assert loaded.observation_space == env.observation_space
    for number, play in enumerate(loaded):
        seen = [env.reset(options={"play": number})[0]]
        seen += [env.step(0)[0] for _ in play.actions]
        assert np.array_equal(play.observations, np.stack(seen))
        assert play.observations[:, :, 0].any()


def test_every_layout_is_read_back(minari, bundle, recording, tmp_path):  # noqa: F811
    for layout in ("flat", "dict", "grid"):
        out = tmp_path / "datasets" / f"{layout}-v0"
        write_minari(bundle, recording, out, Settings(layout=layout, slots=4))
        dataset = minari.load_dataset(f"{layout}-v0")
        first = dataset[0].observations
        first = {name: part[0] for name, part in first.items()} if isinstance(first, dict) else first[0]
        assert first in dataset.observation_space


def test_metadata_are_small_and_say_what_the_numbers_mean(loaded, bundle, tmp_path):  # noqa: F811
    path = tmp_path / "datasets" / "tiny-v0" / "data" / "metadata.json"
    about = json.loads(path.read_text())
    assert path.stat().st_size < 4000
    assert about["spritelift"]["sprites"] == [sprite.name for sprite in bundle.sprites]
    assert about["spritelift"]["bundle"] == bundle.sha256


def test_a_play_without_its_last_frame_ends_one_step_before_unless_it_was_over(minari, bundle, tmp_path):  # noqa: F811
    for over, steps in ((True, 3), (False, 2)):
        with Recording.create(tmp_path / f"{over}", size=SIZE, fps=30, source="test") as writer:
            for t, scene in enumerate(tiny_scenes(3)):
                writer.append(compose(scene, tiny_art()), ["left"], 1.0, over and t == 2, False)
        out = tmp_path / "datasets" / f"{over}-v0"
        assert write_minari(bundle, Recording.open(tmp_path / f"{over}"), out).steps == steps
        (play,) = minari.load_dataset(f"{over}-v0")
        assert len(play.observations) == steps + 1
        assert (bool(play.terminations[-1]), bool(play.truncations[-1])) == (over, not over)


def test_a_recording_of_keys_says_which_number_is_which(minari, bundle, tmp_path):  # noqa: F811
    keys = written(tmp_path / "keys", [["left"], [], *[["right"]] * 7], None)
    write_minari(bundle, keys, tmp_path / "datasets" / "keys-v0")
    dataset = minari.load_dataset("keys-v0")
    told = dataset.storage.metadata["spritelift"]["actions"]
    assert [json.loads(told[number]) for number in dataset[0].actions] == [["left"], []]


@pytest.mark.parametrize(
    ("name", "layout", "mend"),
    [("tiny", "slots", "tiny-v0"), ("a.b-v0", "slots", "a_b-v0"), ("tiny-v0", "pixels", "grid")],
)
def test_what_is_no_dataset_is_refused(name, layout, mend, bundle, recording, tmp_path):  # noqa: F811
    with pytest.raises(ConfigError, match=mend):
        write_minari(bundle, recording, tmp_path / name, Settings(layout=layout))
    assert not (tmp_path / name).exists()


def test_a_recording_goes_with_minari_only(bundle, tmp_path, capsys):  # noqa: F811
    assert main(["convert", str(bundle.path), "--to", "minari", "--out", str(tmp_path / "x-v0")]) == 2
    assert "Give both, or neither" in capsys.readouterr().err


def test_the_recorded_game_is_recovered_as_it_was_seen(minari, tmp_path):
    recorded = record_env("spritelift/Swarm-v0", tmp_path / "recording", frames=5, settings={"frame_skip": 4})
    art = swarm().world.art
    known = write_bundle(tmp_path / "bundle", art, [PlaneSpec((0, 0, *art.size), 0, False, (0,))])
    roles = {"ship": ["ship"], "rest": ["*"]}
    settings = Settings(slots={"ship": 1, "rest": 20}, groups=roles)
    write_minari(known, recorded, tmp_path / "datasets" / "swarm-v0", settings)
    dataset = minari.load_dataset("swarm-v0")
    env = dataset.recover_environment()
    assert env.observation_space == dataset.observation_space
    assert env.unwrapped.metadata["render_fps"] == 15
    assert np.array_equal(env.reset(seed=0)[0], dataset[0].observations[0])


def test_a_recording_of_no_environment_has_nothing_to_recover(loaded):
    assert loaded.env_spec is None
