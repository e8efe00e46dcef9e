"""Moving MNIST with backgrounds, the second paper's first experiment (4.2, 4.3, 4.6, Figures 2, 3 and 10), run again.

python benchmarks/paper/moving_mnist.py --minutes 10 --seed 0 --json
python benchmarks/paper/moving_mnist.py --minutes 120 --work out/moving_mnist   # resumed with --resume
python benchmarks/paper/moving_mnist.py --quick                                 # does it all run?

Errors are per value in [0, 1], on MNIST's test digits and backgrounds held out; ratios are to "No object", those of
transformations to "Video frames" (Figure 3). The paper doesn't say about what a transferred rotation turns the other
digit. `transform_ratio` takes the digit's own middle for the truth, `transform_canvas_ratio` the affine map that moved
the first digit, applied to the canvas: all that a T^Z which acts on the canvas can do, however well it is learnt
(`transform_best_canvas_ratio` is how far that truth is from the other). `transform_own_place_ratio` is ours: the same
motion about the character's own place.
"""

import json
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))

import moving_figures
import numpy as np
import torch
import tyro
from atari_truth import SHARED
from first_path import work_folder
from idx import mnist
from moving_digits import BACKGROUNDS, MovingDigits, backgrounds
from moving_scores import FIXED_DIGITS, fixed_digit, scores
from rich.console import Console
from rich.table import Table

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.files import write_bytes, write_json
from spritelift_trainer.animator.learn import Learnt, learn
from spritelift_trainer.animator.learner import AnimatorLearner, new_model
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.checkpoints import checkpoints
from spritelift_trainer.presets import changed

TRAINED = 55_000
"""Of MNIST's training digits; the rest are for validation."""
TIMED_STEPS = 20
LEGS = (0.5, 0.8, 1.0)
"""Shares of the steps after which it is planned anew how many fit into the minutes."""
PLAN = "plan.json"
CPU = torch.device("cpu")
SHOWN = (
    ("reconstruction_ratio", 0.55),
    ("background_ratio", 0.6),
    ("background_only_ratio", 0.24),
    ("transform_ratio", 0.6),
    ("transform_own_place_ratio", 0.6),
    ("transform_canvas_ratio", None),
    ("transform_best_canvas_ratio", None),
    ("translation_r2", 0.85),
    ("angle_correlation", None),
    ("theta_std", None),
)
"""Numbers of the table, and what is asked of ten minutes."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Learn to animate moving digits, and score it."""

    minutes: float = 10.0
    """Of training: processor time of this process, one thread."""
    seed: int = 0
    examples: int = 10_000
    """Of Figure 3."""
    pairs: int = 4_000
    """Of frames of one digit, a 5 and an 8, for the regression from T^X to T^Z; the paper has 40,000."""
    digits: int = 1
    """In each clip; scores of motion are of the first."""
    data: Path = SHARED / "mnist"
    """Folder of MNIST's four idx files, packed or not."""
    set: tuple[str, ...] = ()
    """Training settings, NAME=VALUE."""
    resume: bool = False
    """Go on with what is in `work`."""
    quick: bool = False
    """Hardly any training, few tests: does it all run?"""
    work: Path | None = None
    """Folder for the run, figures and scores. Without it: a temporary one."""
    json: bool = False
    """Print the numbers as JSON on stdout, and nothing else there."""

    @property
    def tests(self) -> tuple[int, int]:
        """Examples of Figure 3, and pairs of each fixed digit."""
        return (60, 60) if self.quick else (self.examples, self.pairs)


def training(settings: Settings) -> AnimatorSettings:
    """Settings of training, but for the steps."""
    own = AnimatorSettings(seed=settings.seed, picture_every=1000, log_every=20)
    return changed(own, "animator", dict(each.split("=", 1) for each in settings.set))


def learnt(settings: Settings, clips: MovingDigits, run: Path) -> tuple[Learnt, dict[str, Any]]:
    """Train in legs, each with as many steps in sight as fit into what is left of the minutes."""
    plan = _begun(settings, clips, run)
    found: Learnt | None = None
    for leg in LEGS:
        left_s = 60 * (0.05 if settings.quick else settings.minutes) - plan["cpu_s"]
        whole = max(plan["steps"] + int(left_s * plan["steps_per_cpu_s"]), 2)
        own = replace(training(settings), steps=whole)
        found, plan = _leg(own, clips, run, plan, max(int(leg * whole), plan["steps"]))
        write_json(run / PLAN, plan)
        if found.stopped.reason == "interrupted":
            raise SystemExit(f"Stopped after {plan['steps']} steps. Go on with --resume.")
    assert found is not None
    return found, plan


def _begun(settings: Settings, clips: MovingDigits, run: Path) -> dict[str, Any]:
    """What the run is, and what it has cost so far."""
    about = {"seed": settings.seed, "set": list(settings.set), "digits": settings.digits}
    path = run / PLAN
    if not path.is_file():
        plan = about | {"cpu_s": 0.0, "wall_s": 0.0, "steps": 0} | _speed(settings, clips)
        write_json(path, plan)
        return plan
    plan = json.loads(path.read_text())
    if not settings.resume or any(plan[name] != value for name, value in about.items()):
        raise ConfigError(f"{run} holds a run. Go on with --resume and its settings, or give another --work.")
    found = checkpoints(run)
    steps = json.loads(found[-1].with_suffix(".json").read_text())["step"] if found else 0
    # A leg that was killed didn't say what it cost.
    return plan | {"steps": steps, "cpu_s": plan["cpu_s"] + (steps - plan["steps"]) / plan["steps_per_cpu_s"]}


def _leg(
    own: AnimatorSettings, clips: MovingDigits, run: Path, plan: dict[str, Any], until: int
) -> tuple[Learnt, dict[str, Any]]:
    """Train until that step; adds up what it cost."""
    cpu_s, wall_s = time.process_time(), time.monotonic()
    found = learn(clips, own, run, CPU, until=until)
    cpu_s, wall_s = time.process_time() - cpu_s, time.monotonic() - wall_s
    done = found.stopped.step - plan["steps"]
    speed = done / cpu_s if done > TIMED_STEPS else plan["steps_per_cpu_s"]
    spent = {"cpu_s": plan["cpu_s"] + cpu_s, "wall_s": plan["wall_s"] + wall_s}
    return found, plan | spent | {"steps": found.stopped.step, "steps_per_cpu_s": speed}


def _speed(settings: Settings, clips: MovingDigits) -> dict[str, float]:
    """How many steps a second of the processor does here, from some steps of a model that is thrown away."""
    own = training(settings)
    learner = AnimatorLearner(new_model(own, clips.size), own, clips, CPU)
    learner.step(1)
    began = time.process_time()
    for step in range(2, TIMED_STEPS + 2):
        learner.step(step)
    cost_s = time.process_time() - began
    return {"steps_per_cpu_s": TIMED_STEPS / cost_s, "cpu_s": cost_s}


def measure(settings: Settings, folder: Path) -> dict[str, Any]:
    """Train, score, draw."""
    torch.set_num_threads(1)
    train_digits, _ = mnist(settings.data, "train")
    test_digits, labels = mnist(settings.data, "t10k")
    clips = MovingDigits(train_digits[:TRAINED], backgrounds(BACKGROUNDS, seed=1), settings.digits)
    test = MovingDigits(test_digits, backgrounds(BACKGROUNDS, seed=3), settings.digits)
    found, plan = learnt(settings, clips, folder / "run")
    examples, pairs = settings.tests
    numbers = scores(found.model, test, examples)
    for digit in FIXED_DIGITS:
        glyph = test_digits[np.flatnonzero(labels == digit)[0]]
        numbers[f"digit_{digit}"] = fixed_digit(found.model, test, glyph, pairs).numbers()
    write_bytes(folder / "figure_2.png", moving_figures.figure_2(found.model, test))
    write_bytes(folder / "figure_10.png", moving_figures.figure_10(found.model, test))
    cost = {"train_cpu_min": plan["cpu_s"] / 60, "train_wall_min": plan["wall_s"] / 60, "steps": plan["steps"]}
    whole = {"seed": settings.seed, "digits": settings.digits} | cost | numbers | {"notes": list(found.notes)}
    write_json(folder / "scores.json", whole)
    return whole


def table(found: dict[str, Any]) -> Table:
    """For people, beside what is asked."""
    shown = Table("", "asked of 10 minutes", f"seed {found['seed']}, {found['train_cpu_min']:.1f} CPU min")
    for name, asked in SHOWN:
        sign = ">=" if name.endswith("r2") else "<="
        shown.add_row(name, "" if asked is None else f"{sign} {asked}", f"{found.get(name, float('nan')):.3f}")
    return shown


def main(settings: Settings) -> None:
    """Measure; a table, or JSON."""
    with work_folder(settings) as folder:
        found = measure(settings, folder)
    console = Console(stderr=settings.json)
    console.print(table(found))
    for note in found["notes"]:
        console.print(note)
    if settings.json:
        json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main(tyro.cli(Settings, description=__doc__))
