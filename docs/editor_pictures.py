"""The pictures of docs/editor.md, from a demo's own data.

python start.py demo --no-window --out DEMO
python docs/editor_pictures.py DEMO          # in a real window, where there is a display: xvfb-run -a python ...
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")  # read when pygame opens its window

import gymnasium
import pygame

import spritelift_envs  # noqa: F401  (its games are known then)
from spritelift_runtime.bundle import Bundle
from spritelift_runtime.editing.document import Document
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.journal import Journal
from spritelift_runtime.editing.sheet_edits import Paint
from spritelift_runtime.editing.strokes import palette as palette_of
from spritelift_runtime.editing.tape import Tape
from spritelift_runtime.recording import Recording
from spritelift_runtime.scenes import Scenes
from spritelift_runtime.window.edit.live import LiveGame
from spritelift_runtime.window.edit.part import Work
from spritelift_runtime.window.edit.session import EditSession
from spritelift_runtime.window.game import Game
from spritelift_runtime.window.widgets.busy import Busy
from spritelift_runtime.window.widgets.shortcuts import EDITOR_ACTIONS

OUT = Path(__file__).parent / "pictures"
SIZE = (1280, 720)
SHOWN = 100
"""The frame that is shown."""
NEW_COLOUR = (80, 200, 120, 255)
RUN_FRAMES = 90
TICK_MS = 17


class Desk:
    """An open window, and a camera."""

    def __init__(self, editor: Editor, work: Work) -> None:
        self.session, self._now = EditSession(editor, EDITOR_ACTIONS, work), 0
        self.tick(3)

    def tick(self, times: int = 3, *events: pygame.event.Event) -> None:
        """Let time pass."""
        for _ in range(times):
            self._now += TICK_MS
            self.session.tick(list(events), self._now)
            events = ()

    def do(self, *actions: str) -> None:
        """By their ids."""
        for action in actions:
            self.session.do(action)
            self.tick()

    def press(self, key: int, mod: int = 0) -> None:
        """A key, held down."""
        self.tick(1, pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))

    def select(self, animation: str) -> None:
        """The first thing on the frame that is of the same animation as that sprite."""
        editor = self.session.editor
        sprites = editor.journal.document.art.sprites
        rows = (i for i, p in enumerate(editor.scene.placements) if sprites[p.sprite].animation == animation)
        editor.state = replace(editor.state, selected=frozenset([next(rows)]))
        self.tick()

    def shoot(self, name: str) -> None:
        """What the window shows, as docs/pictures/editor_NAME.png."""
        self.tick()
        pygame.image.save(pygame.display.get_surface(), OUT / f"editor_{name}.png")


def dark(desk: Desk) -> None:
    """The window as it opens, all selected."""
    desk.do("select_all")


def light(desk: Desk) -> None:
    """The other theme, layers at the side."""
    desk.do("theme")
    pages = desk.session.panels.side.whole
    pages.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=pages.title_rect(1).center, button=1))


def large(desk: Desk) -> None:
    """Twice the scale."""
    desk.do("larger", "larger")


def onion(desk: Desk) -> None:
    """Neighbouring frames, and the tiles' grid."""
    desk.do("onion_skin", "grid")


def exploded(desk: Desk) -> None:
    """Layers pulled apart."""
    desk.do("view_exploded")


def difference(desk: Desk) -> None:
    """What the sprites don't explain: nothing, here."""
    desk.do("view_difference")


def easel(desk: Desk) -> None:
    """A sprite to be painted."""
    desk.do("paint")


def carried(desk: Desk) -> None:
    """Its second commonest colour (the first is the outline's) painted anew, and carried to its other poses."""
    editor = desk.session.editor
    sprite = editor.chosen[0].sprite
    rgba = editor.art.sprites[sprite].rgba.copy()
    fur = palette_of([rgba])[1]
    rgba[(rgba == fur).all(-1)] = NEW_COLOUR
    editor.do(Paint(picture=sprite, rgba=rgba))
    desk.do("paint", "carry")
    while desk.session.root.opened is None:  # poses are looked at beside the window
        time.sleep(0.05)
        desk.tick(1)


def restaged(desk: Desk) -> None:
    """Another character in the place of the one selected."""
    desk.do("recast")


def split(desk: Desk) -> None:
    """What a sprite could be taken apart into."""
    desk.do("split")
    while isinstance(desk.session.root.opened, Busy):
        desk.tick(1)


def over(desk: Desk) -> None:
    """What saving over the source would overwrite."""
    desk.do("save_over")


def easel_large(desk: Desk) -> None:
    """The easel at twice the scale: panels have made room."""
    desk.do("larger", "larger", "paint")


def film(desk: Desk) -> None:
    """A question."""
    desk.do("export_film")


def palette(desk: Desk) -> None:
    """Any command by its name."""
    desk.do("palette")


def keys(desk: Desk) -> None:
    """All keys."""
    desk.do("help")


MODES: tuple[Callable[[Desk], None], ...] = (
    dark, light, large, onion, exploded, difference, easel, easel_large, carried, restaged, split, over, film, palette,
    keys,
)  # fmt: skip


def main(demo: Path) -> None:
    """A picture of each mode, and one of the game being played."""
    pygame.display.init()
    pygame.display.set_mode(SIZE)
    bundle, scenes = Bundle.open(demo / "bundle"), Scenes.load(demo / "scenes.npz")
    with tempfile.TemporaryDirectory() as name, Recording.open(demo / "recording") as recording:
        for mode in MODES:
            folder = Path(name) / mode.__name__
            folder.mkdir()
            journal = Journal(Document(bundle.art, scenes, bundle.learned.sprites), folder / "edits", {})
            desk = Desk(Editor(journal), Work(bundle, demo / "edited", recording))
            desk.session.editor.go(SHOWN)
            desk.select(hero(bundle))
            mode(desk)
            desk.shoot(mode.__name__)
            journal.close()
        play(bundle, Path(name))


def hero(bundle: Bundle) -> str:
    """The animation that is seen most of all with several poses: whoever plays."""
    seen: dict[str, set[int]] = {}
    for i, sprite in enumerate(bundle.art.sprites):
        if sprite.animation is not None and max(sprite.flips) > 0:
            seen.setdefault(sprite.animation, set()).add(i)
    return max(seen, key=lambda name: len(seen[name]))


def play(bundle: Bundle, folder: Path) -> None:
    """Live, in the middle of a run to the right."""
    game = Game(gymnasium.make("spritelift/Meadow-v0", render_mode="rgb_array"), seed=0)
    tape = Tape(folder / "frames")
    document = Document(bundle.art, tape.recovered, bundle.learned.sprites)
    journal = Journal(document, folder / "live", {})
    work = Work(bundle, folder / "out", live=LiveGame(bundle, game, document, tape))
    desk = Desk(Editor(journal), work)
    desk.do("play_game")
    desk.press(pygame.K_RIGHT)
    desk.tick(RUN_FRAMES)
    desk.shoot("live")
    journal.close()
    tape.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "demo"))
