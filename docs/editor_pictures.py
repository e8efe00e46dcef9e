"""The pictures of docs/editor.md: `python docs/editor_pictures.py`."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")  # read when pygame opens its window

import pygame

from spritelift_envs.meadow import MeadowWorld
from spritelift_runtime.bundle import PlaneSpec, write_bundle
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.tracking import track
from spritelift_runtime.window.edit.part import Work
from spritelift_runtime.window.edit.session import EditSession
from spritelift_runtime.window.widgets.shortcuts import EDITOR_ACTIONS

OUT = Path(__file__).parent / "pictures"
FRAMES, SHOWN = 300, 60
RIGHT, JUMP = 1, 5


def main() -> None:
    """One of each theme."""
    world = MeadowWorld()
    scenes = [world.reset(1)]
    scenes += [world.step(RIGHT if t % 40 < 30 else JUMP)[0] for t in range(FRAMES - 1)]
    pygame.display.init()
    window = pygame.display.set_mode((1280, 720))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bundle = write_bundle(folder / "meadow", world.art, [PlaneSpec((0, 0, *world.art.size), 0, False, (0,))])
        journal = Journal(Document(world.art, track(Scenes.of(scenes), world.art)), folder / "edits", {})
        session = EditSession(Editor(journal), EDITOR_ACTIONS, Work(bundle, folder / "edited"))
        for theme in ("dark", "light"):
            _stage(session)
            pygame.image.save(window, OUT / f"editor_{theme}.png")
            session.do("theme")
        journal.close(forget=True)


def _stage(session: EditSession) -> None:
    editor = session.editor
    editor.go(SHOWN)
    for now in (0, 17):
        session.tick([], now)
    editor.select_all()
    session.tick([], 34)


if __name__ == "__main__":
    main()
