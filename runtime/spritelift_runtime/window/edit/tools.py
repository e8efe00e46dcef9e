"""The lines above the stage: menus and views, then how far edits go, and what is selected in numbers."""

from dataclasses import dataclass

from spritelift_runtime.editing.properties import FARTHEST_PX, MOST_LAYERS
from spritelift_runtime.editing.selection import Scope
from spritelift_runtime.window.edit.menus import menus_of
from spritelift_runtime.window.state import View
from spritelift_runtime.window.widgets.actions import Actions
from spritelift_runtime.window.widgets.button import Button
from spritelift_runtime.window.widgets.flow import Flow
from spritelift_runtime.window.widgets.label import Label
from spritelift_runtime.window.widgets.menu_bar import MenuBar
from spritelift_runtime.window.widgets.property_line import NumberField, PropertyLine
from spritelift_runtime.window.widgets.stack import Stack
from spritelift_runtime.window.widgets.text_field import TextField
from spritelift_runtime.window.widgets.toggle import Toggle

SCOPE_WORDS = {Scope.FRAME: "Frame", Scope.TRACK: "Track", Scope.ONWARD: "From here on", Scope.EVERY: "Everywhere"}


@dataclass(frozen=True)
class Tools:
    """Their widgets."""

    top: Flow
    line: Flow
    row: Stack
    """What of the line stands beside the fields: more buttons may be added."""
    bar: MenuBar
    views: dict[View, Button]
    history: dict[str, Button]
    """undo, redo."""
    scopes: dict[str, Button]
    snap: Toggle
    fields: dict[str, TextField]
    """x, y, layer, sprite."""
    flips: dict[str, Button]
    """flip_x, flip_y."""


def tools(actions: Actions) -> Tools:
    """Both lines; where there is too little room, each becomes more than one."""
    bar = MenuBar("menus", menus_of(actions))
    bar.stretch = 1
    views = {view: Button(f"see_{view.name}", view.value, action=view_action(view)) for view in View}
    history = {name: Button(name, sign=name, action=name, tip=actions[name].title) for name in ("undo", "redo")}
    scopes = {scope.name: Button(scope.name, SCOPE_WORDS[scope], tip=f"Edits go to {scope.value}") for scope in Scope}
    snap = Toggle("snap", "Snap", action="snap", tip=actions["snap"].title)
    fields = _fields()
    flips = {
        name: Button(name, sign=name.replace("_", " "), action=name, tip=actions[name].title)
        for name in ("flip_x", "flip_y")
    }
    lines = [
        PropertyLine("x", [fields["x"]], share=0.25),
        PropertyLine("y", [fields["y"]], share=0.25),
        PropertyLine("Layer", [fields["layer"]], share=0.48),
        PropertyLine("Sprite", [fields["sprite"]], share=0.26),
    ]
    row = Stack(
        [*history.values(), Label("Edits", faint=True), *scopes.values(), snap], across=True, thin=True, stretch=0
    )
    line = Flow([row, Stack([*lines, *flips.values()], across=True, thin=True, stretch=0)])
    top = Flow([bar], spare=[Stack(list(views.values()), across=True, thin=True, stretch=0)])
    return Tools(top, line, row, bar, views, history, scopes, snap, fields, flips)


def view_action(view: View) -> str:
    """The action that shows it."""
    return f"view_{view.name.lower()}"


def _fields() -> dict[str, TextField]:
    here = {"least": -FARTHEST_PX, "most": FARTHEST_PX}
    return {
        "x": NumberField("x", None, **here, wide=52, tip="Pixels from the frame's left side"),
        "y": NumberField("y", None, **here, wide=52, tip="Pixels from the frame's upper side"),
        "layer": NumberField(
            "layer", None, least=-MOST_LAYERS, most=MOST_LAYERS, wide=44, tip="What has a higher one is painted later"
        ),
        "sprite": TextField(
            "sprite", fits=lambda text: bool(text.strip()), wide=150, tip="A sprite by its name, or its number"
        ),
    }
