"""What stands on the frame: selected, moved, copied, exchanged."""

from dataclasses import replace
from functools import partial

from spritelift_runtime.editing.selection import Scope
from spritelift_runtime.window.edit.part import Deed, Deeds, Part
from spritelift_runtime.window.widgets.messages import Chosen, Dropped, Message, Pressed

STEPS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


class Arranging(Part):
    """Placements, and how far edits of them go."""

    def deeds(self) -> Deeds:
        """What keys do to what is selected."""
        editor = self.editor
        deeds: dict[str, Deed] = {
            "undo": editor.undo,
            "redo": editor.redo,
            "cut": editor.cut,
            "copy": editor.copy,
            "paste": editor.paste,
            "duplicate": editor.duplicate,
            "delete": editor.remove,
            "select_all": editor.select_all,
            "deselect": editor.deselect,
            "flip_x": partial(editor.flip, x=True),
            "flip_y": partial(editor.flip, y=True),
            "layer_up": partial(editor.lift, 1),
            "layer_down": partial(editor.lift, -1),
            "sprite_back": partial(self._other_sprite, -1),
            "sprite_on": partial(self._other_sprite, 1),
            "next_up": partial(editor.select_next, 1),
            "next_down": partial(editor.select_next, -1),
            "snap": self._snap,
        }
        for way, (dx, dy) in STEPS.items():
            deeds[f"nudge_{way}"] = partial(editor.move, dx, dy)
            deeds[f"shift_{way}"] = partial(self._by_tiles, dx, dy)
        return deeds

    def take(self, message: Message) -> bool:
        """Selecting in lists, scopes, what is dragged in from the sheet."""
        editor, state = self.editor, self.editor.state
        match message:
            case Pressed(id=id_) if id_ in Scope.__members__:
                editor.state = replace(state, scope=Scope[id_])
            case Chosen(id="placements", rows=rows):
                editor.select(rows)
            case Chosen(id="timeline", rows=rows):
                editor.select_tracks({self.desk.panels.tracks[row] for row in rows})
            case Dropped(id="stage", payload=int(sprite), position=position):
                editor.place(sprite, *self.desk.panels.stage.pixel(position))
            case _:
                return False
        return True

    def show(self) -> None:
        """What can be taken back, and done again."""
        for name, button in self.desk.panels.tools.history.items():
            button.enabled = self.desk.root.actions[name].enabled

    @property
    def checked(self) -> frozenset[str]:
        """Whether things snap."""
        return frozenset({"snap"} if self.editor.state.snaps else ())

    def _snap(self) -> None:
        self.editor.state = replace(self.editor.state, snaps=not self.editor.state.snaps)

    def _by_tiles(self, dx: int, dy: int) -> None:
        tiling = self.editor.tiling
        self.editor.move(dx * tiling.wide, dy * tiling.high)

    def _other_sprite(self, step: int) -> None:
        chosen = self.editor.chosen
        if chosen:
            self.editor.become((chosen[0].sprite + step) % len(self.editor.journal.document.art.sprites))
