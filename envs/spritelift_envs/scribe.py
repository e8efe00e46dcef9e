"""Writes down an environment being played: each step, and what each frame truly shows where the game tells."""

from collections.abc import Callable
from typing import Any, SupportsFloat

import gymnasium
import numpy as np

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.recording import RecordingWriter
from spritelift_runtime.recording.writer import TRUTH
from spritelift_runtime.scene import Scene
from spritelift_runtime.truth import Truth

Progress = Callable[[int, int], None]
"""(frames so far, bytes so far)"""


class Watched(gymnasium.Wrapper):
    """Remembers the scene of this frame and of the one before, where the game tells them in `info`."""

    scene: Scene | None = None
    scene_before: Scene | None = None

    def reset(self, **settings: Any) -> tuple[Any, dict[str, Any]]:
        """As the environment does."""
        observation, info = self.env.reset(**settings)
        self.scene_before, self.scene = None, info.get("scene")
        return observation, info

    def step(self, action: Any) -> tuple[Any, SupportsFloat, bool, bool, dict[str, Any]]:
        """As the environment does."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        self.scene_before, self.scene = self.scene, info.get("scene")
        return observation, reward, terminated, truncated, info


class Scribe:
    """Writes each step, and keeps the scene of each frame for the truth."""

    def __init__(self, env: Watched, writer: RecordingWriter, progress: Progress | None) -> None:
        self._env, self._writer, self._progress = env, writer, progress
        self._scenes: list[Scene] = []

    def __len__(self) -> int:
        """Frames recorded so far."""
        return len(self._writer)

    def record(
        self,
        frame: np.ndarray,
        action: Any = None,
        reward: SupportsFloat = 0.0,
        terminated: bool = False,
        truncated: bool = False,
    ) -> None:
        """Write a frame with the action that has been done on it (None: an episode's last)."""
        self._writer.append(frame, action, reward, terminated, truncated)
        scene = self._env.scene if action is None else self._env.scene_before
        if scene is not None:
            self._scenes.append(scene)
        if self._progress is not None:
            self._progress(len(self), self._writer.file_bytes)

    def write_truth(self) -> None:
        """Write `truth.npz` if the game told the scene of every frame, and shows its art."""
        art = getattr(getattr(self._env.unwrapped, "world", None), "art", None)
        if art is not None and len(self._scenes) == len(self) > 0:
            Truth.of_scenes(self._scenes, art).save(self._writer.path / TRUTH)


def rgb_frame(env: gymnasium.Env) -> np.ndarray:
    """The frame on show, uint8 [h, w, 3].

    Raises:
        ConfigError: the environment renders something else.
    """
    frame = env.render()
    if not isinstance(frame, np.ndarray):
        raise ConfigError(f"{env} renders {type(frame).__name__}, not an RGB frame. Choose another --env.")
    return frame.copy()  # some environments draw into the same array again
