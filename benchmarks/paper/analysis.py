"""How T^Z relates to T^X (4.6 of the second paper, Figures 11 to 14), in a run that was trained before.

python benchmarks/paper/moving_mnist.py --minutes 10 --work out/moving_mnist
python benchmarks/paper/analysis.py --run out/moving_mnist --json      # one 5 and one 8, 40,000 pairs of frames of each
python benchmarks/paper/analysis.py --run out/sprites --json           # 105,000 pairs of frames of unseen characters

Writes `analysis.json` and the figures beside the run. T^Z is `grid_sample`'s, so it is compared with the inverse
motion; norms of translations are those of T^X itself, as the paper has them. An entry of T^Z that is constant explains
nothing, and counts as 0. Sprites have no true T^X, but of those learnt with `--moving` the translation in x is known.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))

import motion_plots
import torch
import tyro
from atari_truth import SHARED
from matplotlib.figure import Figure
from moving_mnist import held_out, one_of
from moving_scores import FIXED_DIGITS, Thetas, explained, fixed_digit
from rich.console import Console
from rich.table import Table
from runs import Run
from sprite_cast import Cast, split
from sprite_motions import sprite_thetas
from sprites import held_out as unseen_sprites

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.files import write_json

PAIRS = {False: 40_000, True: 105_000}
"""Of one digit; of sprites (4.6)."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Compare T^Z with T^X."""

    run: Path
    """Folder that `moving_mnist.py` or `sprites.py` had as --work."""
    pairs: int | None = None
    """Of frames; by itself as many as the paper has."""
    data: Path | None = None
    """Folder of the digits, or of the sprites' layers; by itself where these commands look for it."""
    json: bool = False
    """Print the numbers as JSON on stdout, and nothing else there."""


Found = tuple[dict[str, Any], dict[str, Figure]]
"""Numbers, and figures by name."""


def of_digits(run: Run, data: Path, pairs: int) -> Found:
    """Numbers of each digit, and Figures 11 to 14."""
    if run.plan.get("oracle"):
        raise ConfigError(f"{run.folder} was told T^X, so there is nothing to compare. Give a run without --oracle.")
    model, test = run.model(), held_out(data, 1)
    found = {f"digit {digit}": fixed_digit(model, test, one_of(data, digit), pairs) for digit in FIXED_DIGITS}
    numbers = {name: {"pairs": len(each.found)} | each.numbers() | _entries(each) for name, each in found.items()}
    matrices = {name: each.found for name, each in found.items()}
    return numbers, {
        "figure_11": motion_plots.densities(matrices, next(iter(found.values())).true),
        "figures_12_to_14": motion_plots.translations_and_angles(found),
    }


def _entries(of: Thetas) -> dict[str, float]:
    """R^2 and standard deviation of each entry of T^Z."""
    found, true = of.found.reshape(-1, 6), of.true.reshape(-1, 6)
    numbers = {}
    for entry, name in enumerate(motion_plots.ENTRIES):
        numbers[f"{name}: r2"] = explained(true, found[:, [entry]])
        numbers[f"{name}: std"] = float(found[:, entry].std())
    return numbers


def of_sprites(run: Run, unseen: Cast, pairs: int) -> Found:
    """Numbers of all characters, Figure 11, and the translation in x where there is any."""
    clips = unseen_sprites(unseen, run.plan["backgrounds"], run.plan["moving"])
    found = sprite_thetas(run.model(), clips, pairs)
    figures = {"figure_11": motion_plots.densities({"sprites": found.found}, None)}
    if clips.moving:
        figures["translation_x"] = motion_plots.translation_in_x(found)
    return {"sprites": found.numbers()}, figures


def measure(settings: Settings, unseen: Cast | None = None) -> dict[str, Any]:
    """Score, draw, and write both beside the run; `unseen` in place of the pack's test characters."""
    torch.set_num_threads(1)
    run = Run.open(settings.run)
    pairs = settings.pairs or PAIRS[run.of_sprites]
    data = settings.data or SHARED / ("lpc" if run.of_sprites else "mnist")
    if run.of_sprites:
        numbers, figures = of_sprites(run, unseen or split(run.plan.get("cast", "lpc"), data)[2], pairs)
    else:
        numbers, figures = of_digits(run, data, pairs)
    for name, figure in figures.items():
        figure.savefig(settings.run / f"{name}.png", dpi=90)
    write_json(settings.run / "analysis.json", numbers)
    return numbers


def main(settings: Settings) -> None:
    """Measure; a table, or JSON."""
    found = measure(settings)
    shown = Table("", *found)
    for name in next(iter(found.values())):
        shown.add_row(name, *(f"{each[name]:.3f}" for each in found.values()))
    Console(stderr=settings.json).print(shown)
    if settings.json:
        json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main(tyro.cli(Settings, description=__doc__))
