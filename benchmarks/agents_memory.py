"""Games as their own memory tells them: the truth, for agents to compare with."""

from collections.abc import Callable
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from spritelift_envs import swarm_level
from spritelift_envs.swarm_state import Mover, Swarm

Reader = Callable[[gymnasium.Env], np.ndarray]
"""float32 [n] of about -1 to 1, always the same n."""


class Told(gymnasium.Wrapper):
    """The numbers that a reader finds, of this step and of the one before."""

    def __init__(self, env: gymnasium.Env, read: Reader) -> None:
        super().__init__(env)
        env.reset()
        self._read, self._last = read, read(env)
        self.observation_space = spaces.Box(-1, 1, (2 * len(self._last),), np.float32)

    def reset(self, **how: Any) -> tuple[np.ndarray, dict[str, Any]]:
        """The first numbers, twice."""
        _, info = self.env.reset(**how)
        self._last = self._read(self.env)
        return np.concatenate([self._last, self._last]), info

    def step(self, action: Any) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        """The numbers of now, then those of before."""
        _, reward, terminated, truncated, info = self.env.step(action)
        last, self._last = self._last, self._read(self.env)
        return np.concatenate([self._last, last]), float(reward), terminated, truncated, info


def bytes_at(*places: int) -> Reader:
    """Bytes of an Atari console's memory."""
    return lambda env: env.unwrapped.ale.getRAM()[list(places)].astype(np.float32) / 128 - 1


def of_swarm(env: gymnasium.Env) -> np.ndarray:
    """Ship, invaders (each in its place of the formation), bolts and shots: present, x, y."""
    game: Swarm = env.unwrapped.world.game
    shape = (len(swarm_level.FORMATION), swarm_level.COLUMNS, 3)
    invaders = np.zeros(shape, np.float32)
    for each in game.invaders:
        invaders[each.row, each.column] = _row(each)
    flying = [_rows(game.bolts, swarm_level.BOLTS), _rows(game.shots, swarm_level.SHOTS)]
    return np.concatenate([_row(game.ship), invaders.ravel(), *flying]).astype(np.float32)


def _row(thing: Mover) -> tuple[float, float, float]:
    return 1.0, 2 * thing.x / swarm_level.WIDTH - 1, 2 * thing.y / swarm_level.HEIGHT - 1


def _rows(things: list[Mover], count: int) -> np.ndarray:
    rows = np.zeros((count, 3), np.float32)
    for row, thing in zip(rows, things, strict=False):
        row[:] = _row(thing)
    return rows.ravel()


MEMORY: dict[str, Reader] = {
    "Freeway": bytes_at(14, *range(108, 118)),
    "Pong": bytes_at(49, 54, 51, 50),
    "swarm15": of_swarm,
}
"""Chicken and ten cars; the ball's and the bats' places."""
