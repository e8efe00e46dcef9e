"""Moving MNIST with backgrounds, the second paper's first experiment (4.2, 4.3, 4.6, Figures 2, 3 and 10), run again.

python benchmarks/paper/moving_mnist.py --minutes 10 --seed 0 --json
python benchmarks/paper/moving_mnist.py --minutes 120 --work out/moving_mnist   # resumed with --resume
python benchmarks/paper/moving_mnist.py --minutes 10 --digits 2                 # or more, each going its own way
python benchmarks/paper/moving_mnist.py --quick                                 # does it all run?

Errors are per value in [0, 1], on MNIST's test digits and backgrounds held out; ratios are to "No object", those of
transformations to "Video frames" (Figure 3). The paper doesn't say about what a transferred rotation turns the other
digit. `transform_ratio` takes the digit's own middle for the truth, `transform_canvas_ratio` the affine map that moved
the first digit, applied to the canvas: all that a T^Z which acts on the canvas can do, however well it is learnt
(`transform_best_canvas_ratio` is how far that truth is from the other). `transform_own_place_ratio` is ours: the same
motion about the character's own place. Of several digits, each is moved as the other clip's digit of the same number.
"""

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))

import moving_figures
import numpy as np
import torch
import tyro
from atari_truth import SHARED
from cpu_minutes import Experiment, cost_of, learnt
from idx import mnist
from jaxtyping import UInt8
from moving_digits import BACKGROUNDS, MovingDigits, backgrounds
from moving_scores import FIXED_DIGITS, fixed_digit, scores
from oracle import OracleLearner
from rich.table import Table

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.files import write_bytes, write_json
from spritelift_trainer.animator.learn import Learnt
from spritelift_trainer.animator.learner import AnimatorLearner

TRAINED = 55_000
"""Of MNIST's training digits; the rest are for validation."""
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
class Settings(Experiment):
    """Learn to animate moving digits, and score it."""

    examples: int = 10_000
    """Of Figure 3."""
    pairs: int = 4_000
    """Of frames of one digit, a 5 and an 8, for the regression from T^X to T^Z; the paper has 40,000."""
    digits: int = 1
    """In each clip. T^Z is one affine map, whatever moves; scores of motion are of the first digit."""
    oracle: bool = False
    """Learn with T^Z fixed to the true T^X (Figure 18)."""
    data: Path = SHARED / "mnist"
    """Folder of MNIST's four idx files, packed or not."""

    def __post_init__(self) -> None:
        if self.oracle and self.digits != 1:
            raise ConfigError(f"{self.digits} digits have no one motion that --oracle could tell. Give --digits 1.")

    @property
    def tests(self) -> tuple[int, int]:
        """Examples of Figure 3, and pairs of each fixed digit."""
        return (60, 60) if self.quick else (self.examples, self.pairs)


def trained(settings: Settings, run: Path) -> tuple[Learnt, dict[str, Any]]:
    """A model, and its plan."""
    torch.set_num_threads(1)
    glyphs, _ = mnist(settings.data, "train")
    clips = MovingDigits(glyphs[:TRAINED], backgrounds(BACKGROUNDS, seed=1), settings.digits)
    about = {"digits": settings.digits, "oracle": settings.oracle}
    return learnt(settings.budget(about, OracleLearner if settings.oracle else AnimatorLearner), clips, run)


def held_out(data: Path, digits: int) -> MovingDigits:
    """MNIST's test digits on other backgrounds."""
    return MovingDigits(mnist(data, "t10k")[0], backgrounds(BACKGROUNDS, seed=3), digits)


def one_of(data: Path, digit: int) -> UInt8[np.ndarray, "28 28"]:
    """The first of MNIST's test digits that is this one."""
    glyphs, labels = mnist(data, "t10k")
    return glyphs[np.flatnonzero(labels == digit)[0]]


def measure(settings: Settings, folder: Path) -> dict[str, Any]:
    """Train, score, draw."""
    found, plan = trained(settings, folder / "run")
    test, (examples, pairs) = held_out(settings.data, settings.digits), settings.tests
    numbers = scores(found.model, test, examples)
    for digit in FIXED_DIGITS:
        numbers[f"digit_{digit}"] = fixed_digit(found.model, test, one_of(settings.data, digit), pairs).numbers()
    for name, figure in moving_figures.FIGURES.items():
        write_bytes(folder / f"{name}.png", figure(found.model, test))
    about = {name: plan[name] for name in ("seed", "digits", "oracle")} | cost_of(plan)
    whole = about | numbers | {"notes": list(found.notes)}
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
    settings.run(partial(measure, settings), table)


if __name__ == "__main__":
    main(tyro.cli(Settings, description=__doc__))
