"""What a run had cost by each step, and its states along the way: all that a curve over processor time needs.

A run's metrics.jsonl is the same for the same settings, however fast the machine, so times are in a file of their own.
"""

import json
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from spritelift_trainer.checkpoints import checkpoints
from spritelift_trainer.loop import drop_lines_after

CLOCK, KEPT = "cpu.jsonl", "kept"
APART = 1.25
"""By how much the time has grown from one checkpoint that is kept to the next: as dense in minutes as in hours."""


class Clock:
    """Told of a run's progress (it is a `Progress`), it writes each logged step's processor time, and keeps states."""

    def __init__(self, run: Path, step: int, spent_s: float) -> None:
        """`spent_s` is what the run had cost by `step`, from which it goes on."""
        self.run, self._before_s = run, spent_s - time.process_time()
        drop_lines_after(run / CLOCK, step)
        self._kept_s = max((cost_at(run, step_of(path)) for path in kept(run)), default=0.0)

    def __call__(self, stage: str, step: int, of: int, numbers: Mapping[str, float]) -> None:
        """One step was logged."""
        spent_s = self._before_s + time.process_time()
        with (self.run / CLOCK).open("a", encoding="utf-8") as log:
            log.write(json.dumps({"step": step, "cpu_s": round(spent_s, 2)}) + "\n")
        if spent_s >= APART * self._kept_s and keep_newest(self.run):
            self._kept_s = spent_s


def keep_newest(run: Path) -> bool:
    """Copy a run's newest checkpoint to where none is removed; whether there was one that wasn't there yet."""
    newest = checkpoints(run)[-1:]
    if not newest or newest[0].name in {path.name for path in kept(run)}:
        return False
    (run / KEPT).mkdir(exist_ok=True)
    for path in (newest[0], newest[0].with_suffix(".json")):  # the JSON last: with it, a checkpoint counts
        shutil.copy2(path, run / KEPT / path.name)
    return True


def kept(run: Path) -> list[Path]:
    """States of a run along the way, oldest first."""
    return sorted(path for path in (run / KEPT).glob("step_*.safetensors") if path.with_suffix(".json").is_file())


def step_of(checkpoint: Path) -> int:
    """After how many steps it was written."""
    return int(json.loads(checkpoint.with_suffix(".json").read_text())["step"])


def cost_at(run: Path, step: int) -> float:
    """Seconds of the processor that a run had cost by a step; 0 where it has no clock."""
    path = run / CLOCK
    lines = [json.loads(line) for line in path.read_text().splitlines()] if path.is_file() else []
    if not lines:
        return 0.0
    return float(np.interp(step, *([each[name] for each in lines] for name in ("step", "cpu_s"))))
