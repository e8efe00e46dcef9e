"""The editor's window. A tick: read input, step the editor by what was said, put its state into the widgets, draw."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pygame

from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.selection import Scope
from spritelift_runtime.errors import SpriteliftError
from spritelift_runtime.sheet import png_bytes
from spritelift_runtime.window.edit.deeds import deeds_of
from spritelift_runtime.window.edit.panels import panels
from spritelift_runtime.window.edit.showing import Showing
from spritelift_runtime.window.edit.view import Eye
from spritelift_runtime.window.theme import SCALES, THEMES
from spritelift_runtime.window.widgets.actions import Actions, Moment
from spritelift_runtime.window.widgets.help_card import HelpCard
from spritelift_runtime.window.widgets.messages import Chosen, Dropped, Invoked, Message, Pressed, Scrubbed, Toggled
from spritelift_runtime.window.widgets.palette import Palette
from spritelift_runtime.window.widgets.root import Root
from spritelift_runtime.window.widgets.toast import Tone

SNAP_PX = (8, 8)


class EditSession:
    """One window over one editor."""

    def __init__(
        self,
        editor: Editor,
        actions: Actions,
        save: Callable[[], Path],
        picture: Callable[[int, bytes], Path],
        fps: float,
    ) -> None:
        """`save` writes the bundle, `picture` the PNG of a frame; both say where."""
        self.editor, self._actions, self._save, self._picture, self._fps = editor, actions, save, picture, fps
        self.theme, self.scale = "dark", 1.0
        self.quit = False
        self.playing = False
        self.saved: object = None
        """The last deed that was saved."""
        self._last_ms = self._behind_ms = 0.0
        self._deeds: dict[str, Callable[[], object]] = {**deeds_of(editor), **self._window_deeds()}
        # What other actions there are has no deed here yet: menus and palette show them faint.
        can = {action.id: action.id in self._deeds or action.id == "pan" for action in actions}
        self._actions = actions.with_enabled(can)
        self.panels = panels(editor, self._actions)
        self.root = Root(self.panels.whole, self._actions, theme=THEMES[self.theme])
        self._showing = Showing(editor, self.panels)

    def _window_deeds(self) -> Mapping[str, Callable[[], object]]:
        """What actions do to the window alone."""
        return {
            "save": self._saved,
            "export": self._pictured,
            "quit": self._quit,
            "play_pause": self._play_pause,
            "palette": lambda: self.root.open(Palette(self.root.actions)),
            "help": lambda: self.root.open(HelpCard(self._actions)),
            "theme": self._other_theme,
            "larger": self._larger,
            "snap": lambda: self._snap(self.editor.state.grid == (1, 1)),
            "timeline": self._timeline,
            "zoom_in": lambda: self._zoom(self.panels.stage.seen.zoom + 1),
            "zoom_out": lambda: self._zoom(self.panels.stage.seen.zoom - 1),
            "zoom_fit": lambda: self._zoom(0),
        } | {f"zoom_{2**i}": partial(self._zoom, 2**i) for i in range(6)}

    def tick(self, events: list[pygame.event.Event], now_ms: int) -> list[pygame.Rect]:
        """Read, step, show; gives what was redrawn of the window: nothing where nothing has changed."""
        for event in events:
            if event.type == pygame.QUIT:
                self.quit = True
            for message in self.root.handle(event, now_ms):
                self._take(message)
        self.root.tick(now_ms)
        self._pass(now_ms)
        self._show()
        window = pygame.display.get_surface()
        rects = self.root.draw(window)
        return [*rects, *self.root.draw(window)] if self._show() else rects  # the stage may have got its place only now

    def do(self, action: str) -> None:
        """What a key or a menu does; says so where it can't be done."""
        self._take(Invoked(action))

    def _take(self, message: Message) -> None:
        try:
            self._answer(message)
        except SpriteliftError as err:
            self.root.say(str(err), Tone.ALARM)

    def _answer(self, message: Message) -> None:
        editor, state = self.editor, self.editor.state
        match message:
            case Invoked(id=id_) if id_ in self._deeds:
                self._deeds[id_]()
            case Pressed(id=id_) if id_ in Scope.__members__:
                editor.state = replace(state, scope=Scope[id_])
            case Toggled(id="snap", on=on):
                self._snap(on)
            case Scrubbed(frame=frame):
                self.playing = False
                editor.go(frame)
            case Chosen(id="placements", rows=rows):
                editor.state = replace(state, selected=frozenset(rows))
            case Chosen(id="timeline", rows=rows):
                tracks = {self.panels.tracks[row] for row in rows}
                found = (row for row, placement in enumerate(editor.scene.placements) if placement.track in tracks)
                editor.state = replace(state, selected=frozenset(found))
            case Dropped(id="stage", payload=int(sprite), position=position):
                editor.place(sprite, *self.panels.stage.pixel(position))

    def _pass(self, now_ms: int) -> None:
        """Play on, by as many frames as time has passed for."""
        last, self._last_ms = self._last_ms, now_ms
        if not self.playing:
            self._behind_ms = 0.0
            return
        self._behind_ms += now_ms - last
        frames = int(self._behind_ms * self._fps / 1000)
        if frames:
            self._behind_ms -= frames * 1000 / self._fps
            self.editor.go((self.editor.state.frame + frames) % len(self.editor.journal.document))

    def _show(self) -> bool:
        document = self.editor.journal.document
        self.root.moment = Moment.SELECTED if self.editor.state.selected else Moment.FREE
        self.root.actions = self.root.actions.with_enabled({"undo": bool(document.done), "redo": bool(document.undone)})
        return self._showing.show(playing=self.playing, theme=self.root.look.theme)

    @property
    def unsaved(self) -> bool:
        """Whether anything was done since the last save."""
        done = self.editor.journal.document.done
        return bool(done) and done[-1] is not self.saved

    def _quit(self) -> None:
        self.quit = True

    def _play_pause(self) -> None:
        self.playing = not self.playing

    def _timeline(self) -> None:
        self.panels.time.visible = not self.panels.time.visible

    def _saved(self) -> None:
        self.root.say(f"Saved to {self._save()}", Tone.DONE)
        self.saved = self.editor.journal.document.done[-1] if self.editor.journal.document.done else None

    def _pictured(self) -> None:
        content = png_bytes(compose(self.editor.scene, self.editor.journal.document.art))
        self.root.say(f"Wrote {self._picture(self.editor.state.frame, content)}", Tone.DONE)

    def _snap(self, on: bool) -> None:
        self.editor.state = replace(self.editor.state, grid=SNAP_PX if on else (1, 1))

    def _zoom(self, zoom: int) -> None:
        stage = self.panels.stage
        middle = stage.rect.w // 2, stage.rect.h // 2
        stage.eye = stage.seen.at(zoom, middle) if zoom > 0 else Eye()

    def _other_theme(self) -> None:
        self.theme = "light" if self.theme == "dark" else "dark"
        self.root.wear(THEMES[self.theme].scaled(self.scale))

    def _larger(self) -> None:
        self.scale = SCALES[(SCALES.index(self.scale) + 1) % len(SCALES)]
        self.root.wear(THEMES[self.theme].scaled(self.scale))
