"""The editor's door: a bundle and scenes in a window, a record of what was done beside them."""

import hashlib
from pathlib import Path

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
from spritelift_runtime.window.sources import Frames
from spritelift_runtime.window.widgets.keys_file import read_keys
from spritelift_runtime.window.widgets.shortcuts import EDITOR_ACTIONS
from spritelift_runtime.window.widgets.toast import Tone

SIZE = (1280, 720)
HZ = 60
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
    if frames is None and unseen_driver():
        raise ConfigError("editing in a window that nobody can see would never end. Say how long: --frames 60.")
    actions = EDITOR_ACTIONS if keys is None else read_keys(keys, EDITOR_ACTIONS)
    work = Work(bundle, out, recording, FPS if recording is None else recording.fps)
    record = work.beside(RECORD)
    record.parent.mkdir(parents=True, exist_ok=True)
    about = {"bundle": sha256(bundle.path / "bundle.json"), "scenes": _hash(scenes)}
    journal = Journal(Document(bundle.art, scenes, bundle.learned.sprites), record, about)
    unsaved = True
    open_window(bundle.size, 0, False, f"spritelift edit: {bundle.path.name}", unattended=frames is not None)
    try:
        pygame.display.set_mode(SIZE, pygame.RESIZABLE)
        session = EditSession(Editor(journal), actions, work)
        if journal.recovered:
            session.root.say(f"Went on with {journal.recovered} edits that were not saved.", Tone.DONE)
        shown = _run(session, frames)
        unsaved = session.unsaved
        return shown
    finally:
        journal.close(forget=not unsaved)
        pygame.display.quit()


def unseen_driver() -> bool:
    """Whether a window would be one that nobody sees."""
    pygame.display.init()
    return unseen()


def _run(session: EditSession, frames: int | None) -> int:
    shown, clock = 0, pygame.time.Clock()
    while not session.quit and (frames is None or shown < frames):
        rects = session.tick(pygame.event.get(), pygame.time.get_ticks())
        if rects:
            pygame.display.update(rects)
        shown += 1
        if not unseen():
            clock.tick(HZ)
    return shown


def _hash(scenes: Scenes) -> str:
    return hashlib.sha256(scenes.placements.tobytes() + scenes.planes.tobytes()).hexdigest()
