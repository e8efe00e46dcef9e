"""Learning curves over processor time, of runs of `moving_mnist.py` and `sprites.py`.

python benchmarks/paper/moving_mnist.py --minutes 120 --work out/moving_mnist
python benchmarks/paper/learning.py --runs out/moving_mnist --out curves.png --json

A run keeps a state whenever it has cost a quarter more than at the last one (`kept`), and each logged step's processor
time (`cpu.jsonl`). States are scored on what is held out; each once, as `learning.json` beside the run has them then.
The rate falls towards the end of the minutes that were asked for: after ten minutes, a run of two hours has learnt less
than a run of ten.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

import torch
import tyro
from atari_truth import SHARED
from cpu_clock import cost_at, kept, step_of
from matplotlib.figure import Figure
from moving_mnist import held_out
from moving_scores import scores
from rich.console import Console
from rich.table import Table
from runs import Run
from sprite_cast import Cast, split
from sprite_clips import SpriteClips
from sprite_scores import cleared, told_of
from sprite_scores import scores as sprite_scores
from sprites import held_out as unseen_sprites

from spritelift_runtime.files import write_json
from spritelift_trainer.animator.model import SceneSynthesis

CURVES = "learning.json"
OF_DIGITS = (
    "reconstruction_ratio",
    "background_ratio",
    "background_only_ratio",
    "transform_canvas_ratio",
    "transform_own_place_ratio",
    "translation_r2",
    "angle_correlation",
)
COLUMNS = 4
HIGHEST = 1.5
"""Of an axis: 1 is the frame left as it is, and what is worse than that is where every run begins."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Draw how runs went, over processor time."""

    runs: tuple[Path, ...]
    """Folders that had been named by --work."""
    out: Path
    """PNG to write."""
    examples: int = 300
    """On which each state is scored."""
    mnist: Path = SHARED / "mnist"
    lpc: Path = SHARED / "lpc"
    json: bool = False
    """Print the numbers as JSON on stdout, and nothing else there."""


def curve(work: Path, settings: Settings, unseen: Cast | None = None) -> list[dict[str, float]]:
    """Scores of each state of a run that was kept, oldest first; with `steps` and `cpu_min`."""
    run, path = Run.open(work), work / CURVES
    known = json.loads(path.read_text()) if path.is_file() else []
    known = {row["steps"]: row for row in known if row["examples"] == settings.examples}
    rows = []
    for checkpoint in kept(run.folder):
        step = step_of(checkpoint)
        row = known.get(step) or _scored(run, run.model(checkpoint), settings, unseen)
        about = {"steps": step, "cpu_min": cost_at(run.folder, step) / 60, "examples": settings.examples}
        rows.append(row | about)
        write_json(path, rows)
    return rows


def _scored(run: Run, model: SceneSynthesis, settings: Settings, unseen: Cast | None) -> dict[str, float]:
    if not run.of_sprites:
        found = scores(model, held_out(settings.mnist, run.plan["digits"]), settings.examples)
        return {name: found[name] for name in OF_DIGITS if name in found}
    cast = unseen or split(run.plan.get("cast", "lpc"), settings.lpc)[2]
    return _of_sprites(model, unseen_sprites(cast, run.plan["backgrounds"], run.plan["moving"]), settings.examples)


def _of_sprites(model: SceneSynthesis, clips: SpriteClips, examples: int) -> dict[str, float]:
    told = told_of(clips.cast, 1)
    some = type(told)(*(each[:: max(len(told.first) // examples, 1)] for each in vars(told).values()))
    found = sprite_scores(model, clips, some)
    numbers = {f"{name}_ratio": found[name]["ratio"] for name in ("ours", "pixels") if name in found}
    return numbers if clips.behind is None else numbers | {"left_in_background": cleared(model, clips, examples)}


def picture(curves: dict[str, list[dict[str, float]]]) -> Figure:
    """A panel for each number, a line for each run."""
    names = list(dict.fromkeys(name for rows in curves.values() for row in rows for name in row))
    names = [name for name in names if name not in ("steps", "cpu_min", "examples")]
    lines = -(-len(names) // COLUMNS)
    figure = Figure(figsize=(10, 2.5 * lines), layout="constrained")
    axes = list(figure.subplots(lines, COLUMNS, squeeze=False).flat)
    for name, at in zip(names, axes, strict=False):
        for label, rows in curves.items():
            points = [(row["cpu_min"], row[name]) for row in rows if name in row]
            at.plot(*zip(*points, strict=True), marker=".", label=label)
        at.set_title(name, fontsize=9)
        at.set(xscale="log", xlabel="CPU minutes", ylim=(0, min(at.get_ylim()[1], HIGHEST)))
        at.grid(alpha=0.3)
    for at in axes[len(names) :]:
        at.remove()
    figure.axes[0].legend(fontsize=8)
    return figure


def main(settings: Settings) -> None:
    """Score, draw; a table, or JSON."""
    torch.set_num_threads(1)
    curves = {work.name: curve(work, settings) for work in settings.runs}
    picture(curves).savefig(settings.out, dpi=90)
    for name, rows in curves.items():
        shown = Table(*(rows[0] if rows else [name]), title=name)
        for row in rows:
            shown.add_row(*(f"{value:.3f}" for value in row.values()))
        Console(stderr=settings.json).print(shown)
    if settings.json:
        json.dump(curves, sys.stdout, indent=1)


if __name__ == "__main__":
    main(tyro.cli(Settings, description=__doc__))
