"""The line of fields for what is selected: where it is, on which layer, which sprite, which way round."""

from collections.abc import Callable, Iterable

from spritelift_runtime.editing.edits import Edit
from spritelift_runtime.editing.properties import FARTHEST_PX, MOST_LAYERS, About, sprite_called
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.edit.part import Desk, Part
from spritelift_runtime.window.widgets.messages import Cancelled, Entered, Message, Refused, Typed

RANGES = {"x": FARTHEST_PX, "y": FARTHEST_PX, "layer": MOST_LAYERS}
MIXED = "\u2013"
"""Stands where selected things differ."""


class Describing(Part):
    """Fields become edits, as far as edits go now."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._about: About | None = None
        """What the text that is being typed is about: by the time it counts, something else may be selected."""
        self._shown: tuple[object, ...] = ()

    def take(self, message: Message) -> bool:
        """What is typed."""
        if message.id not in self.desk.panels.tools.fields:
            return False
        match message:
            case Typed():
                self._about = self._about or self._now()
            case Entered(id=field, text=text):
                about, self._about = self._about or self._now(), None
                self._enter(field, text, about)
            case Refused(id=field, text=text):
                raise ConfigError(_refusal(field, text))
            case Cancelled():
                self._about = None
                for said in self.desk.root.focus_on(self.desk.panels.stage):
                    self.take(said)
        return True

    def show(self) -> None:
        """Values that all have; nothing where they differ."""
        editor, tools = self.editor, self.desk.panels.tools
        shown = (editor.journal.document.version, editor.state.frame, editor.state.selected)
        if shown == self._shown:
            return
        self._shown, chosen, sprites = shown, editor.chosen, editor.journal.document.art.sprites
        values = {
            "x": _common(p.x for p in chosen),
            "y": _common(p.y for p in chosen),
            "layer": _common(p.layer for p in chosen),
            "sprite": _common(sprites[p.sprite].name for p in chosen),
        }
        for name, field in tools.fields.items():
            field.enabled = bool(chosen)
            field.text, field.hint = values[name], MIXED if chosen else ""
        for name, button in tools.flips.items():
            button.enabled = bool(chosen)
            button.on = bool(chosen) and all(getattr(p, name) for p in chosen)

    def _now(self) -> About:
        state = self.editor.state
        return About(self.editor.scene, state.frame, state.selected, state.scope, state.sight.spared)

    def _enter(self, field: str, text: str, about: About) -> None:
        deeds: dict[str, Callable[[], list[Edit]]] = {
            "x": lambda: about.put(x=int(text)),
            "y": lambda: about.put(y=int(text)),
            "layer": lambda: about.lifted_to(int(text)),
            "sprite": lambda: about.become(sprite_called(self.editor.journal.document.art, text)),
        }
        self._shown = ()  # a text that changed nothing is to go, too
        if about.rows and (edits := deeds[field]()):
            self.editor.do(*edits)


def _common(values: Iterable[object]) -> str:
    found = set(values)
    return str(found.pop()) if len(found) == 1 else ""


def _refusal(field: str, text: str) -> str:
    if field not in RANGES:
        return f"{text!r} is no sprite. Type its name, or its number in the sheet."
    most = RANGES[field]
    return f"{field} can't be {text!r}. Type a whole number from {-most} to {most}."
