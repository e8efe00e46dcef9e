"""Runs of the second paper's experiments, opened again by the folder that `--work` named."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import moving_digits
import sprite_cast
import sprites
from cpu_minutes import PLAN
from oracle import told

from spritelift_runtime.errors import MissingError
from spritelift_trainer.animator.learner import new_model
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.animator.settings import AnimatorSettings
from spritelift_trainer.checkpoints import checkpoints, load_checkpoint
from spritelift_trainer.presets import changed


@dataclass(frozen=True)
class Run:
    """One run, of `moving_mnist.py` or `sprites.py`."""

    folder: Path
    """That of its log and its checkpoints."""
    plan: Mapping[str, Any]
    """What it was told."""

    @classmethod
    def open(cls, work: Path) -> "Run":
        """The run in a folder that `--work` named.

        Raises:
            MissingError: there is none.
        """
        path = work / "run" / PLAN
        if not path.is_file():
            raise MissingError(f"{work} has no run. Give a folder that moving_mnist.py or sprites.py had as --work.")
        return cls(path.parent, json.loads(path.read_text()))

    @property
    def of_sprites(self) -> bool:
        """Whether it is one of `sprites.py`."""
        return "digits" not in self.plan

    def model(self, checkpoint: Path | None = None) -> SceneSynthesis:
        """Its newest state, or that of a checkpoint; to be used.

        Raises:
            MissingError: it has no checkpoint yet.
        """
        found = checkpoints(self.folder)
        if checkpoint is None and not found:
            raise MissingError(f"{self.folder} has no checkpoint. Train it first.")
        own = sprites.OWN if self.of_sprites else {}
        given = dict(each.split("=", 1) for each in self.plan["set"])
        settings = changed(AnimatorSettings(seed=self.plan["seed"], **own), "animator", given)
        side = sprite_cast.SIDE if self.of_sprites else moving_digits.SIDE
        model = new_model(settings, (side, side))
        if self.plan.get("oracle"):
            model = told(model)
        load_checkpoint(checkpoint or found[-1], model)
        return model.eval()
