"""`spritelift play`."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import tyro

from spritelift.arguments import BundlePath, Limit, OptionalPath, OptionalText, at_least
from spritelift.decomposing import Excerpt, decompose
from spritelift.display import require_display
from spritelift.progress import frames_bar
from spritelift.results import show
from spritelift_runtime.errors import ConfigError

if TYPE_CHECKING:
    from spritelift_runtime.bundle import Bundle


@dataclass(frozen=True, kw_only=True)
class Play:
    """Play the reconstructed game in a window: a recording again, or live, with the bundle's sprites.

    Without a display, SDL_VIDEODRIVER=dummy with --frames runs it unseen; --video writes what it would show.
    """

    bundle: BundlePath
    """Folder made by `spritelift export`; put your own sprites.png into it to re-skin the game."""
    recording: OptionalPath = None
    """Replay this recording."""
    scenes: OptionalPath = None
    """Replay these scenes (scenes.npz); with --recording, nothing is decomposed anew."""
    env: OptionalText = None
    """Play this Gymnasium environment yourself, every frame decomposed and redrawn."""
    pygame: OptionalText = None
    """Run this pygame program (a script's path, or a module), unmodified, its display redrawn with the bundle's art."""
    zoom: int = 0
    """Window pixels for a game pixel; 0 is what fits the screen."""
    frames: Limit = None
    """End after this many frames."""
    video: OptionalPath = None
    """Also write what is shown to a .mp4 or .gif."""
    seed: int = 0
    """Seed of the environment."""
    args: Annotated[tuple[str, ...], tyro.conf.arg(metavar="WORD", help_behavior_hint="(default: none)")] = ()
    """Words passed on to the pygame program; `-- WORD ...` at the end does the same."""

    def run(self) -> int:
        """Open the window, and give 0 once it was closed."""
        self._check()
        require_display()
        from spritelift_runtime.bundle import Bundle
        from spritelift_runtime.window.player import check_settings

        check_settings(self.zoom, self.frames, self.video)  # before a long recording is decomposed
        bundle = Bundle.open(self.bundle)
        if self.pygame is not None:
            self._play_script(bundle, self.pygame)
        elif self.env is not None:
            self._play_env(bundle, self.env)
        else:
            self._play_scenes(bundle)
        return 0

    def _check(self) -> None:
        replays = self.recording is not None or self.scenes is not None
        if [replays, self.env is not None, self.pygame is not None].count(True) != 1:
            raise ConfigError(
                "say what to play: --recording DIR (or --scenes FILE) for a replay, --env ID, or --pygame SCRIPT."
            )
        at_least("--frames", self.frames, 1)
        at_least("--seed", self.seed, 0)

    def _play_env(self, bundle: "Bundle", env_id: str) -> None:
        from spritelift_envs.making import by_hand, frames_per_second, make_env
        from spritelift_runtime.window.player import play_env

        env = make_env(env_id, **by_hand(env_id))
        try:
            fps = frames_per_second(env)
            play_env(bundle, env, zoom=self.zoom, frames=self.frames, video=self.video, seed=self.seed, fps=fps)
        finally:
            env.close()

    def _play_script(self, bundle: "Bundle", script: str) -> None:
        from spritelift_envs.pygame_player import play_script

        played = play_script(bundle, script, args=self.args, zoom=self.zoom, frames=self.frames, video=self.video)
        show(asdict(played), as_json=False)

    def _play_scenes(self, bundle: "Bundle") -> None:
        from spritelift_runtime.recording import Recording
        from spritelift_runtime.scenes import Scenes
        from spritelift_runtime.window.player import play_scenes

        if self.recording is None:
            play_scenes(bundle, Scenes.load(self.scenes or ""), zoom=self.zoom, frames=self.frames, video=self.video)
            return
        with Recording.open(self.recording) as recording:
            shown: Recording | Excerpt = recording
            if self.scenes is not None:
                scenes = Scenes.load(self.scenes)
            else:
                shown = Excerpt(recording, min(len(recording), self.frames or len(recording)))
                with frames_bar("decompose") as progress:
                    scenes = decompose(bundle, shown, progress=progress)
            play_scenes(bundle, scenes, shown, zoom=self.zoom, frames=self.frames, video=self.video)
