"""`spritelift validate`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro

from spritelift.arguments import Switch
from spritelift.results import show


@dataclass(frozen=True, kw_only=True)
class Validate:
    """Check a recording, a run, a bundle or scenes: says what is wrong and where. Exits with 1 if anything is."""

    path: Annotated[Path, tyro.conf.Positional, tyro.conf.arg(metavar="PATH")]
    """A folder or file that spritelift wrote."""
    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Check, then list the faults."""
        from spritelift_runtime.validate import validate

        faults = validate(self.path)
        if self.json:
            show({"path": self.path, "faults": faults}, as_json=True)
        else:
            show({"fault": faults} if faults else {str(self.path): "nothing wrong"}, as_json=False)
        return 1 if faults else 0
