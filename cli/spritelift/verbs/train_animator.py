"""`spritelift train-animator`."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from spritelift.progress import training_bars
from spritelift.results import folder_bytes, seconds, show
from spritelift.training import Training


@dataclass(frozen=True, kw_only=True)
class TrainAnimator(Training):
    """Learn to animate the characters of a lifted game, and put the animator into its bundle."""

    usage: ClassVar[str] = "spritelift train-animator RECORDING --bundle BUNDLE --out RUN"
    bundle: Path
    """Folder made by `spritelift export`: it says where characters are, and gets the animator."""

    def run(self) -> int:
        """Train, write the animator, then say what came of it."""
        told = self.told()
        from spritelift_trainer.animator.train import train_animator  # brings torch

        begun = time.monotonic()
        with training_bars() as progress:
            run = train_animator(self.recordings, self.bundle, self.out, progress=progress, **told)
        found = {"run": run.path, "bundle": self.bundle, "window": run.about["side"], "pairs": run.about["pairs"]}
        found |= {"theta_std": run.about["theta_std"], "bytes": folder_bytes(run.path)}
        score = run.about["score"] or {}
        for share in ("exact", "off_palette"):
            each = {way: round(numbers[share], 4) for way, numbers in score.items()}
            found[share] = each if self.json else [f"{way} {value}" for way, value in each.items()] or None
        show(found | {"seconds": seconds(time.monotonic() - begun), "notes": list(run.notes)}, as_json=self.json)
        return 0
