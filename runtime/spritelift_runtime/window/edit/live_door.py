"""The editor's other door: a game that is played and edited by turns."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pygame

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.tape import Tape
from spritelift_runtime.window.edit.door import actions_of, check_seen, run
from spritelift_runtime.window.edit.live import LiveGame
from spritelift_runtime.window.edit.part import Work
from spritelift_runtime.window.edit.record import journal_of
from spritelift_runtime.window.game import Game
from spritelift_runtime.window.player import env_fps

TAPE = ".frames"
"""What is added to the new bundle's name: a folder of scenes that came and are not saved yet."""


def edit_game(
    bundle: Bundle,
    env: Any,
    out: Path,
    *,
    seed: int = 0,
    fps: float | None = None,
    keys: Path | None = None,
    paint_with: str | None = None,
    frames: int | None = None,
) -> int:
    """Play `env` and edit what it has shown, by turns, in one window; gives the number of pictures shown.

    `env` is a Gymnasium environment with render_mode "rgb_array"; `seed` is its first episode's, `fps` what it runs at
    where it doesn't say so itself. Scenes are written beside `out` as they come, and are there again after a crash. The
    rest is as in `door.edit`.

    Raises:
        ConfigError: no RGB frames, no keys known for it; editor's keys that can't be.
        SizeError: its frames are not of the bundle's size.
        FormatError: the record or the scenes beside `out` are of something else, or damaged.
        UnavailableError: no display.
    """
    check_seen(frames)
    actions = actions_of(keys)
    pygame.display.init()  # keys have no names before
    work = Work(bundle, out, fps=fps or env_fps(env), paint_with=paint_with)
    tape = Tape(work.beside(TAPE))
    document = Document(bundle.art, tape.recovered, bundle.learned.sprites)
    live = LiveGame(bundle, Game(env, seed=seed), document, tape)
    name = getattr(getattr(env, "spec", None), "id", None) or type(env).__name__
    journal = journal_of(work, document, {"game": name})
    return run(replace(work, live=live), journal, actions, frames)
