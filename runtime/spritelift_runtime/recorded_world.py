"""A decomposed recording as a World: what was played is given back, with its rewards and ends."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from spritelift_runtime.art import Art
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.recording import Steps
from spritelift_runtime.replay import ReplayWorld
from spritelift_runtime.scene import Scene


class RecordedWorld:
    """Gives the scenes of a recording, play by play: any action steps on, with the reward and the end that were
    recorded there.

    A play that the recording doesn't end (somebody stopped recording, or nobody played) ends with `truncated`. Past a
    play's end its last scene stays.
    """

    def __init__(
        self,
        scenes: Sequence[Scene],
        art: Art,
        steps: Steps | None = None,
        fps: float = 60.0,
        *,
        anywhere: bool = False,
    ) -> None:
        """`steps` are the recording's, one for each scene; without them all scenes are one play without rewards.

        With `anywhere`, resets begin at any frame of a play that has one after it; else at a play's first.

        Raises:
            ConfigError: no scenes, an fps that isn't above 0, or as many steps as there aren't scenes.
        """
        replay = ReplayWorld(scenes, art, fps)  # it checks what both ask for
        if steps is not None and len(steps) != len(scenes):
            raise ConfigError(
                f"there are {len(scenes)} scenes of a recording of {len(steps)} frames. "
                "Decompose that recording, all of it."
            )
        self._scenes, self._steps = scenes, steps
        self.art = replay.art
        """The pictures its scenes refer to."""
        self.fps = replay.fps
        """Scenes a second of game time."""
        self._anywhere, self._rng = anywhere, np.random.default_rng()
        self.plays: list[tuple[int, int]] = steps.ranges if steps is not None else [(0, len(scenes))]
        """First frame and the frame after the last one, of each play."""
        self.play = self.frame = 0
        """Which play is on, and which of all frames is in view."""

    def reset(self, seed: int | None = None) -> Scene:
        """The start of a play, drawn by the seed; without one, drawn anew each time."""
        if seed is not None:
            self._rng = np.random.default_rng(seed)
        long_enough = [i for i, (first, stop) in enumerate(self.plays) if stop - first > 1]
        play = int(self._rng.choice(long_enough or len(self.plays)))
        first, stop = self.plays[play]
        return self.go_to(play, int(self._rng.integers(max(stop - first - 1, 1))) if self._anywhere else 0)

    def go_to(self, play: int, t: int = 0) -> Scene:
        """Frame `t` of a play.

        Raises:
            ConfigError: there is no such play or frame.
        """
        if not 0 <= play < len(self.plays):
            raise ConfigError(f"there is no play {play!r}. Give one from 0 to {len(self.plays) - 1}.")
        first, stop = self.plays[play]
        if not 0 <= t < stop - first:
            raise ConfigError(f"play {play} has no frame {t!r}. Give one from 0 to {stop - first - 1}.")
        self.play, self.frame = play, first + t
        return self._scenes[self.frame]

    def step(self, action: Any) -> tuple[Scene, float, bool, bool]:
        """The next scene, what its step gave, and whether that ended the play, as recorded."""
        now, last = self.frame, self.plays[self.play][1] - 1
        self.frame = min(now + 1, last)
        over = now == last or (self.frame == last and not self._acted(last))
        if self._steps is None:
            return self._scenes[self.frame], 0.0, False, over
        step = self._steps[now]
        truncated = step.truncated or (over and not step.terminated)
        return self._scenes[self.frame], float(step.reward), step.terminated, truncated

    def _acted(self, frame: int) -> bool:
        """Whether something was done on this frame; of a play's last, it then is known how it went on."""
        return self._steps is not None and self._steps[frame].action is not None
