"""What all verbs that train may be told."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import tyro

from spritelift.arguments import Changes, Switch, at_least, changes_of
from spritelift_runtime.errors import ConfigError

Minutes = Annotated[float | None, tyro.conf.arg(metavar="M", help_behavior_hint="(default: no limit)")]


@dataclass(frozen=True, kw_only=True)
class Training:
    """Recordings, a run's folder, and how long."""

    usage: ClassVar[str] = "spritelift train RECORDING --out RUN"
    """What to write where no recording is named."""
    recordings: Annotated[
        tuple[Path, ...], tyro.conf.Positional, tyro.conf.arg(metavar="RECORDING...", help_behavior_hint="")
    ] = ()
    """Folders made by `spritelift record`."""
    out: Path
    """Folder of the run: checkpoints, metrics and pictures of how it goes."""
    set: Changes = ()
    """A setting to change, such as --set k=16; may be said again."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    """auto takes CUDA where there is one."""
    steps: Annotated[int | None, tyro.conf.arg(metavar="N", help_behavior_hint="(default: what is usual)")] = None
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

    def told(self) -> dict[str, Any]:
        """What the trainer is told of it, by name.

        Raises:
            ConfigError: words that can't work.
        """
        if not self.recordings:
            raise ConfigError(f"no recording named. Give at least one: {self.usage}.")
        if not 0 <= self.holdout < 1:
            raise ConfigError(f"--holdout {self.holdout:g} leaves nothing to learn from. Give a share from 0 to 0.9.")
        if self.changed and not self.resume:
            raise ConfigError("--changed says nothing without --resume. Give both, or neither.")
        at_least("--steps", self.steps, 0)
        at_least("--minutes", self.minutes, 0)
        at_least("--seed", self.seed, 0)
        names = ("device", "steps", "minutes", "holdout", "resume", "seed", "changed")
        return {name: getattr(self, name) for name in names} | {"changes": changes_of(self.set, "k=16")}
