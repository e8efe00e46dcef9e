"""Figure 8 of the second paper: how many backgrounds to learn with, against errors of analogies on unseen ones.

python benchmarks/paper/backgrounds.py --minutes 120 --work out/backgrounds --json   # goes on where it was stopped
python benchmarks/paper/backgrounds.py --quick                                       # does it all run?

One model for each number, all for as many minutes; what `--work` has already is taken as it is. Errors are
`sprites.py`'s: sums over an image of squared errors. The paper has no head for exact pixels, so there is none here,
unless it is asked for (`--set pixels=true`).
"""

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))

import sprites
import tyro
from matplotlib.figure import Figure
from rich.table import Table
from sprite_cast import Cast

from spritelift_runtime.files import write_json

PAPERS = (64, 128, 256, 784, 1000)
SHOWN = ("average", "character_only", "background_only")


@dataclass(frozen=True, kw_only=True)
class Settings(sprites.Settings):
    """Learn to animate video game sprites before more and more backgrounds."""

    counts: tuple[int, ...] = PAPERS
    """Backgrounds to learn with."""
    backgrounds: tyro.conf.Suppress[int] = 0
    resume: tyro.conf.Suppress[bool] = True
    set: tuple[str, ...] = ("pixels=false",)


def measure(settings: Settings, folder: Path, casts: tuple[Cast, Cast]) -> dict[str, Any]:
    """A model for each number of backgrounds; a plot of their errors."""
    rows = []
    for count in settings.counts:
        own, place = replace(settings, backgrounds=count), folder / f"backgrounds_{count}"
        rows.append(_kept(own, place / "scores.json") or sprites.measure(own, place, casts))
        print(f"{count} backgrounds: {rows[-1]['ours']['average']:.1f}", file=sys.stderr)
    picture(rows).savefig(folder / "figure_8.png", dpi=110)
    whole = {"seed": settings.seed, "rows": rows, "notes": sorted({note for row in rows for note in row["notes"]})}
    write_json(folder / "figure_8.json", whole)
    return whole


def _kept(settings: Settings, path: Path) -> dict[str, Any] | None:
    """What was scored before, after as many minutes of the same."""
    if not path.is_file():
        return None
    found = json.loads(path.read_text())
    told = {"seed": settings.seed, "set": list(settings.set), "moving": settings.moving}
    alike = all(found[name] == value for name, value in told.items())
    return found if alike and found["minutes"] >= settings.minutes else None


def picture(rows: list[dict[str, Any]]) -> Figure:
    """Errors over the number of backgrounds, as a share of what copying the frame makes."""
    figure = Figure(figsize=(5.5, 3.6), layout="constrained")
    axes = figure.subplots()
    counts = [row["backgrounds"] for row in rows]
    for name in SHOWN:
        values = [row["ours"][name] for row in rows]
        axes.plot(counts, values, marker="o", label=name.replace("_", " "))
    axes.axhline(rows[-1]["copy"]["average"], color="grey", linestyle="--", label="frame copied")
    axes.set_xscale("log", base=2)
    axes.set_xticks(counts, [str(count) for count in counts])
    axes.set(xlabel="backgrounds learnt with", ylabel="sum of squared errors", ylim=(0, None))
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def table(found: dict[str, Any]) -> Table:
    """For people."""
    shown = Table("backgrounds", "CPU min", "steps", *SHOWN, "left in background", "frame copied")
    for row in found["rows"]:
        numbers = [f"{row['ours'][name]:.1f}" for name in SHOWN]
        first = str(row["backgrounds"]), f"{row['train_cpu_min']:.1f}", str(row["steps"])
        shown.add_row(*first, *numbers, f"{row['left_in_background']:.3f}", f"{row['copy']['average']:.1f}")
    return shown


if __name__ == "__main__":
    sys.exit(sprites.run(tyro.cli(Settings, description=__doc__), measure, table))
