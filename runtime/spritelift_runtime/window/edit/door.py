"""The editor's door: a bundle and scenes in a window, a record of what was done beside them."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pygame

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.files import sha256
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window.edit.part import Work
from spritelift_runtime.window.edit.session import EditSession
from spritelift_runtime.window.player import FPS
from spritelift_runtime.window.screen import open_window, unseen
from spritelift_runtime.window.session import LEAST_HZ
from spritelift_runtime.window.sources import Frames
from spritelift_runtime.window.widgets.actions import Actions
from spritelift_runtime.window.widgets.keys_file import read_keys
from spritelift_runtime.window.widgets.shortcuts import EDITOR_ACTIONS
from spritelift_runtime.window.widgets.toast import Tone

SIZE = (1280, 720)
RECORD = ".edits"
"""What is added to the new bundle's name: the record of what was done and not saved yet."""


def edit(
    bundle: Bundle,
    scenes: Scenes,
    out: Path,
    *,
    recording: Frames | None = None,
    keys: Path | None = None,
    frames: int | None = None,
) -> int:
    """Edit in a window until it is closed; gives the number of pictures shown. Saving writes a bundle to `out`.

    A frame's PNG (Ctrl+E) is written beside `out`, and so is a record of everything that is done, at once: after a
    crash, the next start goes on with it. Once it is saved, the record goes when the window is closed. `recording` is
    what the scenes were made from. `keys` is a TOML file of one's own keys. `frames` ends it after so many pictures.

    Raises:
        ConfigError: no scenes; keys that can't be.
        FormatError: the record beside `out` is of something else.
        UnavailableError: no display.
    """
    if not len(scenes):
        raise ConfigError("there are no scenes to edit. Decompose a recording of at least one frame.")
    check_seen(frames)
    actions = actions_of(keys)
    work = Work(bundle, out, recording, FPS if recording is None else recording.fps)
    document = Document(bundle.art, scenes, bundle.learned.sprites)
    return run(work, journal_of(work, document, {"scenes": _hash(scenes)}), actions, frames)


def check_seen(frames: int | None) -> None:
    """Raise ConfigError where nobody could ever close the window, and nothing says how long to show it."""
    pygame.display.init()
    if frames is None and unseen():
        raise ConfigError("editing in a window that nobody can see would never end. Say how long: --ticks 60.")


def actions_of(keys: Path | None) -> Actions:
    """The editor's actions, with one's own keys. Raises ConfigError for keys that can't be."""
    return EDITOR_ACTIONS if keys is None else read_keys(keys, EDITOR_ACTIONS)


def journal_of(work: Work, document: Document, about: Mapping[str, Any]) -> Journal:
    """The record beside the new bundle. Raises FormatError where it is of something else."""
    record = work.beside(RECORD)
    record.parent.mkdir(parents=True, exist_ok=True)
    return Journal(document, record, {"bundle": sha256(work.bundle.path / "bundle.json"), **about})


def run(work: Work, journal: Journal, actions: Actions, frames: int | None) -> int:
    """Open the window, and tick until it is closed; what is saved then needs no record any more."""
    unsaved, bundle = True, work.bundle
    try:
        open_window(bundle.size, 0, False, f"spritelift edit: {bundle.path.name}", unattended=frames is not None)
        pygame.display.set_mode(SIZE, pygame.RESIZABLE)
        session = EditSession(Editor(journal), actions, work)
        if journal.recovered:
            session.root.say(f"Went on with {journal.recovered} edits that were not saved.", Tone.DONE)
        shown = _tick(session, frames)
        session.finish()
        unsaved = session.unsaved
        return shown
    finally:
        journal.close(forget=not unsaved)
        if work.live is not None:
            work.live.tape.close(forget=not unsaved)
        pygame.display.quit()


def _tick(session: EditSession, frames: int | None) -> int:
    shown, clock = 0, pygame.time.Clock()
    while not session.quit and (frames is None or shown < frames):
        rects = session.tick(pygame.event.get(), pygame.time.get_ticks())
        if rects:
            pygame.display.update(rects)
        shown += 1
        if not unseen():
            clock.tick(LEAST_HZ)
    return shown


def _hash(scenes: Scenes) -> str:
    return hashlib.sha256(scenes.placements.tobytes() + scenes.planes.tobytes()).hexdigest()
