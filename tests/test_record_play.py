"""Recording while an agent plays: nothing changes for it, what is kept is bounded, and a crash leaves it readable."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from hypothesis import given
from hypothesis import strategies as st
from window_games import tiny_art, tiny_scenes

from spritelift_envs.adapter import WorldEnv
from spritelift_envs.record_play import RecordPlay
from spritelift_runtime.errors import ConfigError, FormatError
from spritelift_runtime.recording import Recording
from spritelift_runtime.recording.plays_writer import Kept, least_missed
from spritelift_runtime.replay import ReplayWorld
from spritelift_runtime.validate import validate


class Count(gymnasium.Env):
    """Shows how many steps were done in all; episodes are as long as told, and their rewards are their number."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 20}  # noqa: RUF012
    action_space = gymnasium.spaces.Discrete(5)
    observation_space = gymnasium.spaces.Box(0, 255, (4, 6, 3), np.uint8)

    def __init__(self, lengths=(3,), render_mode="rgb_array", rewards=None):
        self.lengths, self.render_mode = lengths, render_mode
        self.rewards = rewards or range(1000)
        self.shown, self.episode = 0, -1

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.episode += 1
        self.t = 0
        self.shown += 1
        return self.render(), {}

    def step(self, action):
        self.t += 1
        self.shown += 1
        done = self.t == self.lengths[self.episode % len(self.lengths)]
        return self.render(), float(self.rewards[self.episode]), done, False, {}

    def render(self):
        return np.full((4, 6, 3), self.shown, np.uint8)


def play(env, episodes):
    for _ in range(episodes):
        env.reset()
        over = False
        while not over:
            _, _, *ends, _ = env.step(env.action_space.sample())
            over = any(ends)


def shown(path):
    with Recording.open(path) as recording:
        return [int(frame[0, 0, 0]) for frame in recording.frames]


def test_every_step_is_recorded_and_given_on_unchanged(tmp_path):
    env, bare = RecordPlay(Count(), tmp_path / "out"), Count()
    assert np.array_equal(env.reset(seed=3)[0], bare.reset(seed=3)[0])
    for action in (1, 2, 4):
        observation, *rest = env.step(action)
        expected, *expected_rest = bare.step(action)
        assert np.array_equal(observation, expected)
        assert rest == expected_rest
    env.close()
    recording = Recording.open(tmp_path / "out")
    assert shown(tmp_path / "out") == [1, 2, 3, 4]
    assert recording.actions == [1, 2, 4, None]
    assert recording.steps.terminated.tolist() == [False, False, True, False]
    assert (recording.fps, recording.size, recording.source) == (20, (6, 4), "Count")
    assert recording.info["action_space"]["n"] == 5


def test_a_folder_of_plays_reads_as_one_recording(tmp_path):
    env = RecordPlay(Count((2, 4)), tmp_path / "out")
    play(env, 4)
    env.close()
    recording = Recording.open(tmp_path / "out")
    assert recording.episodes == [(0, 3), (3, 8), (8, 11), (11, 16)]
    assert len(recording) == recording.frames.shape[0] == 16
    assert [int(recording.frames[i][0, 0, 0]) for i in (15, 3, 0, 8)] == [16, 4, 1, 9]
    assert recording.frames[2:5][:, 0, 0, 0].tolist() == [3, 4, 5]
    assert [len(chunk) for chunk in recording.frames.chunks(7)] == [7, 7, 2]
    assert recording.sha256 != Recording.open(tmp_path / "out" / "000000").sha256
    assert validate(tmp_path / "out") == []


def test_the_newest_stay_and_never_more_frames_than_asked_for(tmp_path):
    env = RecordPlay(Count((4,)), tmp_path / "out", frames=22)
    for _ in range(9):
        play(env, 1)
        assert sum(len(Recording.open(each)) for each in (tmp_path / "out").glob("0*")) <= 22
    env.close()
    assert shown(tmp_path / "out") == [*range(31, 46)]


def test_the_best_stay_of_equals_the_newer(tmp_path):
    env = RecordPlay(Count((1,), rewards=[5, 0, 9, 9, 1, 9, 0]), tmp_path / "out", frames=8, keep="best")
    play(env, 7)
    env.close()
    assert shown(tmp_path / "out") == [5, 6, 7, 8, 11, 12]


@given(plays=st.integers(1, 400), room=st.integers(3, 12))
def test_a_spread_is_even_over_all_that_was_played(plays, room):
    kept = []
    for number in range(plays):
        kept.append(Kept(number, 2, 0.0))
        while len(kept) > room:
            kept.remove(least_missed(kept))
    numbers = [each.number for each in kept]
    assert {numbers[0], numbers[-1]} == {0, plays - 1}
    if plays > 1:  # no gap is twice that of an even spacing
        assert np.diff(numbers).max() < 2 * (plays - 1) / (len(kept) - 1)


def test_a_spread_keeps_the_first_and_the_newest(tmp_path):
    env = RecordPlay(Count((1,)), tmp_path / "out", frames=12, keep="spread")
    play(env, 9)
    env.close()
    assert shown(tmp_path / "out")[:2] + shown(tmp_path / "out")[-2:] == [1, 2, 17, 18]
    assert len(shown(tmp_path / "out")) == 8


def test_of_every_few_episodes_one_is_recorded(tmp_path):
    env = RecordPlay(Count((1,)), tmp_path / "out", every=3)
    play(env, 7)
    env.close()
    assert shown(tmp_path / "out") == [1, 2, 7, 8, 13, 14]


def test_an_episode_longer_than_what_is_kept_goes_on_in_pieces(tmp_path):
    env = RecordPlay(Count((99,)), tmp_path / "out", frames=20)
    play(env, 1)
    env.close()
    found = shown(tmp_path / "out")
    assert found == [*range(100 - len(found) + 1, 101)]
    assert 10 <= len(found) <= 20


def test_an_episode_cut_short_by_a_reset_ends_there(tmp_path):
    env = RecordPlay(Count((9,)), tmp_path / "out")
    env.reset()
    env.step(1)
    env.reset()
    env.step(2)
    env.close()
    assert Recording.open(tmp_path / "out").actions == [1, None, 2, None]
    assert Recording.open(tmp_path / "out").episodes == [(0, 2), (2, 4)]


@pytest.mark.parametrize("outside", [True, False])
def test_it_stands_within_and_around_a_wrapper_that_starts_over_by_itself(tmp_path, outside):
    env = Count((2,))
    out = tmp_path / "out"
    if outside:
        env = RecordPlay(gymnasium.wrappers.Autoreset(env), out)
    else:
        env = gymnasium.wrappers.Autoreset(RecordPlay(env, out))
    env.reset()
    for _ in range(5):
        env.step(1)
    env.close()
    assert shown(out) == [1, 2, 3, 4, 5, 6]
    assert Recording.open(out).actions == [1, 1, None, 1, 1, None]


def test_observations_that_are_frames_are_recorded_where_nothing_renders(tmp_path):
    env = RecordPlay(Count(render_mode=None), tmp_path / "out")
    play(env, 1)
    env.close()
    assert shown(tmp_path / "out") == [1, 2, 3, 4]


def test_frames_are_the_games_own_where_observations_were_made_smaller(tmp_path):
    env = gymnasium.wrappers.TransformObservation(
        Count(), lambda frame: frame[:2], gymnasium.spaces.Box(0, 255, (2, 6, 3), np.uint8)
    )
    play(RecordPlay(env, tmp_path / "out"), 1)
    assert Recording.open(tmp_path / "out").size == (6, 4)


@pytest.mark.filterwarnings("error", "ignore:.*is different from the unwrapped version")
def test_gymnasium_finds_nothing_to_warn_of(tmp_path):
    game = WorldEnv(ReplayWorld(tiny_scenes(9), tiny_art()), render_mode="rgb_array")
    check_env(RecordPlay(game, tmp_path / "out"), skip_render_check=True)
    assert len(Recording.open(tmp_path / "out")) > 5


def test_vector_environments_record_each_into_its_own_folder(tmp_path):
    def made(i):
        return lambda: RecordPlay(Count((2,)), tmp_path / str(i))

    envs = gymnasium.vector.SyncVectorEnv([made(0), made(1)])
    envs.reset()
    for _ in range(5):
        envs.step(np.array([1, 2]))
    envs.close()
    assert Recording.open(tmp_path / "0").actions == [1, 1, None, 1, 1, None]
    assert Recording.open(tmp_path / "1").actions == [2, 2, None, 2, 2, None]


@pytest.mark.skipif(os.name == "nt", reason="os.kill")
def test_who_is_killed_leaves_a_recording_up_to_the_last_whole_frame(tmp_path, caplog):
    code = f"""
        import os, signal, sys
        sys.path.insert(0, {json.dumps(str(Path(__file__).parent))})
        from test_record_play import Count
        from spritelift_envs.record_play import RecordPlay
        env = RecordPlay(Count((4,)), {json.dumps(str(tmp_path / "out"))})
        for _ in range(3):
            env.reset()
            for step in range(4):
                if env.unwrapped.shown == 13:
                    os.kill(os.getpid(), signal.SIGKILL)
                env.step(0)
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert ended.returncode == -9
    recording = Recording.open(tmp_path / "out")
    found = shown(tmp_path / "out")  # the frame being written may be lost, and the one on show is
    assert found == [*range(1, len(found) + 1)]
    assert len(found) in (11, 12)
    assert recording.cut_off
    assert recording.episodes == [(0, 5), (5, 10), (10, len(found))]


def test_a_play_killed_before_its_first_frame_is_left_out_and_a_damaged_one_is_not(tmp_path):
    play(RecordPlay(Count((2,)), tmp_path / "out"), 2)
    newest = tmp_path / "out" / "000001"
    (newest / "steps.jsonl").write_text("")
    assert shown(tmp_path / "out") == [1, 2, 3]
    newest.rename(tmp_path / "out" / "000000_older")
    (tmp_path / "out" / "000000").rename(tmp_path / "out" / "000002")
    with pytest.raises(FormatError, match="000000_older"):
        Recording.open(tmp_path / "out")


def test_recording_that_fails_lets_the_play_go_on_and_says_so(tmp_path, caplog):
    env = Count((9,))
    recorded = RecordPlay(env, tmp_path / "out")
    recorded.reset()
    recorded.step(0)
    env.render = lambda: np.zeros((8, 8, 3), np.uint8)
    for _ in range(3):
        recorded.step(0)
    assert "playing goes on: frame 2 is 8x8 px" in caplog.text
    assert shown(tmp_path / "out") == [1, 2]


def test_settings_that_can_not_work_are_refused_before_anything_is_played(tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.txt").write_text("precious")
    with pytest.raises(ConfigError, match="not an empty folder"):
        RecordPlay(Count(), tmp_path / "taken")
    with pytest.raises(ConfigError, match="Give 1 or more"):
        RecordPlay(Count(), tmp_path / "out", every=0)
    with pytest.raises(ConfigError, match="Give 8 or more"):
        RecordPlay(Count(), tmp_path / "out", frames=7)
    with pytest.raises(ConfigError, match="known: newest, best, spread"):
        RecordPlay(Count(), tmp_path / "out", keep="oldest")
    with pytest.raises(ConfigError, match="render_mode='rgb_array'"):
        RecordPlay(gymnasium.wrappers.FlattenObservation(Count(render_mode=None)), tmp_path / "out")
    assert not (tmp_path / "out").exists()
