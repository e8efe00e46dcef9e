"""The loop that every training shares: steps, a log, pictures and checkpoints, until it is done, stopped or lost."""

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from torch import Tensor, nn
from torch.optim import Optimizer

from spritelift_runtime.errors import TrainingError
from spritelift_runtime.files import write_bytes
from spritelift_trainer.checkpoints import checkpoints, load_checkpoint, save_checkpoint
from spritelift_trainer.interruption import Interruption

Progress = Callable[[str, int, int, Mapping[str, float]], None]
"""(stage, how much is done, of how much, numbers worth showing)."""
Numbers = Callable[[], dict[str, float]]
"""What measures a step, computed when asked."""

METRICS = "metrics.jsonl"
LARGEST_WEIGHT = 1e3
"""Weights beyond it are not learnt: they ran away."""


class Diverged(Exception):  # noqa: N818 - it is no error of its own: the loop makes one of it
    """A step whose loss is no number; says the likely cause. The weights are as they were before it."""


class Learner(Protocol):
    """A net, its optimiser, and one step of both. What a step does depends on the settings and its number alone."""

    @property
    def net(self) -> nn.Module:
        """What learns."""

    @property
    def optimizer(self) -> Optimizer:
        """What a checkpoint keeps beside it."""

    def step(self, step: int) -> Numbers:
        """One update.

        Raises:
            Diverged: its loss is no number.
        """

    def picture(self, step: int) -> bytes:
        """How far it is, as a PNG."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """How long, and how often what is kept."""

    steps: int
    log_every: int
    checkpoint_every: int
    picture_every: int


@dataclass(frozen=True)
class Stopped:
    """How the loop ended."""

    step: int
    reason: str
    """"done", "minutes" or "interrupted"."""


def run_steps(
    learner: Learner,
    schedule: Schedule,
    run: Path,
    *,
    minutes: float | None = None,
    progress: Progress | None = None,
) -> Stopped:
    """Train from the newest checkpoint in `run`, or from the start; leaves a checkpoint.

    Ctrl-C ends it after the step at hand, with a checkpoint; `minutes` likewise.

    Raises:
        TrainingError: the loss became no number; names the step, the last good checkpoint and the likely cause.
    """
    step = _resumed(learner, run)
    drop_lines_after(run / METRICS, step)
    ends = math.inf if minutes is None else time.monotonic() + 60 * minutes
    with Interruption() as interruption, (run / METRICS).open("a", encoding="utf-8") as log:
        while step < schedule.steps and not interruption.asked and time.monotonic() < ends:
            step += 1
            try:
                numbers = learner.step(step)
            except Diverged as err:
                raise TrainingError(_lost(run, step, str(err))) from None
            if step % schedule.log_every == 0 or step == schedule.steps:
                log.write(json.dumps({"step": step, **numbers()}) + "\n")
                log.flush()
                if progress is not None:
                    progress("training", step, schedule.steps, numbers())
            if step % schedule.picture_every == 0 or step == schedule.steps:
                write_bytes(run / "pictures" / f"step_{step:06d}.png", learner.picture(step))
            if step % schedule.checkpoint_every == 0:
                save_checkpoint(run, step, learner.net, learner.optimizer)
        if step % schedule.checkpoint_every or step == 0:
            save_checkpoint(run, step, learner.net, learner.optimizer)
    if step >= schedule.steps:
        return Stopped(step, "done")
    return Stopped(step, "interrupted" if interruption.asked else "minutes")


def seed_of(seed: int, step: int) -> int:
    """A seed for torch, its own for each step; the same for the same step of the same seed."""
    return int(np.random.SeedSequence((seed, step)).generate_state(1, np.uint64)[0] >> 1)


def check_finite(loss: Tensor, net: nn.Module, rate: float) -> None:
    """Let a loss that is a number pass.

    Raises:
        Diverged: it isn't.
    """
    if math.isfinite(loss.item()):
        return
    worst = max((float(p.detach().abs().max()) for p in net.parameters()), default=0.0)
    grown = f"weights have grown to {worst:.3g}: a learning rate of {rate:g} is too high"
    raise Diverged(grown if not worst < LARGEST_WEIGHT else "a division by 0, or an overflow, within the step")


def _lost(run: Path, step: int, cause: str) -> str:
    found = checkpoints(run)
    good = f"The last good state is {found[-1]}" if found else "No checkpoint was written yet"
    return (
        f"step {step} has no finite loss. Likely cause: {cause}. {good}. Try a lower learning rate "
        "(--set learning_rate=...) in a new --out; with bf16 on, try without."
    )


def _resumed(learner: Learner, run: Path) -> int:
    """Take up the newest checkpoint; gives the steps done."""
    found = checkpoints(run)
    return load_checkpoint(found[-1], learner.net, learner.optimizer) if found else 0


def drop_lines_after(path: Path, step: int) -> None:
    """Forget what was logged after the checkpoint that training goes on from."""
    if path.is_file():
        kept = [line for line in _lines(path) if json.loads(line)["step"] <= step]
        write_bytes(path, "".join(kept).encode())


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.endswith("\n"):  # a killed writer can leave half a line
            yield line
