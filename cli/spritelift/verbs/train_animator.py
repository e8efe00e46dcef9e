"""`spritelift train-animator`."""

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
class TrainAnimator:
    """Learn to animate the characters of a lifted game, and put the animator into its bundle."""

    recordings: Annotated[
        tuple[Path, ...], tyro.conf.Positional, tyro.conf.arg(metavar="RECORDING...", help_behavior_hint="")
    ] = ()
    """Folders made by `spritelift record`."""
    bundle: Path
    """Folder made by `spritelift export`: it says where characters are, and gets the animator."""
    out: Path
    """Folder of the run: checkpoints, metrics and pictures of how it goes."""
    set: Changes = ()
    """A setting to change: --set window=48 --set width=64."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    """auto takes CUDA where there is one."""
    steps: Annotated[int | None, tyro.conf.arg(metavar="N", help_behavior_hint="(default: 4000)")] = None
    """Optimiser updates; learning rates are scheduled over them."""
    minutes: Minutes = None
    """Stop after this long, wherever it is."""
    holdout: float = 0.2
    """Share of each recording's end that no step sees."""
    resume: Switch = False
    """Go on where this run was stopped."""
    changed: Switch = False
    """With --resume: go on though the settings are others than it was begun with."""
    seed: int = 0
    """Seed of everything random."""
    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Train, write the animator, then say what came of it."""
        if not self.recordings:
            raise ConfigError(
                "no recording named. Give at least one: spritelift train-animator RECORDING --bundle BUNDLE --out RUN."
            )
        at_least("--steps", self.steps, 1)
        at_least("--minutes", self.minutes, 0)
        at_least("--seed", self.seed, 0)
        from spritelift_trainer.animator.train import train_animator  # brings torch

        begun = time.monotonic()
        with training_bars() as progress:
            run = train_animator(
                self.recordings,
                self.bundle,
                self.out,
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
        found = {"run": run.path, "bundle": self.bundle, "window": run.about["side"], "pairs": run.about["pairs"]}
        found |= {"theta_std": run.about["theta_std"], "bytes": folder_bytes(run.path)}
        show(found | {"seconds": seconds(time.monotonic() - begun), "notes": list(run.notes)}, as_json=self.json)
        return 0
