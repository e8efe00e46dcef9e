"""`spritelift train`."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from spritelift.arguments import Changes, Minutes, Switch, at_least, changes_of
from spritelift.progress import training_bars
from spritelift.results import folder_bytes, seconds, show
from spritelift_runtime.errors import ConfigError


@dataclass(frozen=True, kw_only=True)
class Train:
    """Learn sprites and the network that finds them from one or more recordings of one game."""

    recordings: Annotated[
        tuple[Path, ...], tyro.conf.Positional, tyro.conf.arg(metavar="RECORDING...", help_behavior_hint="")
    ] = ()
    """Folders made by `spritelift record`."""
    out: Path
    """Folder of the run: checkpoints, metrics and pictures of how it goes."""
    preset: Literal["fast", "marionette", "paper"] = "fast"
    """fast: mine the sprites, then train a small network on them; marionette: the first paper's model, begun from mined
    sprites; paper: as the paper says, begun at random."""
    set: Changes = ()
    """A setting of the preset to change: --set k=16 --set sprites=54."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    """auto takes CUDA where there is one."""
    steps: Annotated[int | None, tyro.conf.arg(metavar="N", help_behavior_hint="(default: the preset's)")] = None
    """Optimiser updates; learning rates are scheduled over them."""
    minutes: Minutes = None
    """Stop after this long, wherever it is."""
    holdout: float = 0.2
    """Share of each recording's end that no step sees, for `spritelift eval`."""
    resume: Switch = False
    """Go on where this run was stopped."""
    changed: Switch = False
    """With --resume: go on though the settings are others than it was begun with."""
    seed: int = 0
    """Seed of everything random."""
    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Train, then say what came of it."""
        self._check()
        from spritelift_trainer.train import train  # brings torch

        begun = time.monotonic()
        with training_bars() as progress:
            run = train(
                self.recordings,
                self.out,
                preset=self.preset,
                device=self.device,
                steps=self.steps,
                minutes=self.minutes,
                holdout=self.holdout,
                resume=self.resume,
                seed=self.seed,
                changes=changes_of(self.set),
                changed=self.changed,
                progress=progress,
            )
        found = {"run": run.path, "bytes": folder_bytes(run.path), "seconds": seconds(time.monotonic() - begun)}
        show(found | {"notes": list(run.notes)}, as_json=self.json)
        return 0

    def _check(self) -> None:
        if not self.recordings:
            raise ConfigError("no recording named. Give at least one: spritelift train RECORDING --out RUN.")
        if not 0 <= self.holdout < 1:
            raise ConfigError(f"--holdout {self.holdout:g} leaves nothing to learn from. Give a share from 0 to 0.9.")
        if self.changed and not self.resume:
            raise ConfigError("--changed says nothing without --resume. Give both, or neither.")
        at_least("--steps", self.steps, 0)
        at_least("--minutes", self.minutes, 0)
        at_least("--seed", self.seed, 0)
