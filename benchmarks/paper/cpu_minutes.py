"""Training an animator for so many minutes of the processor, however busy the machine is."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.files import write_json
from spritelift_trainer.animator.clips import Clips
from spritelift_trainer.animator.learn import Learnt, learn
from spritelift_trainer.animator.learner import AnimatorLearner, new_model
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.checkpoints import checkpoints

TIMED_STEPS = 20
LEGS = (0.5, 0.8, 1.0)
"""Shares of the steps after which it is planned anew how many fit into the minutes."""
PLAN = "plan.json"
CPU = torch.device("cpu")


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


def learnt(budget: Budget, clips: Clips, run: Path) -> tuple[Learnt, dict[str, Any]]:
    """Train in legs, each with as many steps in sight as fit into what is left of the minutes; gives what it cost."""
    plan = _begun(budget, clips, run)
    found: Learnt | None = None
    for leg in LEGS:
        left_s = 60 * budget.minutes - plan["cpu_s"]
        whole = max(plan["steps"] + int(left_s * plan["steps_per_cpu_s"]), 2)
        own = replace(budget.training, steps=whole)
        found, plan = _leg(own, clips, run, plan, max(int(leg * whole), plan["steps"]))
        write_json(run / PLAN, plan)
        if found.stopped.reason == "interrupted":
            raise SystemExit(f"Stopped after {plan['steps']} steps. Go on with --resume.")
    assert found is not None
    return found, plan


def _begun(budget: Budget, clips: Clips, run: Path) -> dict[str, Any]:
    """What the run is, and what it has cost so far."""
    path = run / PLAN
    if not path.is_file():
        plan = dict(budget.about) | {"cpu_s": 0.0, "wall_s": 0.0, "steps": 0} | _speed(budget.training, clips)
        write_json(path, plan)
        return plan
    plan = json.loads(path.read_text())
    if not budget.resume or any(plan[name] != value for name, value in budget.about.items()):
        raise ConfigError(f"{run} holds a run. Go on with --resume and its settings, or give another --work.")
    found = checkpoints(run)
    steps = json.loads(found[-1].with_suffix(".json").read_text())["step"] if found else 0
    # A leg that was killed didn't say what it cost.
    return plan | {"steps": steps, "cpu_s": plan["cpu_s"] + (steps - plan["steps"]) / plan["steps_per_cpu_s"]}


def _leg(
    own: AnimatorSettings, clips: Clips, run: Path, plan: dict[str, Any], until: int
) -> tuple[Learnt, dict[str, Any]]:
    """Train until that step; adds up what it cost."""
    cpu_s, wall_s = time.process_time(), time.monotonic()
    found = learn(clips, own, run, CPU, until=until)
    cpu_s, wall_s = time.process_time() - cpu_s, time.monotonic() - wall_s
    done = found.stopped.step - plan["steps"]
    speed = done / cpu_s if done > TIMED_STEPS else plan["steps_per_cpu_s"]
    spent = {"cpu_s": plan["cpu_s"] + cpu_s, "wall_s": plan["wall_s"] + wall_s}
    return found, plan | spent | {"steps": found.stopped.step, "steps_per_cpu_s": speed}


def _speed(own: AnimatorSettings, clips: Clips) -> dict[str, float]:
    """How many steps a second of the processor does here, from some steps of a model that is thrown away."""
    learner = AnimatorLearner(new_model(own, clips.size), own, clips, CPU)
    learner.step(1)
    began = time.process_time()
    for step in range(2, TIMED_STEPS + 2):
        learner.step(step)
    cost_s = time.process_time() - began
    return {"steps_per_cpu_s": TIMED_STEPS / cost_s, "cpu_s": cost_s}
