"""Decomposed scenes as a World: what was recorded, played again."""

from collections.abc import Sequence
from typing import Any

from spritelift_runtime.art import Art
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Scene


class ReplayWorld:
    """Gives the scenes one by one: any action steps on, the last scene comes with `terminated`. Rewards are 0."""

    def __init__(self, scenes: Sequence[Scene], art: Art, fps: float = 60.0) -> None:
        """`art` holds the pictures that `scenes` refer to; `fps` is scenes a second.

        Raises:
            ConfigError: no scenes, or an fps that isn't above 0.
        """
        if not len(scenes):
            raise ConfigError("there are 0 scenes to replay. Give at least 1.")
        if not fps > 0:
            raise ConfigError(f"fps is {fps}, and must be above 0. Try 60.")
        self._scenes, self._art, self._fps, self._frame = scenes, art, fps, 0

    @property
    def art(self) -> Art:
        """The pictures its scenes refer to."""
        return self._art

    @property
    def fps(self) -> float:
        """Scenes a second of game time."""
        return self._fps

    def reset(self, seed: int | None = None) -> Scene:
        """The first scene, whatever the seed."""
        self._frame = 0
        return self._scenes[0]

    def step(self, action: Any) -> tuple[Scene, float, bool, bool]:
        """The next scene, 0.0, whether it is the last, False. Past the last scene, the last stays."""
        last = len(self._scenes) - 1
        self._frame = min(self._frame + 1, last)
        return self._scenes[self._frame], 0.0, self._frame == last, False
