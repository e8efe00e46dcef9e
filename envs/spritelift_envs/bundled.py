"""What the bundled games' worlds share: art, seeds, and a step's reward."""

from collections.abc import Callable
from random import Random
from typing import Any, Generic, Protocol, TypeVar

from spritelift_envs.controls import SIDEWAYS, Controls, Keys, keys_of
from spritelift_envs.gallery import FPS, Brush
from spritelift_runtime.art import Art
from spritelift_runtime.scene import Scene


class Counts(Protocol):
    """What every game's state counts."""

    score: int
    over: bool


Game = TypeVar("Game", bound=Counts)


class BundledWorld(Generic[Game]):
    """A game as a World, made of its rules' functions."""

    def __init__(
        self,
        art: Art,
        *,
        new_game: Callable[[Random], Game],
        advance: Callable[[Game, Keys], None],
        draw: Callable[[Game, Brush], Scene],
        lives: Callable[[Game], int],
        loss_reward: float,
        controls: Controls = SIDEWAYS,
    ) -> None:
        """`loss_reward` comes on top of the points scored, for each of `lives` lost."""
        self._art, self._brush = art, Brush(art)
        self._new_game, self._advance, self._draw, self._lives = new_game, advance, draw, lives
        self._loss_reward, self._controls = loss_reward, controls
        self._rng = Random(0)
        self._game = new_game(self._rng)

    @property
    def art(self) -> Art:
        """The pictures its scenes refer to."""
        return self._art

    @property
    def game(self) -> Game:
        """All that the game remembers: the truth, for whoever measures."""
        return self._game

    @property
    def fps(self) -> float:
        """Scenes a second of game time."""
        return FPS

    def reset(self, seed: int | None = None) -> Scene:
        """A new game; the same seed gives the same one, no seed gives another one each time."""
        if seed is not None:
            self._rng = Random(seed)
        self._game = self._new_game(Random(self._rng.getrandbits(64)))
        return self._draw(self._game, self._brush)

    def step(self, action: Any) -> tuple[Scene, float, bool, bool]:
        """One frame: scene, reward, terminated (the last life is lost), truncated (never).

        Raises:
            ConfigError: an action that isn't 0 to 5.
        """
        game, keys = self._game, keys_of(action, self._controls)
        score, lives = game.score, self._lives(game)
        if not game.over:
            self._advance(game, keys)
        reward = game.score - score + self._loss_reward * (lives - self._lives(game))
        return self._draw(game, self._brush), float(reward), game.over, False
