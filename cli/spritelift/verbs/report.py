"""`spritelift report`."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spritelift.arguments import BundlePath, OptionalPath, RecordingPath, Switch, new_file
from spritelift.decomposing import decompose
from spritelift.progress import frames_bar
from spritelift.results import seconds, show

if TYPE_CHECKING:
    from spritelift_runtime.bundle import Bundle
    from spritelift_runtime.recording import Recording


@dataclass(frozen=True, kw_only=True)
class Report:
    """One page about a lifted game: its sprite sheet, its world, a frame pulled apart, the numbers."""

    bundle: BundlePath
    """Folder made by `spritelift export`."""
    recording: RecordingPath
    """Folder made by `spritelift record`."""
    out: Path
    """File to write, e.g. report.html; it needs no other file and no network."""
    scenes: OptionalPath = None
    """The recording's scenes (scenes.npz), so that nothing is decomposed anew."""
    quick: Switch = False
    """Leave out what `spritelift eval` measures, which takes longest."""
    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Decompose and measure what is not given, then write the page."""
        new_file(self.out)
        from spritelift_runtime.bundle import Bundle
        from spritelift_runtime.recording import Recording
        from spritelift_runtime.report.page import write_report
        from spritelift_runtime.scenes import Scenes

        begun = time.monotonic()
        bundle = Bundle.open(self.bundle)
        with Recording.open(self.recording) as recording:
            if self.scenes is not None:
                scenes = Scenes.load(self.scenes)
            else:
                with frames_bar("decompose") as progress:
                    scenes = decompose(bundle, recording, progress=progress)
            metrics = {} if self.quick else measured(bundle, recording)
            write_report(self.out, bundle, recording, scenes, metrics)
        found = {
            "report": self.out,
            "sprites": len(bundle.sprites),
            "frames": len(scenes),
            "exact_frames": float((scenes.unexplained_px == 0).mean()),
            "bytes": self.out.stat().st_size,
            "seconds": seconds(time.monotonic() - begun),
        }
        show(found, as_json=self.json)
        return 0


def measured(bundle: "Bundle", recording: "Recording") -> dict[str, Any]:
    """The metrics of the frames that training did not see; nothing where it saw them all."""
    from spritelift_runtime.errors import ConfigError
    from spritelift_runtime.heldout import held_out
    from spritelift_runtime.metrics import evaluate

    try:
        held_out(bundle, recording)
    except ConfigError:
        return {}
    with frames_bar("measure") as progress:
        return evaluate(bundle, recording, progress=progress)
