"""The editor's window. A tick: read input, step the editor by what was said, put its state into the widgets, draw."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pygame

from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.edits import Move
from spritelift_runtime.editing.selection import Scope
from spritelift_runtime.editing.where import Where
from spritelift_runtime.errors import SpriteliftError
from spritelift_runtime.window.edit.deeds import deeds_of
from spritelift_runtime.window.edit.panels import groups_of, panels, thumb
from spritelift_runtime.window.theme import SCALES, THEMES
from spritelift_runtime.window.widgets.actions import Actions, Moment
from spritelift_runtime.window.widgets.help_card import HelpCard
from spritelift_runtime.window.widgets.messages import Chosen, Dropped, Invoked, Message, Pressed, Scrubbed, Toggled
from spritelift_runtime.window.widgets.palette import Palette
from spritelift_runtime.window.widgets.root import Root
from spritelift_runtime.window.widgets.row_drawing import Row
from spritelift_runtime.window.widgets.toast import Tone

SNAP_PX = (8, 8)


class EditSession:
    """One window over one editor."""

    def __init__(self, editor: Editor, actions: Actions, save: Callable[[], Path], fps: float) -> None:
        self.editor, self._actions, self._save, self._fps = editor, actions, save, fps
        self.theme, self.scale = "dark", 1.0
        self.quit = False
        self.playing = False
        self.saved: object = None
        """The last deed that was saved."""
        self._behind_ms = 0.0
        self._shown: tuple[object, ...] = ()
        self._deeds = dict(deeds_of(editor)) | {
            "save": self._saved,
            "quit": lambda: setattr(self, "quit", True),
            "play_pause": lambda: setattr(self, "playing", not self.playing),
            "palette": lambda: self.root.open(Palette(self.root.actions)),
            "help": lambda: self.root.open(HelpCard(self._actions)),
            "theme": self._other_theme,
            "larger": self._larger,
            "snap": lambda: self._snap(editor.state.grid == (1, 1)),
            "timeline": lambda: setattr(self.panels.time, "visible", not self.panels.time.visible),
            "zoom_in": lambda: self._zoom(self.panels.stage.seen.zoom + 1),
            "zoom_out": lambda: self._zoom(self.panels.stage.seen.zoom - 1),
            "zoom_fit": lambda: self._zoom(0),
            **{f"zoom_{2**i}": partial(self._zoom, 2**i) for i in range(6)},
        }  # fmt: skip
        # What other actions there are has no deed here yet: menus and palette show them faint.
        can = {action.id: action.id in self._deeds or action.id == "pan" for action in actions}
        self._actions = actions.with_enabled(can)
        self.panels = panels(editor, self._actions)
        self.root = Root(self.panels.whole, self._actions, theme=THEMES[self.theme])

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
        if self._fresh_stage():
            self._show()
            rects = [*rects, *self.root.draw(window)]
        return rects

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
        last, self._last_ms = getattr(self, "_last_ms", now_ms), now_ms
        if not self.playing:
            self._behind_ms = 0.0
            return
        self._behind_ms += now_ms - last
        frames = int(self._behind_ms * self._fps / 1000)
        if frames:
            self._behind_ms -= frames * 1000 / self._fps
            self.editor.go((self.editor.state.frame + frames) % len(self.editor.journal.document))

    def _show(self) -> None:
        """The editor's state into the widgets; widgets redraw what is another value."""
        editor, shown = self.editor, self.panels
        state, document = editor.state, editor.journal.document
        shown.timeline.frame = shown.scrubber.frame = state.frame
        shown.play.sign = "pause" if self.playing else "play"
        for name, button in shown.scopes.items():
            button.on = name == state.scope.name
        shown.snap.on = state.grid != (1, 1)
        self.root.moment = Moment.SELECTED if state.selected else Moment.FREE
        look = ((state.frame, document.version), document.art, state.selected, shown.stage.motion, shown.stage.drag, shown.stage.eye,
                shown.stage.rect.size, self.root.look.theme)  # fmt: skip
        if look != self._shown and shown.stage.rect.w:
            if not self._shown or self._shown[1] is not document.art:
                shown.sheet.groups = tuple(groups_of(document.art))
                self._thumbs = [thumb(sprite.rgba) for sprite in document.art.sprites]
            self._shown = look
            self._show_frame()
        done, undone = len(document.done), len(document.undone)
        self.root.actions = self.root.actions.with_enabled({"undo": done > 0, "redo": undone > 0})

    def _show_frame(self) -> None:
        editor, shown = self.editor, self.panels
        state, art = editor.state, editor.journal.document.art
        scene = editor.scene
        if shown.stage.motion != (0, 0):  # what is being dragged, before it is done
            dx, dy = shown.stage.motion
            scene = Move(where=Where.on(state.frame, *state.selected), dx=dx, dy=dy).scene(scene, state.frame, art)
        boxes = editor.picker.boxes(scene)
        shown.stage.show(compose(scene, art), [boxes[row] for row in sorted(state.selected)])
        shown.placements.rows = tuple(
            Row(art.sprites[p.sprite].name, self._thumbs[p.sprite], f"{p.x}, {p.y}", faint=p.fixed)
            for p in scene.placements
        )
        shown.placements.chosen = tuple(sorted(state.selected))
        tracks = {placement.track for placement in editor.chosen}
        shown.timeline.chosen = tuple(i for i, track in enumerate(shown.tracks) if track in tracks)
        shown.status.facts = (
            f"frame {state.frame} / {len(editor.journal.document)}",
            f"{len(state.selected)} selected",
            f"edits go to {state.scope.value}",
            f"{len(editor.journal.document.done)} deeds",
            f"{scene.unexplained_px} px unexplained",
            f"zoom {shown.stage.seen.zoom}",
        )

    def _fresh_stage(self) -> bool:
        """Whether the stage has got its place only now."""
        return bool(self._shown) is False or self._shown[6] != self.panels.stage.rect.size

    @property
    def unsaved(self) -> bool:
        """Whether anything was done since the last save."""
        done = self.editor.journal.document.done
        return bool(done) and done[-1] is not self.saved

    def _saved(self) -> None:
        self.root.say(f"Saved to {self._save()}", Tone.DONE)
        self.saved = self.editor.journal.document.done[-1] if self.editor.journal.document.done else None

    def _snap(self, on: bool) -> None:
        self.editor.state = replace(self.editor.state, grid=SNAP_PX if on else (1, 1))

    def _zoom(self, zoom: int) -> None:
        stage = self.panels.stage
        middle = stage.rect.w // 2, stage.rect.h // 2
        stage.eye = stage.seen.at(zoom, middle) if zoom > 0 else type(stage.eye)()

    def _other_theme(self) -> None:
        self.theme = "light" if self.theme == "dark" else "dark"
        self.root.wear(THEMES[self.theme].scaled(self.scale))

    def _larger(self) -> None:
        self.scale = SCALES[(SCALES.index(self.scale) + 1) % len(SCALES)]
        self.root.wear(THEMES[self.theme].scaled(self.scale))
