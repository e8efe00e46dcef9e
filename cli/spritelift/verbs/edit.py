"""`spritelift edit`."""

from dataclasses import dataclass
from pathlib import Path

from spritelift.arguments import BundlePath, Limit, OptionalPath, at_least
from spritelift.decomposing import Excerpt, decompose
from spritelift.display import require_display
from spritelift.progress import frames_bar
from spritelift_runtime.errors import ConfigError


@dataclass(frozen=True, kw_only=True)
class Edit:
    """Edit a decomposed recording in a window: move, copy, remove and exchange what stands on its frames.

    An edit goes to this frame, to a whole track, from here on, or to every occurrence. Everything can be undone; F1
    shows the keys. Ctrl+S writes a new bundle with the edited scenes (scenes.npz) in it. What was not saved is there
    again at the next start, even after a crash.
    """

    bundle: BundlePath
    """Folder made by `spritelift export`."""
    recording: OptionalPath = None
    """The recording to edit; it is decomposed first."""
    scenes: OptionalPath = None
    """Or these scenes (scenes.npz), without decomposing anything."""
    out: Path
    """Folder of the new bundle that saving writes."""
    keys: OptionalPath = None
    """Your own keys: a TOML file with lines such as undo = "Ctrl+Z"."""
    frames: Limit = None
    """Edit only so many frames of the recording."""
    ticks: Limit = None
    """Close the window after showing so many pictures."""

    def run(self) -> int:
        """Open the window, and give 0 once it was closed."""
        if (self.recording is None) == (self.scenes is None):
            raise ConfigError("say what to edit: --recording DIR, or --scenes FILE.")
        at_least("--frames", self.frames, 1)
        at_least("--ticks", self.ticks, 1)
        require_display()
        from spritelift_runtime.bundle import Bundle
        from spritelift_runtime.recording import Recording
        from spritelift_runtime.scenes import Scenes
        from spritelift_runtime.window.edit.door import edit

        bundle = Bundle.open(self.bundle)
        if self.recording is None:
            edit(bundle, Scenes.load(self.scenes or "")[: self.frames], self.out, keys=self.keys, frames=self.ticks)
            return 0
        with Recording.open(self.recording) as recording:
            part = Excerpt(recording, min(len(recording), self.frames or len(recording)))
            with frames_bar("decompose") as progress:
                scenes = decompose(bundle, part, progress=progress)
            edit(bundle, scenes, self.out, recording=part, keys=self.keys, frames=self.ticks)
        return 0
