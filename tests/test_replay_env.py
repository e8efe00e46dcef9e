"""A decomposed recording as an environment: what was recorded is what it gives, whatever one does."""

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces
from gymnasium.utils.env_checker import check_env
from window_games import BLUE, SIZE, tiny_art, tiny_scenes

import spritelift_envs  # noqa: F401 (registers the environment)
from spritelift_envs.recorded_actions import RecordedActions
from spritelift_envs.replay_env import ReplayEnv
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError, SizeError
from spritelift_runtime.recorded_world import RecordedWorld
from spritelift_runtime.recording import Recording
from spritelift_runtime.world import World

PLAYS = ((2, True), (4, False), (3, None))
"""Actions of each play, and how it ended: terminated, truncated, or not at all."""


def written(path, actions, space, fps=30):
    """A recording of three plays, the frames of which are the tiny scenes in order."""
    actions, scenes = iter(actions), iter(tiny_scenes(12))
    with Recording.create(path, size=SIZE, fps=fps, source="test", action_space=space) as writer:
        for count, terminated in PLAYS:
            for i in range(count):
                end = i == count - 1
                frame, action = compose(next(scenes), tiny_art()), next(actions)
                writer.append(frame, action, i + 1.0, bool(end and terminated), bool(end and terminated is False))
            writer.append(compose(next(scenes), tiny_art()))
    return Recording.open(path)


@pytest.fixture
def recording(tmp_path):
    return written(tmp_path / "play", [i % 4 for i in range(9)], spaces.Discrete(4))


@pytest.fixture
def bundle(tmp_path):
    return write_bundle(tmp_path / "bundle", tiny_art(), [PlaneSpec((0, 0, *SIZE), 0, True, (0,))])


def replayed(env, play):
    """Frame numbers, rewards, and how it ended."""
    _, info = env.reset(options={"play": play})
    frames, rewards, ends, over = [info["frame"]], [], [], False
    while not over:
        _, reward, *ends, info = env.step(0)
        frames.append(info["frame"])
        rewards.append(reward)
        over = any(ends)
    return frames, rewards, ends


def test_rewards_and_ends_are_given_back_as_recorded(bundle, recording):
    env = ReplayEnv(bundle, recording, tiny_scenes(12))
    assert replayed(env, 0) == ([0, 1, 2], [1, 2], [True, False])
    assert replayed(env, 1) == ([3, 4, 5, 6, 7], [1, 2, 3, 4], [False, True])
    assert replayed(env, 2) == ([8, 9, 10, 11], [1, 2, 3], [False, True])  # recording was stopped there


def test_info_tells_the_recorded_action_and_the_scene_of_the_frame_in_view(bundle, recording):
    env = ReplayEnv(bundle, recording, tiny_scenes(12))
    frame, info = env.reset(options={"play": 1, "start": 1})
    assert (info["frame"], info["play"], info["recorded_action"]) == (4, 1, recording.actions[4])
    assert info["scene"] == tiny_scenes(12)[4]
    assert np.array_equal(frame, recording.frames[4])
    for _ in range(3):
        *_, info = env.step(3)
    assert info["recorded_action"] is None


def test_a_recording_is_decomposed_where_no_scenes_are_given(bundle, recording):
    env = ReplayEnv(bundle, recording)
    for play, (first, _) in enumerate(recording.episodes):
        frame, _ = env.reset(options={"play": play})
        assert np.array_equal(frame, recording.frames[first])


def test_the_seed_draws_the_play_and_with_anywhere_its_start(bundle, recording):
    def starts(env):
        return [env.reset(seed=seed)[1]["frame"] for seed in range(40)]

    env = ReplayEnv(bundle, recording, tiny_scenes(12))
    assert starts(env) == starts(env)
    assert set(starts(env)) == {0, 3, 8}
    assert set(starts(ReplayEnv(bundle, recording, tiny_scenes(12), anywhere=True))) == {*range(12)} - {2, 7, 11}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("anywhere", [False, True])
def test_gymnasium_finds_nothing_to_warn_of(bundle, recording, tmp_path, anywhere):
    tiny_scenes(12).save(tmp_path / "scenes.npz")
    paths = {"bundle": bundle.path, "recording": recording.path, "scenes": tmp_path / "scenes.npz"}
    env = gymnasium.make("spritelift/Replay-v0", render_mode="rgb_array", anywhere=anywhere, **paths)
    assert env.metadata["render_fps"] == 30
    check_env(env.unwrapped, skip_render_check=True)


def test_scenes_alone_are_one_play_with_one_action_and_no_rewards(bundle):
    env = ReplayEnv(bundle, scenes=tiny_scenes(4))
    assert env.action_space == spaces.Discrete(1)
    assert replayed(env, 0) == ([0, 1, 2, 3], [0, 0, 0], [False, True])


def test_a_play_whose_last_frame_was_acted_on_gives_that_reward_too(bundle, tmp_path):
    with Recording.create(tmp_path / "play", size=SIZE, action_space=spaces.Discrete(2)) as writer:
        for i, scene in enumerate(tiny_scenes(3)):
            writer.append(compose(scene, tiny_art()), 1, float(i), i == 2, False)
    env = ReplayEnv(bundle, tmp_path / "play", tiny_scenes(3))
    assert replayed(env, 0) == ([0, 1, 2, 2], [0, 1, 2], [True, False])


@pytest.mark.parametrize(
    ("space", "actions"),
    [
        (spaces.Discrete(3, start=5), [5, 6, 7]),
        (spaces.MultiDiscrete([2, 3]), [[0, 2], [1, 1]]),
        (spaces.MultiBinary(3), [[0, 1, 1], [1, 0, 0]]),
        (spaces.Box(-1, np.array([1, 2], np.float32), dtype=np.float32), [[0.5, -0.25], [-1.0, 2.0]]),
    ],
)
def test_a_recordings_action_space_is_the_recorded_environments(tmp_path, space, actions):
    members = [np.array(actions[i % len(actions)], space.dtype) for i in range(9)]
    found = RecordedActions(written(tmp_path / "play", members, space))
    assert found.space == space
    for i, t in enumerate((0, 1, 3, 4, 5, 6, 8, 9, 10)):
        assert found[t] in space
        assert np.array_equal(found[t], members[i])


def test_actions_of_no_known_space_become_numbers_in_the_order_of_their_text(tmp_path):
    held = [["left"], [], ["a", "left"]] * 3
    found = RecordedActions(written(tmp_path / "play", held, None))
    assert found.space == spaces.Discrete(3)
    assert found.meanings == ('["a", "left"]', '["left"]', "[]")
    assert [found[t] for t in range(6)] == [1, 2, None, 0, 1, 2]


def test_repainted_shows_the_bundles_pictures_of_now(bundle, recording, tmp_path):
    from PIL import Image

    painted = bundle.path / "backgrounds" / "000.png"
    Image.new("RGBA", SIZE, (1, 2, 3, 255)).save(painted)
    as_played = ReplayEnv(bundle.path, recording, tiny_scenes(12)).reset()[0]
    repainted = ReplayEnv(bundle.path, recording, tiny_scenes(12), repainted=True).reset()[0]
    assert tuple(as_played[0, 0]) == BLUE
    assert tuple(repainted[0, 0]) == (1, 2, 3)


def test_what_does_not_belong_together_is_refused_with_the_mend(bundle, recording, tmp_path):
    with pytest.raises(ConfigError, match="Give recording=, scenes=, or both"):
        ReplayEnv(bundle)
    with pytest.raises(ConfigError, match="11 scenes of a recording of 12 frames"):
        ReplayEnv(bundle, recording, tiny_scenes(11))
    with Recording.create(tmp_path / "small", size=(8, 8)) as writer:
        writer.append(np.zeros((8, 8, 3), np.uint8))
    with pytest.raises(SizeError, match="24x16 px, the recording's are 8x8"):
        ReplayEnv(bundle, tmp_path / "small")
    other = tiny_scenes(12)
    other.placements[:, 0] += 7
    with pytest.raises(ConfigError, match="sprite ids outside"):
        ReplayEnv(bundle, recording, other)


def test_a_play_or_frame_that_is_not_there_names_what_is(bundle, recording):
    env = ReplayEnv(bundle, recording, tiny_scenes(12))
    with pytest.raises(ConfigError, match="from 0 to 2"):
        env.reset(options={"play": 3})
    with pytest.raises(ConfigError, match="from 0 to 4"):
        env.reset(options={"play": 1, "start": 5})


def test_a_recorded_world_is_a_world():
    world = RecordedWorld(tiny_scenes(3), tiny_art(), fps=12.0)
    assert isinstance(world, World)
    assert world.fps == 12
