"""Figure 18 of the second paper: T^Z fixed to the true T^X, beside a T^Z that is learnt.

python benchmarks/paper/figure_18.py --minutes 10 --work out/figure_18 --json   # goes on with --resume
python benchmarks/paper/figure_18.py --quick                                    # does it all run?

Moving MNIST is learnt twice, for as many minutes each: with a T^Z that learns, and with T^X told at every step
(`moving_mnist.py --oracle`). The paper says "fixed" and not when, so the learnt model is scored with T^X told
afterwards, too. Scores are `moving_mnist.py`'s; the picture has three sequences, each followed by the three ways.
"""

import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))

import moving_mnist
import tyro
from cpu_minutes import cost_of
from moving_figures import figure_18
from moving_scores import scores
from oracle import told
from rich.table import Table

from spritelift_runtime.files import write_bytes, write_json

SHOWN = (
    "reconstruction_ratio",
    "background_ratio",
    "background_only_ratio",
    "transform_ratio",
    "transform_canvas_ratio",
    "theta_std",
)


@dataclass(frozen=True, kw_only=True)
class Settings(moving_mnist.Settings):
    """Learn to animate moving digits, with and without T^X."""

    examples: int = 2_000
    oracle: tyro.conf.Suppress[bool] = False


def measure(settings: Settings, folder: Path) -> dict[str, Any]:
    """Train both, score all three ways, draw."""
    models, whole, notes = {}, {}, []
    for name, oracle in (("learnt", False), ("told_in_training", True)):
        found, plan = moving_mnist.trained(replace(settings, oracle=oracle), folder / name / "run")
        models[name], whole[name] = found.model, cost_of(plan)
        notes += found.notes
    models["told_afterwards"], whole["told_afterwards"] = told(models["learnt"]), whole["learnt"]
    test = moving_mnist.held_out(settings.data, settings.digits)
    for name, model in models.items():
        whole[name] = whole[name] | scores(model, test, settings.tests[0])
    write_bytes(folder / "figure_18.png", figure_18([models[name] for name in sorted(models)], test))
    whole |= {"seed": settings.seed, "notes": notes}
    write_json(folder / "scores.json", whole)
    return whole


def table(found: dict[str, Any]) -> Table:
    """For people."""
    ways = {name: each for name, each in found.items() if isinstance(each, dict)}
    shown = Table(f"seed {found['seed']}", *ways)
    for name in ("train_cpu_min", "steps", *SHOWN):
        shown.add_row(name, *(f"{each[name]:.3f}" for each in ways.values()))
    return shown


def main(settings: Settings) -> None:
    """Measure; a table, or JSON."""
    settings.run(partial(measure, settings), table)


if __name__ == "__main__":
    main(tyro.cli(Settings, description=__doc__))
