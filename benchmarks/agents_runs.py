"""Agents learning: each run in a folder of its own, to go on where it was stopped."""

import json
import pickle
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from agents_arms import COLUMNS, SPRITES, TOGETHER, Sights, games_of
from agents_ppo import FRAMES, NUMBERS, Learner, Rollout
from gymnasium.vector import VectorEnv

KEPT_EVERY_S = 60.0
LAST = 20
"""Episodes that a score is the mean of."""
SPREAD = 100_003
"""Between the seeds of two runs, so that no game is played in both."""


@dataclass
class Curve:
    """What became of a run: episodes as they ended."""

    episodes: list[tuple[int, float, float]] = field(default_factory=list)
    """Steps so far (of all environments together), the episode's return, CPU seconds so far."""
    steps: int = 0
    cpu_s: float = 0.0

    def score(self, steps: int | None = None, cpu_s: float | None = None) -> float | None:
        """Mean return of the last episodes by then, after so many steps or CPU seconds; None before the first."""
        ended = [
            gained
            for at, gained, spent in self.episodes
            if (steps is None or at <= steps) and (cpu_s is None or spent <= cpu_s)
        ]
        return float(np.mean(ended[-LAST:])) if ended else None

    def spent(self, steps: int) -> float:
        """CPU seconds that so many steps took, near enough: all steps cost the same."""
        return self.cpu_s * min(1.0, steps / self.steps)

    @property
    def begun(self) -> float:
        """Mean return of the first episodes, when it knew next to nothing."""
        return float(np.mean([gained for _, gained, _ in self.episodes[:TOGETHER]]))

    def steps_to(self, score: float) -> int | None:
        """Steps until the last episodes' mean return first reached a score; None where it never did."""
        gained = np.array([each[1] for each in self.episodes])
        for end in range(LAST, len(gained) + 1):
            if gained[end - LAST : end].mean() >= score:
                return self.episodes[end - 1][0]
        return None


@dataclass
class Run:
    """One agent: game, arm, seed."""

    folder: Path
    game: str
    arm: str
    seed: int
    sights: Callable[[str], Sights]
    """How a game's sprites are shown; asked where the arm sees sprites."""
    curve: Curve = field(default_factory=Curve)
    learner: Learner | None = None

    def __post_init__(self) -> None:
        self._chance = np.random.default_rng(self.seed)
        if self._kept.is_file():
            self.curve, self.learner = pickle.loads(self._kept.read_bytes())  # noqa: S301 (its own)

    @property
    def _kept(self) -> Path:
        return self.folder / f"{self.game}-{self.arm}-{self.seed}.pickle"

    @cached_property
    def games(self) -> VectorEnv:
        """Where it plays."""
        return games_of(self.game, self.arm, self.sights(self.game) if self.arm in SPRITES else None)

    def until(self, steps: int = 0, cpu_s: float = 0.0) -> Curve:
        """Learn until both are reached; what was learnt before is not learnt again."""
        if self.curve.steps >= steps and self.curve.cpu_s >= cpu_s:
            return self.curve
        games = self.games
        space, actions = games.single_observation_space, int(games.single_action_space.n)
        recipe = FRAMES if self.arm == "pixels" else NUMBERS
        self.learner = learner = self.learner or Learner(space, actions, recipe, TOGETHER, self.seed)
        seen = learner.seen(self._shown(games.reset(seed=self.seed * SPREAD + self.curve.steps)[0]))
        gained, begun, kept, before = np.zeros(TOGETHER), time.process_time(), time.monotonic(), self.curve.cpu_s
        while self.curve.steps < steps or self.curve.cpu_s < cpu_s:
            seen, gained = self._rollout(learner, seen, gained, before - begun)
            self.curve.cpu_s = before + time.process_time() - begun
            if time.monotonic() - kept > KEPT_EVERY_S:
                self._keep()
                kept = time.monotonic()
        self._keep()
        return self.curve

    def _rollout(
        self, learner: Learner, seen: torch.Tensor, gained: np.ndarray, since: float
    ) -> tuple[torch.Tensor, np.ndarray]:
        """Play, then learn from it. `since` added to this process's CPU time is the run's."""
        told = []
        for _ in range(learner.recipe.rollout):
            actions, logs, values = learner.act(seen)
            observations, rewards, terminated, truncated, infos = self.games.step(actions.numpy())
            over = terminated | truncated
            told.append((seen, actions, logs, values, *_floats(self._paid(learner, rewards, over, infos), over)))
            gained = gained + rewards
            self.curve.steps += TOGETHER
            spent = time.process_time() + since
            self.curve.episodes += [(self.curve.steps, float(each), spent) for each in gained[over]]
            gained[over] = 0
            seen = learner.seen(self._shown(observations))
        views, actions, logs, values, rewards, ended = zip(*told, strict=True)
        values = (*values, learner.act(seen)[2])
        learner.update(Rollout(*map(torch.stack, ((*views, seen), actions, logs, values, rewards, ended))))
        return seen, gained

    def _paid(self, learner: Learner, rewards: np.ndarray, over: np.ndarray, infos: dict) -> np.ndarray:
        """What a step is worth: its rewards, and where sprites are seen, what is rarely seen."""
        paid = learner.paid(rewards, over)
        if self.arm not in SPRITES:
            return paid
        return paid + learner.recipe.curious * infos["rarity"]

    def _shown(self, observations: np.ndarray, *, shuffled: bool = False) -> np.ndarray:
        """What the agent is given: as they are, or with rows in another order each time."""
        if self.arm != "shuffled" and not shuffled:
            return observations
        rows = observations.reshape(len(observations), -1, len(COLUMNS))
        return np.stack([self._chance.permutation(each) for each in rows]).reshape(observations.shape)

    def played(self, episodes: int, games: VectorEnv | None = None, *, shuffled: bool = False) -> list[float]:
        """Returns of whole episodes that it plays without learning, as many of each of the games; `shuffled`, with rows
        in another order at each step."""
        assert self.learner is not None
        games = games or self.games
        observations, _ = games.reset(seed=self.seed * SPREAD + SPREAD // 2)
        gained, found = np.zeros(TOGETHER), [list[float]() for _ in range(TOGETHER)]
        each = -(-episodes // TOGETHER)
        while min(map(len, found)) < each:
            actions, *_ = self.learner.act(self.learner.seen(self._shown(observations, shuffled=shuffled)))
            observations, rewards, terminated, truncated, _ = games.step(actions.numpy())
            gained = gained + rewards
            for i in np.flatnonzero(terminated | truncated):
                found[i].append(float(gained[i]))
                gained[i] = 0
        return [gain for some in found for gain in some[:each]]

    def _keep(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self._kept.with_suffix(".new")
        fresh.write_bytes(pickle.dumps((self.curve, self.learner)))
        fresh.replace(self._kept)
        told = {"game": self.game, "arm": self.arm, "seed": self.seed} | vars(self.curve)
        self._kept.with_suffix(".json").write_text(json.dumps(told))
        said = f"{self.game} {self.arm} {self.seed}: {self.curve.steps} steps, {self.curve.cpu_s:.0f} s, "
        print(f"{said}{self.curve.score()}", file=sys.stderr, flush=True)


def _floats(*arrays: np.ndarray) -> tuple[torch.Tensor, ...]:
    return tuple(torch.from_numpy(np.asarray(each, np.float32)) for each in arrays)
