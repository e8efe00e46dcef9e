"""Many plays at once: each is seen as it would be alone, in every autoreset mode."""

import gymnasium
import numpy as np
import pytest
from gymnasium.vector import AsyncVectorEnv, AutoresetMode, SyncVectorEnv
from staged import ART, SIZE, Stage

from spritelift_envs.observation import SpriteObservation, SpriteVectorObservation
from spritelift_runtime.art import Art
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Placement

HERO, BOX, DOT = 0, 1, 2
PLAYS = [
    [[Placement(HERO, 4 + 3 * t, 8, 1), Placement(BOX, 40, 20 + t, 1)] for t in range(3)],
    [[Placement(DOT, 50 - 2 * t, 8, 1)] for t in range(5)],
    [[Placement(BOX, 8, 8 + t, 1), Placement(DOT, 30, 30, 1), Placement(HERO, 44, 2 * t, 1)] for t in range(4)],
]
"""Of different lengths, so that their ends fall on different steps."""
STEPS = 9


@pytest.fixture
def bundle(tmp_path):
    return write_bundle(tmp_path / "bundle", ART, [PlaneSpec((0, 0, *SIZE), 0, False, (0,))])


class Told(Stage):
    """Says something on every frame."""

    def step(self, action):
        *step, _ = super().step(action)
        return *step, {"scene": "its own"}


def vector(mode=AutoresetMode.NEXT_STEP, kind=SyncVectorEnv, **settings):
    return kind([lambda frames=frames: Told(frames, **settings) for frames in PLAYS], autoreset_mode=mode)


def part(observations, play):
    if isinstance(observations, dict):
        return {name: column[play] for name, column in observations.items()}
    return observations[play]


def same(one, other):
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)
    return np.array_equal(one, other)


def alone(bundle, frames, steps, *, at_once=False, **settings):
    """What is seen of one play that starts over after its end: on the step after, or `at_once`."""
    env, over, seen = SpriteObservation(Stage(frames), bundle, **settings), False, []
    seen.append(env.reset()[0])
    for _ in range(steps):
        if over:
            observation, over = env.reset()[0], False
        else:
            observation, _, over, _, _ = env.step(0)
            if over and at_once:
                observation, over = env.reset()[0], False
        seen.append(observation)
    return seen


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("layout", ["slots", "flat", "dict", "grid", "pixels"])
@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])
def test_each_play_is_seen_as_it_is_alone(bundle, mode, layout, threads):
    settings = {"layout": layout, "slots": 4, "stack": 2}
    env = SpriteVectorObservation(vector(mode), bundle, **settings, threads=threads)
    found = [env.reset(seed=0)[0]]
    found += [env.step(np.zeros(3, int))[0] for _ in range(STEPS)]
    assert all(each in env.observation_space for each in found)
    at_once = mode is AutoresetMode.SAME_STEP
    for play, frames in enumerate(PLAYS):
        expected = alone(bundle, frames, STEPS, at_once=at_once, **settings)
        assert all(same(part(each, play), one) for each, one in zip(found, expected, strict=True))


def test_what_is_said_has_an_entry_and_a_mask_for_each_play(bundle):
    env = SpriteVectorObservation(vector(), bundle, slots=2)
    _, infos = env.reset(seed=0)
    assert infos["sprites_dropped"].tolist() == [0, 0, 1]
    assert infos["unexplained_px"].tolist() == [0, 0, 0]
    assert [len(scene.placements) for scene in infos["scene"]] == [2, 1, 3]
    assert infos["true_scene"].tolist() == ["its own"] * 3
    assert infos["_scene"].all()
    assert infos["_true_scene"].all()


def test_all_plays_are_counted_together(bundle):
    env = SpriteVectorObservation(vector(), bundle, slots=2, rarity=True)
    _, infos = env.reset(seed=0)
    assert infos["rarity"].dtype == float
    assert infos["rarity"][0] == 1
    _, infos = env.reset(seed=0)
    assert infos["rarity"].max() < 1


def test_an_episodes_last_frame_is_sprites_of_its_own_tracks(bundle):
    env = SpriteVectorObservation(vector(AutoresetMode.SAME_STEP), bundle, slots=4)
    env.reset(seed=0)
    env.step(np.zeros(3, int))
    seen, _, over, _, infos = env.step(np.zeros(3, int))
    assert over.tolist() == [True, False, False]
    assert infos["_final_obs"].tolist() == infos["_final_info"].tolist() == [True, False, False]
    last = infos["final_obs"][0]
    assert last in env.single_observation_space
    assert last[:2, 2:6].tolist() == [[40, 22, 0, 1], [10, 8, 3, 0]]  # x, y, dx, dy
    assert seen[0, :2, 2:6].tolist() == [[40, 20, 0, 0], [4, 8, 0, 0]]
    assert infos["final_obs"][1] is None
    final = infos["final_info"]
    assert final["_scene"].tolist() == [True, False, False]
    assert final["true_scene"][0] == "its own"
    assert [p.track for p in final["scene"][0].placements] == [p.track for p in infos["scene"][0].placements]


def test_only_the_plays_that_are_reset_start_over(bundle):
    env = SpriteVectorObservation(vector(AutoresetMode.DISABLED), bundle, slots=4)
    env.reset(seed=0)
    env.step(np.zeros(3, int))
    before, _, over, *_ = env.step(np.zeros(3, int))
    assert over.tolist() == [True, False, False]
    seen, infos = env.reset(options={"reset_mask": over.copy()})
    assert infos["_scene"].tolist() == [True, False, False]
    assert np.array_equal(seen[1:], before[1:])
    assert seen[0, :2, 2:4].tolist() == [[40, 20], [4, 8]]
    seen, *_ = env.step(np.zeros(3, int))
    assert seen[1, 0, 2:6].tolist() == [44, 8, -2, 0]  # it went on
    assert seen[0, 1, 2:6].tolist() == [7, 8, 3, 0]


def test_what_was_given_stays_as_it_was(bundle):
    env = SpriteVectorObservation(vector(), bundle, slots=4)
    first, _ = env.reset(seed=0)
    kept = first.copy()
    env.step(np.zeros(3, int))
    assert np.array_equal(first, kept)


def test_plays_in_other_processes_are_seen_alike(bundle):
    settings = {"layout": "dict", "slots": 4}
    env = SpriteVectorObservation(vector(kind=AsyncVectorEnv), bundle, **settings)
    try:
        found = [env.reset(seed=0)[0], *(env.step(np.zeros(3, int))[0] for _ in range(4))]
    finally:
        env.close()
    expected = alone(bundle, PLAYS[0], 4, **settings)
    assert all(same(part(each, 0), one) for each, one in zip(found, expected, strict=True))


def test_frames_are_rendered_where_observations_are_something_else(bundle):
    env = SpriteVectorObservation(vector(image="numbers", render_mode="rgb_array"), bundle, slots=4)
    assert env.reset(seed=0)[0][0, 0, :4].tolist() == [1, BOX, 40, 20]


def test_last_frames_that_nobody_renders_are_refused_with_the_mend(bundle):
    with pytest.raises(ConfigError, match=r"autoreset_mode=AutoresetMode\.NEXT_STEP"):
        SpriteVectorObservation(vector(AutoresetMode.SAME_STEP, image="numbers", render_mode="rgb_array"), bundle)


def test_plays_without_frames_are_refused_with_the_mend(bundle):
    with pytest.raises(ConfigError, match="render_mode='rgb_array'"):
        SpriteVectorObservation(vector(image="numbers"), bundle)


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_bundled_games_are_made_many_at_once(tmp_path, mode):
    world = gymnasium.make("spritelift_envs:spritelift/Swarm-v0").unwrapped.world
    specs = [PlaneSpec(p.clip, p.layer, p.wrap, (p.picture,)) for p in world.reset(0).planes]
    bundle = write_bundle(tmp_path / "swarm", world.art, specs)
    env = gymnasium.make_vec("spritelift/Swarm-v0", num_envs=2, vectorization_mode=mode)
    env = SpriteVectorObservation(env, bundle, slots=96)
    try:
        assert env.metadata["render_fps"] == 60
        assert env.reset(seed=0)[0] in env.observation_space
        *_, infos = env.step(np.array([1, 2]))
        assert infos["unexplained_px"].tolist() == [0, 0]
        assert infos["scene"][0] != infos["scene"][1]
    finally:
        env.close()


@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])
def test_ale_pys_own_vector_environment_is_seen(tmp_path, mode):
    vector_env = pytest.importorskip("ale_py.vector_env")
    bundle = write_bundle(tmp_path / "empty", Art(size=(160, 210)), [])
    settings = {"num_envs": 2, "autoreset_mode": mode, "max_num_frames_per_episode": 16, "noop_max": 0}
    whole = {"img_height": 210, "img_width": 160, "grayscale": False, "stack_num": 1, "maxpool": False}
    game = vector_env.AtariVectorEnv("pong", num_threads=1, **settings, **whole)
    env = SpriteVectorObservation(game, bundle, "pixels", threads=2)
    assert env.metadata["autoreset_mode"] is mode
    assert env.reset(seed=0)[0] in env.observation_space
    for _ in range(8):
        seen, _, over, cut, infos = env.step(np.array([2, 3]))
        assert seen in env.observation_space
        assert infos["unexplained_px"].min() > 0  # nothing is known of it
        assert infos["lives"].tolist() == [0, 0]
        if (over | cut).any() and mode is AutoresetMode.SAME_STEP:
            assert infos["final_obs"][0] in env.single_observation_space
            assert infos["final_info"]["unexplained_px"].min() > 0
    with pytest.raises(ConfigError, match="grayscale=False, stack_num=1, maxpool=False, img_height=210, img_width=160"):
        SpriteVectorObservation(vector_env.AtariVectorEnv("pong", num_envs=1), bundle)
