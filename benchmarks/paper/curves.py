"""Learning curves of what an experiment printed with `--json`: a number of each model's log over its steps.

python benchmarks/paper/floating.py --json > floating.json
python benchmarks/paper/curves.py floating.json --out curves.png --level "blank page"
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import matplotlib as mpl
import numpy as np
import tyro
from matplotlib.figure import Figure

SMOOTHED = 25
"""Points of a log that one of a curve is the mean of: a step's number is that of a few frames."""
SIZE_INCHES = 7.0, 4.0


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Draw curves."""

    rows: Annotated[Path, tyro.conf.Positional]
    """JSON of an experiment: a list of rows, each with its name and its curve."""
    out: Path
    """PNG to write."""
    name: str = "model"
    """What rows are named by."""
    value: str = "psnr_db"
    """Of a row without a curve, the height of its line."""
    level: str = ""
    """Row without a curve to draw as a line, e.g. "blank page"."""
    label: str = "PSNR, dB (softly drawn)"


def picture(rows: list[dict[str, Any]], settings: Settings) -> Figure:
    """The curves of all rows that have one."""
    mpl.rcParams["font.size"] = 9
    figure = Figure(figsize=SIZE_INCHES, layout="constrained")
    axes = figure.subplots()
    for row in rows:
        if row.get("curve"):
            steps, values = np.array(row["curve"], float).T
            axes.plot(_smooth(steps), _smooth(values), label=row[settings.name], linewidth=1.2)
        elif row[settings.name] == settings.level:
            axes.axhline(row[settings.value], color="grey", linestyle="--", label=settings.level)
    axes.set(xlabel="steps", ylabel=settings.label)
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def _smooth(values: np.ndarray) -> np.ndarray:
    window = min(SMOOTHED, len(values))
    return np.convolve(values, np.ones(window) / window, "valid")


def main(settings: Settings) -> None:
    """Draw and write."""
    rows = json.loads(settings.rows.read_text())
    picture(rows, settings).savefig(settings.out, dpi=130)


if __name__ == "__main__":
    main(tyro.cli(Settings, description=__doc__))
