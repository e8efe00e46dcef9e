"""The agents of the benchmark: they learn, go on where they were, and are scored as it says."""

import sys
from pathlib import Path

import gymnasium
import jaxtyping
import numpy as np
import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import agents_plots
from agents_arms import Sights, Small, games_of
from agents_memory import MEMORY, Told
from agents_ppo import NUMBERS, Learner, Scale
from agents_runs import Curve, Run
from agents_scores import interquartile_mean, interval
from agents_skins import recoloured, reskinned, returns_in
from gymnasium.wrappers import TimeLimit
from lab import GAMES, Game

from spritelift_envs.games import swarm
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.recording import Recording


class Side(gymnasium.Env):
    """One number says which of two actions is paid for; ten steps."""

    observation_space = gymnasium.spaces.Box(-1, 1, (1,), np.float32)
    action_space = gymnasium.spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.left, self.shown = 10, self.observation_space.sample()
        return self.shown, {}

    def step(self, action):
        paid, self.left = float((self.shown[0] > 0) == action), self.left - 1
        self.shown = self.observation_space.sample()
        return self.shown, paid, self.left == 0, False, {}


@pytest.fixture
def side(monkeypatch):
    """A game that runs by name, told by memory."""
    if "test/Side-v0" not in gymnasium.registry:
        gymnasium.register("test/Side-v0", entry_point=lambda **_: Side())
    monkeypatch.setitem(GAMES, "side", Game(env="test/Side-v0", frames=1))
    monkeypatch.setattr("agents_arms.plain", lambda name: gymnasium.make(GAMES[name].env))
    monkeypatch.setitem(MEMORY, "side", lambda env: env.unwrapped.shown)
    return "side"


@pytest.fixture(scope="module")
def sights(tmp_path_factory):
    """Swarm's own art as if it had been learnt."""
    folder = tmp_path_factory.mktemp("swarm")
    env = swarm(frame_skip=4, render_mode="rgb_array")
    art = env.world.art
    planes = [PlaneSpec((0, 0, *art.size), 0, False, (0,))]
    bundle = write_bundle(folder / "bundle", art, planes)
    writer = Recording.create(folder / "recording", size=art.size, fps=15, source="spritelift/Swarm-v0")
    with writer:
        frame, _ = env.reset(seed=0)
        for step in range(40):
            writer.append(frame, action=None if step == 39 else 4)
            frame, *_ = env.step(4)
    return Sights.of(bundle, Recording.open(folder / "recording"))


def test_scale_is_the_mean_and_variance_of_all_that_came():
    values = np.random.default_rng(0).normal(3, 2, (60, 4))
    scale = Scale((4,))
    for part in np.split(values, 6):
        scale.update(part)
    assert np.allclose(scale.mean, values.mean(0), atol=1e-3)
    assert np.allclose(scale.var, values.var(0), atol=1e-3)


def test_an_agent_learns_and_goes_on_where_it_was(tmp_path, side):
    begun = Run(tmp_path, side, "memory", 0, None).until(2048)
    assert begun.score() < 7.5
    run = Run(tmp_path, side, "memory", 0, None)
    assert run.curve.steps == 2048
    curve = run.until(10_240)
    assert curve.steps == 10_240
    assert curve.episodes[: len(begun.episodes)] == begun.episodes
    assert curve.score() > 8.5
    assert np.mean(run.played(16)) > 8.5
    again = Run(tmp_path, side, "memory", 0, None)
    assert again.until(10_240).episodes == curve.episodes
    assert "games" not in vars(again)


def test_a_run_may_be_asked_for_time(tmp_path, side):
    run = Run(tmp_path, side, "memory", 1, None)
    assert run.until(8, cpu_s=run.until(8).cpu_s + 0.01).steps >= 2048


def test_scores_are_of_the_last_twenty_that_had_ended():
    curve = Curve([(100 * i, float(i), 2.0 * i) for i in range(50)], 5000, 100.0)
    assert curve.score() == np.mean(range(30, 50))
    assert curve.score(1000) == np.mean(range(11))
    assert curve.score(cpu_s=80) == np.mean(range(21, 41))
    assert curve.score(-1) is None
    assert (curve.steps_to(20), curve.steps_to(1000)) == (3000, None)
    assert curve.spent(2500) == 50


def test_the_interquartile_mean_is_of_the_middle_half():
    assert interquartile_mean([0, 1, 2, 100]) == 1.5
    assert interquartile_mean([100, 0, 1]) == pytest.approx((0 / 12 + 1 / 3 + 100 / 12) * 2)
    low, high = interval([1, 2, 3], [2, 4, 6], of=lambda a, b: b / a)
    assert low < 2 < high


def test_a_policy_sees_frames_too():
    space = gymnasium.spaces.Box(0, 255, (4, 80, 72), np.uint8)
    learner = Learner(space, 3, NUMBERS, 2, 0)
    actions, logs, values = learner.act(learner.seen(np.zeros((2, *space.shape), np.uint8)))
    assert actions.shape == logs.shape == values.shape == (2,)


def test_small_frames_are_grey_means_of_two_by_two():
    class One(Side):
        observation_space = gymnasium.spaces.Box(0, 255, (5, 4, 3), np.uint8)

    frame = np.arange(60, dtype=np.uint8).reshape(5, 4, 3)
    small = Small(One()).observation(frame)
    assert small.tolist() == [[int(frame[y : y + 2, x : x + 2].mean()) for x in (0, 2)] for y in (0, 2)]


def test_swarm_is_told_by_its_own_memory_twice():
    told = Told(swarm(frame_skip=4), MEMORY["swarm15"])
    seen, _ = told.reset(seed=0)
    half = len(seen) // 2
    assert (seen[:half] == seen[half:]).all()
    after, *_ = told.step(2)
    assert (after[half:] == seen[:half]).all()
    assert after[1] > seen[1]


@pytest.mark.parametrize("arm", ["sprites", "shuffled", "memory", "pixels"])
def test_every_arm_plays_the_same_game(arm, sights):
    games = games_of("swarm15", arm, sights)
    seen, _ = games.reset(seed=0)
    assert games.single_observation_space.contains(seen[0])
    assert games.single_action_space.n == 6
    seen, *_ = games.step(np.zeros(8, int))
    assert games.single_observation_space.contains(seen[0])


def test_shuffling_keeps_the_rows(tmp_path, sights):
    rows = np.arange(20, dtype=np.float32).reshape(1, 20)
    run = Run(tmp_path, "swarm15", "shuffled", 0, lambda _: sights)
    shown = [run._shown(rows).reshape(-1, 5).tolist() for _ in range(8)]
    assert all(sorted(each) == rows.reshape(-1, 5).tolist() for each in shown)
    assert len({str(each) for each in shown}) > 1


def test_an_agent_plays_the_same_in_other_clothes(tmp_path, sights, monkeypatch):
    jaxtyping.config.update("jaxtyping_disable", True)  # three kinds of eight games: checked elsewhere
    monkeypatch.setattr("agents_skins.plain", lambda name: TimeLimit(swarm(frame_skip=4, render_mode="rgb_array"), 6))
    run = Run(tmp_path, "swarm15", "sprites", 0, lambda _: sights)
    run.until(8)
    found = [_played(run, sights, skin) for skin in (None, recoloured, reskinned)]
    jaxtyping.config.update("jaxtyping_disable", False)
    assert found[0] == found[1] == found[2]


def _played(run, sights, skin):
    torch.manual_seed(0)
    return returns_in(run, sights, skin, episodes=8)


def test_curves_are_drawn(tmp_path):
    curve = Curve([(100 * i, float(i), 2.0 * i) for i in range(50)], 5000, 100.0)
    agents_plots.draw(tmp_path / "a.png", "a game", {"sprites": [curve, curve], "pixels": [Curve()]})
    assert (tmp_path / "a.png").stat().st_size > 5000
