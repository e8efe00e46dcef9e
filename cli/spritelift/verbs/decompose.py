"""`spritelift decompose`."""

import time
from dataclasses import dataclass
from pathlib import Path

from spritelift.arguments import BundlePath, RecordingPath, Switch, at_least, new_file
from spritelift.decomposing import decompose
from spritelift.progress import frames_bar
from spritelift.results import seconds, show


@dataclass(frozen=True, kw_only=True)
class Decompose:
    """Turn a recording's frames into scenes: which sprite stands where, on every frame."""

    bundle: BundlePath
    """Folder made by `spritelift export`."""
    recording: RecordingPath
    """Folder made by `spritelift record`."""
    out: Path
    """File to write, e.g. scenes.npz."""
    threads: int = 1
    """CPU threads of the network."""
    json: Switch = False
    """Print the result as one JSON object."""

    def run(self) -> int:
        """Decompose, then say how much is explained."""
        at_least("--threads", self.threads, 1)
        new_file(self.out)
        from spritelift_runtime.bundle import Bundle
        from spritelift_runtime.recording import Recording

        begun = time.monotonic()
        bundle = Bundle.open(self.bundle)
        with Recording.open(self.recording) as recording, frames_bar("decompose") as progress:
            scenes = decompose(bundle, recording, threads=self.threads, progress=progress)
        scenes.save(self.out)
        found = {
            "scenes": self.out,
            "frames": len(scenes),
            "placements_per_frame": len(scenes.placements) / len(scenes),
            "exact_frames": float((scenes.unexplained_px == 0).mean()),
            "unexplained_px": float(scenes.unexplained_px.mean()),
            "bytes": self.out.stat().st_size,
            "seconds": seconds(time.monotonic() - begun),
        }
        show(found, as_json=self.json)
        return 0
