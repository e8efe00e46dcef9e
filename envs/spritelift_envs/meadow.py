"""Meadow: a fox runs and jumps through a scrolling world of tiles, collects coins and meets mushrooms and bees."""

from random import Random
from typing import Any

from spritelift_envs.controls import keys_of, meanings
from spritelift_envs.gallery import FPS, Brush, game_art
from spritelift_envs.meadow_picture import backgrounds
from spritelift_envs.meadow_rules import advance
from spritelift_envs.meadow_scene import draw
from spritelift_envs.meadow_state import new_game
from spritelift_runtime.art import Art
from spritelift_runtime.scene import Scene

HEART_REWARD = -5.0


class MeadowWorld:
    """The scrolling platform game as a World. Reward: points scored on the frame, and -5 for a heart lost."""

    action_meanings = tuple(meanings("JUMP"))

    def __init__(self) -> None:
        self._art = game_art("meadow", backgrounds())
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
        """One frame: scene, reward, terminated (the last heart is lost), truncated (never).

        Raises:
            ConfigError: an action that isn't 0 to 5.
        """
        score, hearts = self._game.score, self._game.hearts
        if not self._game.over:
            advance(self._game, keys_of(action))
        reward = self._game.score - score + HEART_REWARD * (hearts - self._game.hearts)
        return draw(self._game, self._brush), float(reward), self._game.over, False
