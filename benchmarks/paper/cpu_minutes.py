"""Training an animator for so many minutes of the processor, however busy the machine is."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from cpu_clock import Clock, cost_at, keep_newest
from first_path import work_folder
from rich.console import Console
from rich.table import Table

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.files import write_json
from spritelift_trainer.animator.clips import Clips
from spritelift_trainer.animator.learn import Learnt, learn
from spritelift_trainer.animator.learner import AnimatorLearner, new_model
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.checkpoints import checkpoints
from spritelift_trainer.presets import changed

QUICK_MINUTES = 0.05
TIMED_STEPS = 20
LEGS = (0.5, 0.8, 1.0)
"""Shares of the steps after which it is planned anew how many fit into the minutes."""
PLAN = "plan.json"
CPU = torch.device("cpu")


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """What both experiments may be told."""

    minutes: float = 10.0
    """Of training: processor time of this process, one thread."""
    seed: int = 0
    set: tuple[str, ...] = ()
    """Training settings, NAME=VALUE, such as `pixels=true`."""
    resume: bool = False
    """Go on with what is in `work`."""
    quick: bool = False
    """Hardly any training, few tests: does it all run?"""
    work: Path | None = None
    """Folder for the run, figures and scores. Without it: a temporary one."""
    json: bool = False
    """Print the numbers as JSON on stdout, and nothing else there."""

    def budget(self, about: Mapping[str, Any], by: type[AnimatorLearner] = AnimatorLearner, **own: Any) -> "Budget":
        """What is trained, by settings of its `own`; `about` it a run that is taken up again must have been told."""
        often = {"picture_every": 1000, "log_every": 20, "checkpoint_every": 100}
        settings = AnimatorSettings(seed=self.seed, **often, **own)
        training = changed(settings, "animator", dict(each.split("=", 1) for each in self.set))
        told = {"seed": self.seed, "set": list(self.set)} | dict(about)
        return Budget(training, QUICK_MINUTES if self.quick else self.minutes, told, self.resume, by)

    def run(self, measure: Callable[[Path], dict[str, Any]], table: Callable[[dict[str, Any]], Table]) -> None:
        """Measure in the folder asked for, and tell."""
        with work_folder(self) as folder:
            found = measure(folder)
        self._tell(found, table(found))

    def _tell(self, found: Mapping[str, Any], table: Table) -> None:
        """For people; as JSON on stdout, too, where asked."""
        console = Console(stderr=self.json)
        console.print(table)
        for note in found["notes"]:
            console.print(note)
        if self.json:
            json.dump(found, sys.stdout, indent=1)


@dataclass(frozen=True)
class Budget:
    """What to train, and for how long."""

    training: AnimatorSettings
    """But for the steps, which the minutes decide."""
    minutes: float
    """Processor time of this process, one thread."""
    about: Mapping[str, Any]
    """What a run that is taken up again must have been told, too."""
    resume: bool
    by: type[AnimatorLearner] = AnimatorLearner
    """What makes the steps."""


def cost_of(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What a run has cost, as experiments tell it."""
    return {"train_cpu_min": plan["cpu_s"] / 60, "train_wall_min": plan["wall_s"] / 60, "steps": plan["steps"]}


def learnt(budget: Budget, clips: Clips, run: Path) -> tuple[Learnt, dict[str, Any]]:
    """Train in legs, each with as many steps in sight as fit into what is left of the minutes; gives its plan."""
    plan = _begun(budget, clips, run)
    found: Learnt | None = None
    for leg in LEGS:
        left_s = 60 * budget.minutes - plan["cpu_s"]
        whole = max(plan["steps"] + int(left_s * plan["steps_per_cpu_s"]), 2)
        own = replace(budget.training, steps=whole)
        found, plan = _leg(replace(budget, training=own), clips, run, plan, max(int(leg * whole), plan["steps"]))
        write_json(run / PLAN, plan)
        if found.stopped.reason == "interrupted":
            raise SystemExit(f"Stopped after {plan['steps']} steps. Go on with --resume.")
    assert found is not None
    keep_newest(run)
    return found, plan


def _begun(budget: Budget, clips: Clips, run: Path) -> dict[str, Any]:
    """What the run is, and what it has cost so far."""
    path = run / PLAN
    if not path.is_file():
        plan = dict(budget.about) | {"cpu_s": 0.0, "wall_s": 0.0, "steps": 0} | _speed(budget, clips)
        write_json(path, plan)
        return plan
    plan = json.loads(path.read_text())
    if not budget.resume or any(plan[name] != value for name, value in budget.about.items()):
        raise ConfigError(f"{run} holds a run. Go on with --resume and its settings, or give another --work.")
    found = checkpoints(run)
    steps = json.loads(found[-1].with_suffix(".json").read_text())["step"] if found else 0
    # A leg that was killed left no plan; the clock knows what it cost.
    return plan | {"steps": steps, "cpu_s": max(plan["cpu_s"], cost_at(run, steps))}


def _leg(budget: Budget, clips: Clips, run: Path, plan: dict[str, Any], until: int) -> tuple[Learnt, dict[str, Any]]:
    """Train until that step; adds up what it cost."""
    cpu_s, wall_s = time.process_time(), time.monotonic()
    clock = Clock(run, plan["steps"], plan["cpu_s"])
    found = learn(clips, budget.training, run, CPU, until=until, progress=clock, by=budget.by)
    cpu_s, wall_s = time.process_time() - cpu_s, time.monotonic() - wall_s
    done = found.stopped.step - plan["steps"]
    speed = done / cpu_s if done > TIMED_STEPS else plan["steps_per_cpu_s"]
    spent = {"cpu_s": plan["cpu_s"] + cpu_s, "wall_s": plan["wall_s"] + wall_s}
    return found, plan | spent | {"steps": found.stopped.step, "steps_per_cpu_s": speed}


def _speed(budget: Budget, clips: Clips) -> dict[str, float]:
    """How many steps a second of the processor does here, from some steps of a model that is thrown away."""
    learner = budget.by(new_model(budget.training, clips.size), budget.training, clips, CPU)
    learner.step(1)
    began = time.process_time()
    for step in range(2, TIMED_STEPS + 2):
        learner.step(step)
    cost_s = time.process_time() - began
    return {"steps_per_cpu_s": TIMED_STEPS / cost_s, "cpu_s": cost_s}
