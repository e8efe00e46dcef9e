"""The editor's state put into the widgets: they redraw only where a value is another one."""

import pygame

from spritelift_runtime.compositor import compose
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.edits import Move
from spritelift_runtime.editing.where import Where
from spritelift_runtime.scene import Scene
from spritelift_runtime.window.edit.panels import Panels, groups_of, thumb
from spritelift_runtime.window.theme import Theme
from spritelift_runtime.window.widgets.row_drawing import Row


class Showing:
    """Remembers what is shown, so that a resting window costs nothing."""

    def __init__(self, editor: Editor, panels: Panels) -> None:
        self._editor, self._panels = editor, panels
        self._shown: tuple[object, ...] = ()
        self._art: object = None
        self._thumbs: list[pygame.Surface] = []
        self.facts: tuple[str, ...] = ()
        """More to say in the status line."""

    def show(self, *, playing: bool, theme: Theme) -> bool:
        """Put everything into the widgets; whether the stage has another picture now."""
        editor, shown = self._editor, self._panels
        state, document, stage = editor.state, editor.journal.document, self._panels.stage
        shown.timeline.frame = shown.scrubber.frame = state.frame
        shown.play.sign = "pause" if playing else "play"
        for name, button in shown.scopes.items():
            button.on = name == state.scope.name
        shown.snap.on = state.grid != (1, 1)
        look = (
            (state.frame, document.version, state.selected, state.scope),
            (stage.motion, stage.drag, stage.eye, stage.rect.size, theme),
        )
        if look == self._shown or not stage.rect.w:
            return False
        self._shown = look
        self._show_sheet()
        self._show_frame()
        return True

    def _show_sheet(self) -> None:
        art = self._editor.journal.document.art
        if art is not self._art:
            self._art = art
            self._thumbs = [thumb(sprite.rgba) for sprite in art.sprites]
            self._panels.sheet.groups = tuple(groups_of(art, self._thumbs))

    def _show_frame(self) -> None:
        editor, shown = self._editor, self._panels
        scene, art = self._scene(), editor.journal.document.art
        chosen = tuple(sorted(editor.state.selected))
        boxes = editor.picker.boxes(scene)
        shown.stage.show(compose(scene, art), [boxes[row] for row in chosen])
        shown.placements.rows = tuple(
            Row(art.sprites[p.sprite].name, self._thumbs[p.sprite], f"{p.x}, {p.y}", faint=p.fixed)
            for p in scene.placements
        )
        shown.placements.chosen = chosen
        tracks = {placement.track for placement in editor.chosen}
        shown.timeline.chosen = tuple(i for i, track in enumerate(shown.tracks) if track in tracks)
        shown.status.facts = (
            f"frame {editor.state.frame} / {len(editor.journal.document)}",
            *self.facts,
            f"{len(chosen)} selected",
            f"edits go to {editor.state.scope.value}",
            _counted(len(editor.journal.document.done)),
            f"{scene.unexplained_px} px unexplained",
            f"zoom {shown.stage.seen.zoom}",
        )

    def _scene(self) -> Scene:
        """With what is being dragged where it will be."""
        editor, (dx, dy) = self._editor, self._panels.stage.motion
        if (dx, dy) == (0, 0):
            return editor.scene
        frame, art = editor.state.frame, editor.journal.document.art
        return Move(where=Where.on(frame, *editor.state.selected), dx=dx, dy=dy).scene(editor.scene, frame, art)


def _counted(edits: int) -> str:
    return "1 edit" if edits == 1 else f"{edits} edits"
