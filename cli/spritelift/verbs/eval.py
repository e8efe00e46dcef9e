"""`spritelift eval`."""

from dataclasses import dataclass

from spritelift.arguments import BundlePath, OptionalPath, RecordingPath, Switch
from spritelift.progress import frames_bar
from spritelift.results import show


@dataclass(frozen=True, kw_only=True)
class Eval:
    """Measure a bundle on the frames of a recording that training did not see."""

    bundle: BundlePath
    """Folder made by `spritelift export`."""
    recording: RecordingPath
    """Folder made by `spritelift record`."""
    truth: OptionalPath = None
    """What the frames truly show (truth.npz); the recording's own where it has one."""
    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Measure, then print every metric."""
        from spritelift_runtime.bundle import Bundle
        from spritelift_runtime.metrics import evaluate
        from spritelift_runtime.recording import Recording

        bundle = Bundle.open(self.bundle)
        with Recording.open(self.recording) as recording, frames_bar("measure") as progress:
            metrics = evaluate(bundle, recording, truth=self.truth, progress=progress)
        show(metrics, as_json=self.json)
        return 0
