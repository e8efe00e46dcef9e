"""Swarm: a formation of invaders marches and dives; shoot it before it shoots you."""

from random import Random
from typing import Any

from spritelift_assets import picture
from spritelift_envs.controls import keys_of, meanings
from spritelift_envs.gallery import FPS, Brush, game_art
from spritelift_envs.swarm_rules import advance
from spritelift_envs.swarm_scene import draw
from spritelift_envs.swarm_state import new_game
from spritelift_runtime.art import Art
from spritelift_runtime.scene import Scene

LIFE_REWARD = -50.0


class SwarmWorld:
    """The fixed-screen shooter as a World. Reward: points scored on the frame, and -50 for a ship lost."""

    action_meanings = tuple(meanings("FIRE"))

    def __init__(self) -> None:
        self._art = game_art("swarm", [picture("swarm_space")])
        self._brush = Brush(self._art)
        self._rng = Random(0)
        self._game = new_game(self._rng)

    @property
    def art(self) -> Art:
        """The pictures its scenes refer to."""
        return self._art

    @property
    def fps(self) -> float:
        """Scenes a second of game time."""
        return FPS

    def reset(self, seed: int | None = None) -> Scene:
        """A new game; the same seed gives the same one, no seed gives another one each time."""
        if seed is not None:
            self._rng = Random(seed)
        self._game = new_game(Random(self._rng.getrandbits(64)))
        return draw(self._game, self._brush)

    def step(self, action: Any) -> tuple[Scene, float, bool, bool]:
        """One frame: scene, reward, terminated (the last ship is lost), truncated (never).

        Raises:
            ConfigError: an action that isn't 0 to 5.
        """
        score, lives = self._game.score, self._game.lives
        if not self._game.over:
            advance(self._game, keys_of(action))
        reward = self._game.score - score + LIFE_REWARD * (lives - self._game.lives)
        return draw(self._game, self._brush), float(reward), self._game.over, False
