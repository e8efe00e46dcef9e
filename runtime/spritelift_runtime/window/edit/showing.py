"""The editor's state put into the widgets: they redraw only where a value is another one."""

import pygame

from spritelift_runtime.art import Art
from spritelift_runtime.editing.edits import Move
from spritelift_runtime.editing.where import Where
from spritelift_runtime.scene import Scene
from spritelift_runtime.window.edit.panels import groups_of, thumb
from spritelift_runtime.window.edit.part import Desk
from spritelift_runtime.window.edit.watching import Watching
from spritelift_runtime.window.stage import draw_exploded
from spritelift_runtime.window.state import View
from spritelift_runtime.window.widgets.row_drawing import Row


class Showing:
    """Remembers what is shown, so that a resting window costs nothing."""

    def __init__(self, desk: Desk, watching: Watching) -> None:
        self._desk, self._watching = desk, watching
        self._editor, self._panels = desk.editor, desk.panels
        self._shown: tuple[object, ...] = ()
        self._exploded: tuple[object, ...] = ()
        self._art: Art | None = None
        self._thumbs: list[pygame.Surface] = []
        self.facts: tuple[str, ...] = ()
        """More to say in the status line."""

    def show(self) -> bool:
        """Put everything into the widgets; whether the stage has another picture now."""
        editor, shown = self._editor, self._panels
        state, document, stage = editor.state, editor.journal.document, self._panels.stage
        shown.timeline.frame = shown.scrubber.frame = state.frame
        for name, button in shown.tools.scopes.items():
            button.on = name == state.scope.name
        shown.tools.snap.on = state.snaps
        look = (
            (state.frame, document.version, state.selected, state.scope, state.sight, editor.planned),
            (self._watching.watch, self.facts),
            (stage.motion, stage.drag, stage.eye, stage.rect.size, stage.rect.w and stage.theme),
        )
        if look == self._shown or not stage.rect.w:
            return False
        self._shown = look
        self._show_sheet()
        self._show_lists()
        self._show_stage()
        self._show_facts()
        return True

    def _show_sheet(self) -> None:
        art = self._editor.journal.document.art
        if art is not self._art:
            before = self._art.sprites if self._art is not None else ()
            kept = {id(was.rgba): picture for was, picture in zip(before, self._thumbs, strict=True)}
            self._art = art
            self._thumbs = [kept.get(id(sprite.rgba)) or thumb(sprite.rgba) for sprite in art.sprites]
            self._panels.sheet.groups = tuple(groups_of(art, self._thumbs))

    def _show_lists(self) -> None:
        editor, shown = self._editor, self._panels
        art, sight = editor.journal.document.art, editor.state.sight
        shown.side.placements.rows = tuple(
            Row(
                art.sprites[p.sprite].name,
                self._thumbs[p.sprite],
                f"{p.x}, {p.y}",
                faint=p.fixed or not sight.reaches(p),
            )
            for p in self._moved(editor.scene).placements
        )
        shown.side.placements.chosen = tuple(sorted(editor.state.selected))
        tracks = {placement.track for placement in editor.chosen}
        shown.timeline.chosen = tuple(i for i, track in enumerate(shown.tracks) if track in tracks)

    def _show_stage(self) -> None:
        editor, watch, stage = self._editor, self._watching.watch, self._panels.stage
        look = stage.look
        whole = self._moved(editor.scene)
        scene = editor.seen if whole is editor.scene else editor.state.sight.seen(whole)
        if watch.view is View.EXPLODED:
            exploded = (scene, editor.art, stage.rect.size, look.theme)
            if exploded != self._exploded or stage.frame is not None:
                self._exploded = exploded
                stage.show_whole(draw_exploded(editor.art, scene, stage.rect.size, look.lettering, look.theme))
            return
        selected = sorted(editor.state.selected)
        boxes = editor.picker.boxes(whole) if selected else []
        rims = [boxes[row] for row in selected]
        picture = self._watching.pictures.shown(watch, scene, look.theme)
        stage.show(picture, rims, editor.tiling if watch.grid else None)

    def _show_facts(self) -> None:
        editor, shown = self._editor, self._panels
        state = editor.state
        shown.status.facts = (
            f"frame {state.frame} / {len(editor.journal.document)}",
            f"zoom {shown.stage.seen.zoom}",
            f"{editor.scene.unexplained_px} px unexplained",
            f"{len(state.selected)} selected",
            f"edits go to {state.scope.value}",
            _counted(len(editor.journal.document.done)),
            *self.facts,
        )

    def _moved(self, scene: Scene) -> Scene:
        """With what is being dragged where it will be."""
        editor, (dx, dy) = self._editor, self._panels.stage.motion
        if (dx, dy) == (0, 0):
            return scene
        frame, art = editor.state.frame, editor.journal.document.art
        return Move(where=Where.on(frame, *editor.state.selected), dx=dx, dy=dy).scene(scene, frame, art)


def _counted(edits: int) -> str:
    return "1 edit" if edits == 1 else f"{edits} edits"
