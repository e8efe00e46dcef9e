"""Recording what an agent plays while it learns, within bounds."""

import logging
from importlib import metadata
from pathlib import Path
from typing import Any, SupportsFloat

import gymnasium
import numpy as np
from gymnasium import spaces

from spritelift_envs.making import frames_per_second
from spritelift_runtime.errors import ConfigError, SpriteliftError
from spritelift_runtime.recording.plays_writer import Keep, PlaysWriter, check_kept
from spritelift_runtime.recording.writer import refuse_taken

_log = logging.getLogger(__name__)


class RecordPlay(gymnasium.Wrapper, gymnasium.utils.RecordConstructorArgs):
    """Records episodes while somebody else plays them; what goes in and out stays as it is.

    `out` becomes a folder of plays, one recording for each episode, that `Recording.open` and every verb read as one
    recording: while it is written, and after a crash up to the last whole frame. At most `frames` frames are on disk;
    where they become more, whole episodes go. An episode longer than a quarter of that is cut into pieces.

    It stands anywhere among other wrappers, and records the actions and rewards of its place there. Frames come from
    `render()` in mode "rgb_array", else from observations that are RGB images. Where recording fails (the disk is full,
    the frames' size changes), a warning is logged and the play goes on.
    """

    def __init__(
        self, env: gymnasium.Env, out: Path | str, *, frames: int = 20_000, every: int = 1, keep: Keep = "newest"
    ) -> None:
        """Of each `every` episodes, one is recorded. `keep` says which stay: the "newest", the "best" (by the sum of
        their rewards), or a "spread" of them, even over all that were played.

        Raises:
            ConfigError: `out` is taken, a setting can't work, or the environment has no RGB frames.
        """
        gymnasium.utils.RecordConstructorArgs.__init__(self, out=str(out), frames=frames, every=every, keep=keep)
        gymnasium.Wrapper.__init__(self, env)
        if every < 1:
            raise ConfigError(f"every={every} records nothing. Give 1 or more.")
        check_kept(frames, keep)  # now, not in the middle of a training
        refuse_taken(Path(out))
        self._renders = _renders(env)
        self._out, self._frames, self._every, self._keep = Path(out), frames, every, keep
        self._plays: PlaysWriter | None = None
        self._failed = self._over = False
        self._episodes = 0
        self._seen: np.ndarray | None = None  # the frame on show, if this episode is recorded

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """As the environment does; an episode that was on ends here."""
        self._leave()
        observation, info = self.env.reset(seed=seed, options=options)
        self._begin(observation)
        return observation, info

    def step(self, action: Any) -> tuple[Any, SupportsFloat, bool, bool, dict[str, Any]]:
        """As the environment does."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        if self._over:  # a wrapper within starts over by itself: this step was no step, but a reset
            self._begin(observation)
        elif self._seen is not None:
            self._write(self._seen, action, reward, terminated, truncated)
            self._seen = self._look(observation)
        if terminated or truncated:
            self._leave()
            self._over = True
        return observation, reward, terminated, truncated, info

    def close(self) -> None:
        """End the recording, and close the environment."""
        self._leave()
        super().close()

    def _begin(self, observation: Any) -> None:
        self._over = False
        if self._episodes % self._every == 0 and not self._failed:
            self._seen = self._look(observation)
        self._episodes += 1

    def _leave(self) -> None:
        """Write the frame on show as its episode's last."""
        if self._seen is not None:
            self._write(self._seen)
            self._seen = None
            if self._plays is not None:
                self._plays.end()

    def _write(self, frame: np.ndarray, *step: Any) -> None:
        if self._failed:
            return
        try:
            if self._plays is None:
                self._plays = self._started(frame)
            self._plays.append(frame, *step)
        except SpriteliftError as err:
            self._failed = True
            if self._plays is not None:
                self._plays.end()
            _log.warning("recording to %s has stopped, playing goes on: %s", self._out, err)

    def _started(self, frame: np.ndarray) -> PlaysWriter:
        return PlaysWriter(
            self._out,
            frames=self._frames,
            keep=self._keep,
            size=(frame.shape[1], frame.shape[0]),
            fps=frames_per_second(self.env),
            source=self.env.spec.id if self.env.spec else type(self.env.unwrapped).__name__,
            action_space=self.action_space,
            versions={"gymnasium": metadata.version("gymnasium")},
        )

    def _look(self, observation: Any) -> np.ndarray:
        frame = self.env.render() if self._renders else observation
        if not isinstance(frame, np.ndarray):
            raise ConfigError(f"{self.env} renders {type(frame).__name__}, not an RGB frame. Wrap another environment.")
        return frame.copy()  # some environments draw into the same array again


def _renders(env: gymnasium.Env) -> bool:
    """Whether frames come from `render()`; if not, observations are frames."""
    if env.render_mode == "rgb_array":
        return True
    space = env.observation_space
    shape = space.shape if isinstance(space, spaces.Box) and space.dtype == np.uint8 else None
    if shape is not None and len(shape) == 3 and shape[2] == 3:
        return False
    raise ConfigError(
        f"{env} gives no RGB frames (render_mode is {env.render_mode!r}). Make it with render_mode='rgb_array'."
    )
