"""A Gymnasium environment that a person plays, one game frame at a time."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.keymap import key_map
from spritelift_runtime.window.state import PlayerState
from spritelift_runtime.window.views import Rgb

Record = Callable[[Rgb, Any, float, bool, bool], None]
"""Called with a frame, the action that followed it (None on an episode's last frame), and that step's reward,
terminated, truncated."""


class Game:
    """Follows the player's state: steps when its frame goes on, starts over when it asks to, and after an episode."""

    frame: Rgb
    """What is on screen, the game's own copy."""

    def __init__(
        self, env: Any, *, keys: Mapping[Any, Any] | None = None, seed: int | None = 0, record: Record | None = None
    ) -> None:
        """Start an episode.

        Raises:
            ConfigError: the environment gives no RGB frames, or no key map is known.
        """
        self.env = env
        self.keys = key_map(keys, env)
        self._record = record
        self.recorded = 0
        self.score = 0.0
        self.episode = 0
        self.seed = seed
        """The first episode's; the others follow from it."""
        self._step = 0
        self._restarts = 0
        self.over = False
        self._reset(seed)

    def follow(self, state: PlayerState, held: frozenset[int]) -> bool:
        """Bring the game to `state`, with `held` keys down; whether there is a new frame."""
        before = self.recorded, self._step, self._restarts
        if state.restarts != self._restarts:
            self._restarts, self._step = state.restarts, 0
            self.restart()
        while self._step < state.frame:
            self._step += 1
            self.advance(held)
        return before != (self.recorded, self._step, self._restarts)

    def finish(self) -> None:
        """Record the frame on screen as its episode's last, cut short (truncated), unless the episode is over."""
        if not self.over:
            self.over = True
            self._write(self.frame, None, 0.0, False, True)

    def restart(self) -> None:
        """Begin another episode."""
        self.finish()
        self._reset(None)

    def advance(self, held: frozenset[int]) -> None:
        """One step, by the keys that are down; after an episode's last frame, the first one of another."""
        if self.over:
            self._reset(None)
            return
        action = self.keys.action(held)
        _, reward, terminated, truncated, _ = self.env.step(action)
        before, self.frame = self.frame, self._see()
        self.score += float(reward)
        self._write(before, action, float(reward), bool(terminated), bool(truncated))
        if terminated or truncated:
            self.over = True
            self._write(self.frame, None, 0.0, False, False)  # the step before it tells how the episode ended

    def _reset(self, seed: int | None) -> None:
        self.env.reset(seed=seed)
        self.frame = self._see()
        self.score = 0.0
        self.episode += 1
        self.over = False

    def _see(self) -> Rgb:
        frame = self.env.render()
        if not isinstance(frame, np.ndarray) or frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != np.uint8:
            name = getattr(getattr(self.env, "spec", None), "id", None) or type(self.env).__name__
            raise ConfigError(f'{name} renders no RGB frames. Make it with render_mode="rgb_array".')
        return frame.copy()  # some environments draw into the same array again

    def _write(self, frame: Rgb, action: Any, reward: float, terminated: bool, truncated: bool) -> None:
        self.recorded += 1
        if self._record is not None:
            self._record(frame, action, reward, terminated, truncated)
