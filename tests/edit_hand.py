"""A window of the editor, and a hand that moves pointer and keys in it."""

from contextlib import contextmanager

import numpy as np
import pygame

from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.scene import Placement, Plane, Scene
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window.edit.part import Work
from spritelift_runtime.window.edit.session import EditSession
from spritelift_runtime.window.widgets.shortcuts import EDITOR_ACTIONS

GROUND = Plane(picture=0, clip=(0, 0, 24, 24))
FRAMES = 8


def scenes():
    return Scenes.of(
        Scene(
            (GROUND,), (Placement(0, 2 + t, 3, track=7), *([Placement(1, 12, 12, track=9)] if t not in (3, 4) else []))
        )
        for t in range(FRAMES)
    )


def open_window(bundle, folder, recording=None):
    """A session on a dummy display; its journal is to be closed."""
    pygame.display.init()
    pygame.display.set_mode((1280, 720))
    journal = Journal(Document(bundle.art, scenes()), folder / "work.edits", {})
    return EditSession(Editor(journal), EDITOR_ACTIONS, Work(bundle, folder / "saved", recording))


@contextmanager
def hand_on(bundle, folder, monkeypatch, recording=None):
    """A window on the dummy display, and a hand that moves pointer and keys in it; closed afterwards."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    session = open_window(bundle, folder, recording)
    yield Hand(session)
    session.editor.journal.close()
    pygame.display.quit()


class Hand:
    def __init__(self, session):
        self.session, self.now = session, 0
        self.do()
        self.do()

    def do(self, *events):
        self.now += 16
        return self.session.tick(list(events), self.now)

    def key(self, key, mod=0):
        self.do(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))
        self.do(pygame.event.Event(pygame.KEYUP, key=key, mod=mod))
        for bits, held in ((pygame.KMOD_CTRL, pygame.K_LCTRL), (pygame.KMOD_SHIFT, pygame.K_LSHIFT)):
            if mod & bits:
                self.do(pygame.event.Event(pygame.KEYUP, key=held, mod=0))

    def at(self, x, y):
        """The window position of a pixel of the frame."""
        stage = self.session.panels.stage
        eye = stage.seen
        return stage.rect.x + eye.x + x * eye.zoom + eye.zoom // 2, stage.rect.y + eye.y + y * eye.zoom + eye.zoom // 2

    def move(self, position, buttons=(0, 0, 0)):
        self.do(pygame.event.Event(pygame.MOUSEMOTION, pos=position, rel=(1, 1), buttons=buttons))

    def press(self, position, button=1):
        self.move(position)
        self.do(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=position, button=button))

    def let_go(self, position, button=1):
        self.do(pygame.event.Event(pygame.MOUSEBUTTONUP, pos=position, button=button))

    def click(self, position):
        self.press(position)
        self.let_go(position)

    def drag(self, first, last):
        self.press(first)
        self.move(last, (1, 0, 0))
        self.let_go(last)

    @property
    def editor(self):
        return self.session.editor

    @property
    def document(self):
        return self.editor.journal.document

    def body(self):
        """A pixel of the first figure."""
        inside = np.argwhere(self.document.art.sprites[0].rgba[..., 3] > 0)
        y, x = inside[len(inside) // 2].tolist()
        return 2 + x, 3 + y

    def type(self, text):
        for letter in text:
            self.do(pygame.event.Event(pygame.TEXTINPUT, text=letter))
