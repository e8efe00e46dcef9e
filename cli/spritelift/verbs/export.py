"""`spritelift export`."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from spritelift.arguments import Switch
from spritelift.results import folder_bytes, seconds, show, stdout_for_results
from spritelift_runtime.errors import ConfigError


@dataclass(frozen=True, kw_only=True)
class Export:
    """Write the bundle of a trained run: sprite sheet, backgrounds, ONNX model.

    Refuses to where the exported model answers differently from the trained one.
    """

    runs: Annotated[tuple[Path, ...], tyro.conf.Positional, tyro.conf.arg(metavar="RUN...", help_behavior_hint="")] = ()
    """Folders made by `spritelift train`."""
    out: Path
    """Folder of the bundle; a bundle that is there is replaced."""
    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Export, then say what is in it."""
        if not self.runs:
            raise ConfigError("no run named. Give at least one: spritelift export RUN --out BUNDLE.")
        from spritelift_trainer.export import export  # brings torch

        begun = time.monotonic()
        with stdout_for_results():
            bundle = export(self.runs, self.out)
        found = {
            "bundle": self.out,
            "sprites": len(bundle.sprites),
            "backgrounds": len(bundle.backgrounds),
            "size": "x".join(map(str, bundle.size)),
            "bytes": folder_bytes(self.out),
            "seconds": seconds(time.monotonic() - begun),
        }
        show(found, as_json=self.json)
        return 0
