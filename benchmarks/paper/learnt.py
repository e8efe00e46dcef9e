"""Models trained for the first paper's experiments: recorded, trained, exported, scored; kept in a folder with their
cost."""

import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))

from lab import command
from rich.console import Console
from rich.table import Table

QUICK_MINUTES = 0.1
IN_MINUTES: dict[str, object] = {"shifts": "shared", "learning_rate": 1e-3, "revive": "yes"}
"""Settings with which a random start shows anything after minutes on a processor."""
TEXTURE_IN_MINUTES: dict[str, object] = {"background": "texture", "background_rate": 2e-2}
"""The same of a learned texture: at the paper's rate of 1e-3 its colours need thousands of steps to get anywhere."""

RESULT = "result.json"


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What every experiment may be told."""

    minutes: float = 10.0
    """Of training for each model, after mining."""
    steps: int | None = None
    """Updates of each model from a random start, however long they take, in place of minutes."""
    quick: bool = False
    """Few frames, hardly any training: does it all run?"""
    work: Path | None = None
    """Folder for recordings and runs; what is there already is used again. Without it: a temporary one."""
    json: bool = False
    """Print the numbers as JSON on stdout, and nothing else there."""

    def given(self, model: "Model") -> "Model":
        """A model with as much as it really gets."""
        if self.quick:
            return replace(model, minutes=min(self.minutes, QUICK_MINUTES))
        if self.steps is None or model.preset != "paper":
            return replace(model, minutes=self.minutes)
        return replace(model, steps=self.steps)


@dataclass(frozen=True, kw_only=True)
class Model:
    """How one is trained."""

    preset: str = "paper"
    changes: Mapping[str, object] = field(default_factory=dict)
    """Settings that are other than the preset's."""
    steps: int | None = None
    minutes: float | None = None

    @property
    def words(self) -> list[object]:
        """What the command is told."""
        words: list[object] = ["--preset", self.preset]
        for name, value in self.changes.items():
            words += ["--set", f"{name}={value}"]
        for name in ("steps", "minutes"):
            if getattr(self, name) is not None:
                words += [f"--{name}", getattr(self, name)]
        return words


def learnt(model: Model, recording: Path, folder: Path) -> dict[str, Any]:
    """Train, export and score a model on a recording's held-out frames; once, as `folder` keeps the result.

    What `spritelift eval` says, and `train_cpu_s`, `train_wall_s`, `steps`, `bundle`.
    """
    path = folder / RESULT
    if path.is_file() and (kept := json.loads(path.read_text()))["words"] == list(map(str, model.words)):
        return kept
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _, cost = command("train", recording, "--out", folder / "run", *model.words)
    command("export", folder / "run", "--out", folder / "bundle")
    metrics, _ = command("eval", folder / "bundle", recording)
    about = json.loads((folder / "run" / "run.json").read_text())
    metrics |= {"train_cpu_s": cost.cpu_s, "train_wall_s": cost.wall_s, "steps": about["steps_done"]}
    metrics |= {"bundle": str(folder / "bundle"), "words": list(map(str, model.words)), "notes": about["notes"]}
    path.write_text(json.dumps(metrics, indent=1) + "\n")
    return metrics


def curve(folder: Path, name: str = "psnr_db") -> list[tuple[int, float]]:
    """How a number of a run's log went: step and value."""
    lines = map(json.loads, (folder / "run" / "metrics.jsonl").read_text().splitlines())
    return [(line["step"], line[name]) for line in lines if name in line]


def tell(rows: list[dict[str, Any]], name: str, shown: tuple[str, ...], as_json: bool) -> None:
    """Rows as a table, `name` first; as JSON on stdout, too, where asked."""
    table = Table(name, *shown)
    for row in rows:
        table.add_row(row[name], *(_text(row.get(each)) for each in shown))
    Console(stderr=as_json).print(table)
    if as_json:
        json.dump(rows, sys.stdout, indent=1)


def _text(value: float | int | None) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
