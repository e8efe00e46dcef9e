"""Where benchmarks work: recordings, runs and bundles in a folder, made by the command, kept with their cost."""

import importlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gymnasium

HERE = Path(__file__).parent
COSTS = "costs.json"
QUICK_STEPS = 60
QUICK_FRAMES = 300


@dataclass(frozen=True, kw_only=True)
class Game:
    """What is recorded, and how."""

    env: str
    frames: int
    policy: str = "scripted"
    seed: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What the environment is made with."""

    @property
    def installed(self) -> bool:
        """Whether it can be recorded here."""
        if self.env.startswith("ALE/"):
            return find_spec("ale_py") is not None
        importlib.import_module("spritelift_envs")  # registers the bundled games
        return self.env in gymnasium.registry


GAMES = {
    "swarm": Game(env="spritelift/Swarm-v0", frames=1500),
    "meadow": Game(env="spritelift/Meadow-v0", frames=1500),
    "cellar": Game(env="spritelift/Cellar-v0", frames=1500),
    "swarm15": Game(env="spritelift/Swarm-v0", frames=2000, policy="random", settings={"frame_skip": 4}),
    "invaders": Game(env="ALE/SpaceInvaders-v5", frames=2000, policy="random"),
    **{
        name: Game(env=f"ALE/{name}-v5", frames=2000, policy="random", seed=1)
        for name in ("SpaceInvaders", "Freeway", "Breakout", "Pong")
    },
}
"""Seed 0 played the Atari clips with known boxes, so what is scored on those learns from another."""

Maker = Callable[[Path, int | None], object]
"""Writes a recording to a folder; of no more frames than given."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a command cost, imports included."""

    wall_s: float
    cpu_s: float
    """Processor time, all cores together."""


def call(words: list[Any], **environ: str) -> tuple[dict[str, Any], Cost]:
    """Run a Python program that prints one JSON object, as a person would; gives the object and the cost.

    Raises:
        SystemExit: it failed; what it said has gone to stderr.
    """
    wall, cpu = time.perf_counter(), _children_s()
    line = [sys.executable, *map(str, words)]
    done = subprocess.run(line, stdout=subprocess.PIPE, env=os.environ | environ, check=False)
    if done.returncode:
        raise SystemExit(f"`{' '.join(line)}` ended with {done.returncode}.")
    return json.loads(done.stdout), Cost(wall_s=time.perf_counter() - wall, cpu_s=_children_s() - cpu)


def command(*words: Any) -> tuple[dict[str, Any], Cost]:
    """Run `spritelift` with these words."""
    return call(["-m", "spritelift", *words, "--json"])


def timed(work: Callable[[], object]) -> Cost:
    """What work in this process costs."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost(wall_s=time.perf_counter() - wall, cpu_s=time.process_time() - cpu)


@dataclass(frozen=True, kw_only=True)
class Lab:
    """Makes what is missing, keeps what is there."""

    folder: Path
    quick: bool = False
    """Short recordings, hardly any training: does it all run?"""
    steps: int | None = None
    """Training steps; None for those that training chooses by itself (few where it is quick)."""
    makers: Mapping[str, Maker] = field(default_factory=dict)
    """What makes the recordings that are no game's."""

    def recording(self, name: str) -> Path:
        """The recording of a game, or of what `makers` know."""
        out = self.folder / name / "recording"
        frames = QUICK_FRAMES if self.quick else None
        if name in self.makers:
            self._once(name, "recording", lambda: timed(lambda: self.makers[name](out, frames)))
            return out
        game = GAMES[name]
        words = ["--env", game.env, "--policy", game.policy, "--seed", game.seed, "--frames", frames or game.frames]
        words += [word for name, value in game.settings.items() for word in ("--set", f"{name}={value}")]
        self._once(name, "recording", lambda: command("record", *words, "--out", out)[1])
        return out

    def run(self, name: str) -> tuple[Path, Cost]:
        """The run of a recording, and what training cost when it was made."""
        out = self.folder / name / "run"
        steps = QUICK_STEPS if self.quick and self.steps is None else self.steps
        words = [self.recording(name), "--out", out, *([] if steps is None else ["--steps", steps])]
        return out, self._once(name, "run", lambda: command("train", *words)[1])

    def bundle(self, name: str) -> Path:
        """The bundle of a run."""
        out = self.folder / name / "bundle"
        self._once(name, "bundle", lambda: command("export", self.run(name)[0], "--out", out)[1])
        return out

    def forget(self, name: str) -> None:
        """Train again next time; the recording stays."""
        for part in ("run", "bundle"):
            self._drop(name, part)

    def _once(self, name: str, part: str, make: Callable[[], Cost]) -> Cost:
        costs = self._costs(name)
        if part not in costs:  # a folder without its cost was stopped half-way
            self._drop(name, part)
            cost = make()
            costs = self._costs(name) | {part: {"wall_s": cost.wall_s, "cpu_s": cost.cpu_s}}
            self._keep(name, costs)
        return Cost(**costs[part])

    def _costs(self, name: str) -> dict[str, dict[str, float]]:
        path = self.folder / name / COSTS
        return json.loads(path.read_text()) if path.is_file() else {}

    def _keep(self, name: str, costs: dict[str, dict[str, float]]) -> None:
        (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / name / COSTS).write_text(json.dumps(costs, indent=1))

    def _drop(self, name: str, part: str) -> None:
        shutil.rmtree(self.folder / name / part, ignore_errors=True)
        self._keep(name, {key: cost for key, cost in self._costs(name).items() if key != part})


def _children_s() -> float:
    times = os.times()  # of processes that ended; zero on Windows, which doesn't tell
    return times.children_user + times.children_system
