"""Recording by hand: a person plays the game itself in a window, and every step is handed on."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pygame

from spritelift_runtime.art import Art
from spritelift_runtime.compositor import compose
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scene import Scene
from spritelift_runtime.window import help_lines
from spritelift_runtime.window.game import Game, Record
from spritelift_runtime.window.screen import open_window, unseen
from spritelift_runtime.window.session import Session, Shown
from spritelift_runtime.window.state import PlayerState, View
from spritelift_runtime.window.views import Rgb


def play_human(
    env: Any, record: Record, *, keys: Mapping[Any, Any] | None, fps: float, zoom: int = 0, frames: int | None = None,
    seed: int | None = 0,
) -> int:  # fmt: skip
    """Let a person play `env` (render_mode "rgb_array") and hand on every step; gives the number of frames recorded.

    `record(frame, action, reward, terminated, truncated)` is called once a frame: with the frame seen, the action
    chosen on it and what that step gave; an episode's last frame comes with action None and reward 0, and is
    truncated where starting over or closing the window cut the episode short. `frames` ends after that many.
    Pausing records nothing.

    Raises:
        ConfigError: no RGB frames, no key map, or an unseen window without `frames`.
        UnavailableError: no display.
    """
    game = Game(env, keys=keys, seed=seed, record=record)
    source = HandSource(game, fps)
    state = PlayerState(frames=None, zoom=zoom, views=(View.ORIGINAL,), view=View.ORIGINAL)
    open_window(source.bundle.size, zoom, True, "spritelift record", unattended=frames is not None)
    try:
        if frames is None and unseen():
            raise ConfigError("recording by hand needs a window that one can see. Use a --policy, or say --frames 600.")
        session = Session(pygame.display.get_surface(), source, state, game_keys=game.keys.keys)
        # The frame on screen is recorded with the action that follows it, the last one when the game is finished.
        session.run(lambda shown: frames is not None and game.recorded + (not game.over) >= frames)
    finally:
        game.finish()
        pygame.display.quit()
    return game.recorded


class HandSource:
    """The game's own frames, being recorded."""

    badge = "REC"
    unexplained_px = np.zeros(0, np.int32)

    def __init__(self, game: Game, fps: float) -> None:
        self.bundle = Bare(game.frame)
        self.fps = fps
        self.help = (*game.keys.words(), *help_lines.RECORDING)
        self._game = game
        self._shown = self._look()

    def at(self, state: PlayerState, held: frozenset[int]) -> Shown:
        """Step the game to the state's frame."""
        if self._game.follow(state, held):
            self._shown = self._look()
        return self._shown

    def _look(self) -> Shown:
        game = self._game
        seconds = game.recorded / self.fps
        facts = (
            f"{game.recorded} frames recorded",
            f"{int(seconds // 60)}:{seconds % 60:05.2f}",
            f"score {game.score:g}",
            f"episode {game.episode}",
            "Esc ends the recording",
        )
        return Shown(Scene(), game.frame, facts)


class Bare:
    """A game of which no sprite is known yet: only its frames' size."""

    def __init__(self, frame: Rgb) -> None:
        self.size = (frame.shape[1], frame.shape[0])
        self.art = Art(size=self.size)

    def compose(self, scene: Scene) -> Rgb:
        """A black frame."""
        return compose(scene, self.art)
