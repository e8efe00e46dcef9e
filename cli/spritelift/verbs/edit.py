"""`spritelift edit`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spritelift.arguments import BundlePath, Limit, OptionalPath, OptionalText, at_least, exactly_one
from spritelift.decomposing import Excerpt, decompose
from spritelift.display import require_display
from spritelift.progress import frames_bar

if TYPE_CHECKING:
    from spritelift_runtime.bundle import Bundle


@dataclass(frozen=True, kw_only=True)
class Edit:
    """Edit a decomposed recording, or a running game, in a window: move, copy, remove and exchange what is seen.

    An edit goes to this frame, to a whole track, from here on, or to every occurrence. Everything can be undone; F1
    shows the keys. With --env, F5 plays the game with all edits so far, and pauses it again, so that what it has shown
    can be edited. Ctrl+S writes a new bundle with the edited scenes (scenes.npz) in it. What was not saved is there
    again at the next start, even after a crash.
    """

    bundle: BundlePath
    """Folder made by `spritelift export`."""
    recording: OptionalPath = None
    """The recording to edit; it is decomposed first."""
    scenes: OptionalPath = None
    """Or these scenes (scenes.npz), without decomposing anything."""
    env: OptionalText = None
    """Or this Gymnasium environment, played and edited by turns."""
    out: Path
    """Folder of the new bundle that saving writes."""
    keys: OptionalPath = None
    """Your own keys: a TOML file with lines such as undo = "Ctrl+Z"."""
    paint_with: OptionalText = None
    """The program that you paint with, e.g. aseprite: "Paint in your own program" opens sprites in it."""
    frames: Limit = None
    """Edit only so many frames of the recording."""
    ticks: Limit = None
    """Close the window after showing so many pictures."""
    seed: int = 0
    """Seed of the environment."""

    def run(self) -> int:
        """Open the window, and give 0 once it was closed."""
        exactly_one(recording=self.recording, scenes=self.scenes, env=self.env)
        at_least("--frames", self.frames, 1)
        at_least("--ticks", self.ticks, 1)
        at_least("--seed", self.seed, 0)
        require_display()
        from spritelift_runtime.bundle import Bundle

        bundle = Bundle.open(self.bundle)
        if self.env is not None:
            self._edit_game(bundle, self.env)
        else:
            self._edit_scenes(bundle)
        return 0

    @property
    def _own(self) -> dict[str, Any]:
        return {"keys": self.keys, "paint_with": self.paint_with, "frames": self.ticks}

    def _edit_game(self, bundle: "Bundle", env_id: str) -> None:
        from spritelift_envs.making import by_hand, frames_per_second, make_env
        from spritelift_runtime.window.edit.live_door import edit_game

        env = make_env(env_id, **by_hand(env_id))
        try:
            fps = frames_per_second(env)
            edit_game(bundle, env, self.out, seed=self.seed, fps=fps, **self._own)
        finally:
            env.close()

    def _edit_scenes(self, bundle: "Bundle") -> None:
        from spritelift_runtime.recording import Recording
        from spritelift_runtime.scenes import Scenes
        from spritelift_runtime.window.edit.door import edit

        if self.recording is None:
            edit(bundle, Scenes.load(self.scenes or "")[: self.frames], self.out, **self._own)
            return
        with Recording.open(self.recording) as recording:
            part = Excerpt(recording, min(len(recording), self.frames or len(recording)))
            with frames_bar("decompose") as progress:
                scenes = decompose(bundle, part, progress=progress)
            edit(bundle, scenes, self.out, recording=part, **self._own)
