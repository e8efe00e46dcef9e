"""`spritelift train`."""

import time
from dataclasses import dataclass
from typing import Literal

from spritelift.arguments import OptionalPath
from spritelift.progress import training_bars
from spritelift.results import folder_bytes, seconds, show
from spritelift.training import Training


@dataclass(frozen=True, kw_only=True)
class Train(Training):
    """Learn sprites and the network that finds them from one or more recordings of one game."""

    preset: Literal["fast", "marionette", "paper"] = "fast"
    """fast: mine the sprites, then train a small network on them; marionette: the first paper's model, begun from mined
    sprites; paper: as the paper says, begun at random."""

    update: OptionalPath = None
    """A run whose dictionary is extended: its sprites keep their ids and names, new ones come after them."""

    def run(self) -> int:
        """Train, then say what came of it."""
        told = self.told()
        from spritelift_trainer.train import train  # brings torch

        begun = time.monotonic()
        with training_bars() as progress:
            run = train(self.recordings, self.out, preset=self.preset, update=self.update, progress=progress, **told)
        found = {"run": run.path, "bytes": folder_bytes(run.path), "seconds": seconds(time.monotonic() - begun)}
        show(found | {"notes": list(run.notes)}, as_json=self.json)
        return 0
