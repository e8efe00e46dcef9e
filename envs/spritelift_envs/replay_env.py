"""A decomposed recording as a Gymnasium environment, for offline work."""

from pathlib import Path
from typing import Any

import numpy as np

from spritelift_envs.adapter import WorldEnv
from spritelift_envs.edited_game import EditedGame
from spritelift_envs.recorded_actions import RecordedActions
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.recorded_world import RecordedWorld
from spritelift_runtime.recording import Recording
from spritelift_runtime.scene_faults import scene_faults
from spritelift_runtime.scenes import Scenes


class ReplayEnv(WorldEnv):
    """A recording, play by play, as `spritelift/Replay-v0`: whatever the action, its next frame follows, with the
    reward and the end that were recorded.

    Observations are frames composed of sprites, uint8 [h, w, 3]. `info` has `scene`, `frame` (its number in the
    recording, by which edits call it), `play` (which one), and `recorded_action`: what was done on this frame, in the
    action space, or None.
    The seed draws the play; `options={"play": 3, "start": 120}` names it, and the frame to begin at.
    """

    def __init__(
        self,
        bundle: Bundle | Path | str,
        recording: Recording | Path | str | None = None,
        scenes: Scenes | Path | str | None = None,
        *,
        anywhere: bool = False,
        repainted: bool = False,
        render_mode: str | None = None,
    ) -> None:
        """`scenes` are the recording's; without them it is decomposed here, which takes its time.

        `scenes` alone are one play without rewards and with one action. With `anywhere`, seeds also draw the frame
        to begin at. Frames look as the game did; with `repainted`, as the bundle's pictures do now.

        Raises:
            ConfigError: neither recording nor scenes, or scenes of another recording or bundle.
            SizeError: the recording's frames are not of the bundle's size.
            MissingError, FormatError: a file is not there, or not what it should be.
        """
        bundle = bundle if isinstance(bundle, Bundle) else Bundle.open(bundle)
        recording = recording if isinstance(recording, Recording) or recording is None else Recording.open(recording)
        found = _scenes_of(bundle, recording, scenes)
        art = bundle.art if repainted else bundle.learned
        steps, fps = (None, 60.0) if recording is None else (recording.steps, recording.fps)
        self._tape = RecordedWorld(found, art, steps, fps, anywhere=anywhere)
        super().__init__(self._tape, render_mode=render_mode)
        self._edited = EditedGame(art, bundle.learned.sprites)
        self._actions = RecordedActions(recording)
        self.action_space = self._actions.space

    def get_action_meanings(self) -> list[str]:
        """JSON of each recorded action where the space is made of these, such as the keys held; else none."""
        return list(self._actions.meanings)

    def get_keys_to_action(self) -> dict[tuple[int, ...], int]:
        """No key does anything."""
        return {}

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """The start of a play: drawn by the seed, or the one that `options` name (`play`, `start`).

        Raises:
            ConfigError: there is no such play or frame.
        """
        observation, info = super().reset(seed=seed, options=options)
        if not options or not {"play", "start"} & options.keys():
            return observation, info
        scene = self._tape.go_to(options.get("play", self._tape.play), options.get("start", 0))
        return self._show(scene), self._told()

    @property
    def _number(self) -> int:
        return self._tape.frame

    def _told(self) -> dict[str, Any]:
        frame = self._tape.frame
        about = {"frame": frame, "play": self._tape.play, "recorded_action": self._actions[frame]}
        return super()._told() | about


def _scenes_of(bundle: Bundle, recording: Recording | None, scenes: Scenes | Path | str | None) -> Scenes:
    if recording is not None:
        bundle.check_size(recording.size, "the recording's")
    if scenes is None:
        if recording is None:
            raise ConfigError("there is nothing to replay. Give recording=, scenes=, or both.")
        return bundle.decomposer()(recording.frames)
    path = Path("scenes") if isinstance(scenes, Scenes) else Path(scenes)
    found = scenes if isinstance(scenes, Scenes) else Scenes.load(path)
    fault = next(scene_faults(found, path, bundle.learned), None)
    if fault is not None:
        raise ConfigError(f"{fault} Are they of the bundle {bundle.path}?")
    return found
