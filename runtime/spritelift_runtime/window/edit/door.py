"""The editor's door: a bundle and scenes in a window, a record of what was done beside them."""

import gc
from pathlib import Path

import pygame

from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window.edit.part import Work
from spritelift_runtime.window.edit.record import scenes_journal
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


def edit(
    bundle: Bundle,
    scenes: Scenes,
    out: Path,
    *,
    recording: Frames | None = None,
    keys: Path | None = None,
    paint_with: str | None = None,
    frames: int | None = None,
) -> int:
    """Edit in a window until it is closed; gives the number of pictures shown. Saving writes a bundle to `out`.

    A frame's PNG (Ctrl+E) is written beside `out`, and so is a record of everything that is done, at once: after a
    crash, the next start goes on with it. Once it is saved, the record goes when the window is closed. `recording` is
    what the scenes were made from. `keys` is a TOML file of one's own keys, `paint_with` the program to
    open pictures in, where it shall not be the system's choice. `frames` ends it after so many pictures.

    Raises:
        ConfigError: no scenes; keys that can't be.
        FormatError: the record beside `out` is of something else.
        UnavailableError: no display.
    """
    if not len(scenes):
        raise ConfigError("there are no scenes to edit. Decompose a recording of at least one frame.")
    check_seen(frames)
    actions = actions_of(keys)
    work = Work(bundle, out, recording, FPS if recording is None else recording.fps, paint_with=paint_with)
    return run(work, scenes_journal(work, scenes), actions, frames)


def check_seen(frames: int | None) -> None:
    """Raise ConfigError where nobody could ever close the window, and nothing says how long to show it."""
    pygame.display.init()
    if frames is None and unseen():
        raise ConfigError("editing in a window that nobody can see would never end. Say how long: --ticks 60.")


def actions_of(keys: Path | None) -> Actions:
    """The editor's actions, with one's own keys. Raises ConfigError for keys that can't be."""
    return EDITOR_ACTIONS if keys is None else read_keys(keys, EDITOR_ACTIONS)


def run(work: Work, journal: Journal, actions: Actions, frames: int | None) -> int:
    """Open the window, and tick until it is closed; what is saved then needs no record any more."""
    shown, left = 0, False
    try:
        open_window(work.bundle.size, 0, False, _title(work), unattended=frames is not None)
        pygame.display.set_mode(SIZE, pygame.RESIZABLE)
        session = EditSession(Editor(journal), actions, work)
        while True:
            if journal.recovered:
                session.root.say(f"Went on with {journal.recovered} edits that were not saved.", Tone.DONE)
            keep_what_is_there()
            shown += _tick(session, None if frames is None else frames - shown)
            session.finish()
            left = True
            _close(work, journal, forget=not session.unsaved)
            if session.next is None:
                return shown
            work, journal = session.next
            left = False
            session = session.followed_by(Editor(journal), actions, work)
            pygame.display.set_caption(_title(work))
    finally:
        gc.unfreeze()
        if not left:
            _close(work, journal)
        pygame.display.quit()


def _close(work: Work, journal: Journal, *, forget: bool = False) -> None:
    journal.close(forget=forget)
    if work.live is not None:
        work.live.tape.close(forget=forget)


def _title(work: Work) -> str:
    return f"spritelift edit: {work.bundle.path.name}"


def keep_what_is_there() -> None:
    """What was loaded stays: going through all of it for what may be freed would stop the window for a tenth of a
    second, again and again."""
    gc.collect()
    gc.freeze()


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
