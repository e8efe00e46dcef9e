"""What stands around the easel: its title, tools, colours."""

from dataclasses import dataclass

from spritelift_runtime.editing.brush import MOST_PX
from spritelift_runtime.editing.colours import hex_of, of_hex
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.painter import Painter
from spritelift_runtime.window.edit.easel import Easel
from spritelift_runtime.window.widgets.button import Button
from spritelift_runtime.window.widgets.label import Label
from spritelift_runtime.window.widgets.scroll_box import ScrollBox
from spritelift_runtime.window.widgets.shade import Shade, TwoColours
from spritelift_runtime.window.widgets.slider import Slider
from spritelift_runtime.window.widgets.split import Side, Split
from spritelift_runtime.window.widgets.stack import Stack
from spritelift_runtime.window.widgets.swatches import Swatches
from spritelift_runtime.window.widgets.text_field import TextField
from spritelift_runtime.window.widgets.tool_button import ToolButton

TOOLS = {
    "pencil": "Pencil (right button: the other colour; Shift: a line from the last stroke)",
    "eraser": "Eraser",
    "line": "Line",
    "fill": "Fill (Shift: everywhere it has that colour)",
    "pick": "Take a colour (Alt, with any tool)",
}
"""In their order, with what is said of them."""
DOORS = (
    ("paint_outside", "Own program", "Open it in your own program: what you save there changes here"),
    ("carry", "Other poses", "Carry what was painted to the other poses"),
    ("import_png", "Import PNG", "A PNG over it; or drop one here"),
)
"""Ways out and in: action, word, what is said of it."""
HSV = {"hue": (360, "Hue"), "saturation": (100, "Saturation, %"), "value": (100, "Value, %")}


@dataclass(frozen=True)
class Workbench:
    """The widgets that painting sets or listens to."""

    whole: Stack
    easel: Easel
    title: Label
    place: Label
    tools: dict[str, ToolButton]
    mirror: ToolButton
    size: Slider
    colours: TwoColours
    code: TextField
    shades: dict[str, Shade]
    swatches: Swatches


def workbench(editor: Editor) -> Workbench:
    """Hidden from the start: title, tools, then colours at the left of the easel."""
    easel, title, place = Easel(Painter(editor)), Label("", id="title"), Label("", faint=True, id="place")
    title.stretch = 1
    turn = [
        ToolButton("back", action="pose_before", tip="Pose before"),
        ToolButton("on", action="pose_after", tip="Next pose"),
        ToolButton("close", action="paint_close", tip="Close"),
    ]
    tools = {name: ToolButton(name, action=f"tool_{name}", tip=tip) for name, tip in TOOLS.items()}
    mirror = ToolButton("mirror", action="mirror", tip="Mirror: paint both sides at once")
    size = Slider("brush", 1, 1, MOST_PX, words="{:.0f} px".format, tip="Width of the brush (+, -)")
    colours = TwoColours(action="swap_colours", tip="Left and right button's colour; a click swaps them")
    code = TextField("code", hex_of((0, 0, 0, 255)), fits=lambda text: of_hex(text) is not None, tip="The colour")
    shades = {name: Shade(name, most, tip=tip) for name, (most, tip) in HSV.items()}
    swatches = Swatches("swatches")
    mixing = Stack([Stack([colours, code], across=True, pad=False, stretch=0), swatches, *shades.values()])
    whole = Stack(
        [
            Stack([title, place, *turn], across=True, stretch=0),
            Stack([*tools.values(), mirror, size], across=True, stretch=0),
            Split("colours", ScrollBox(mixing), easel, Side.LEFT, 164, least_own=140, least_rest=120),
            Stack(
                [Button(action, text, action=action, tip=tip) for action, text, tip in DOORS], across=True, stretch=0
            ),
        ],
        pad=False,
    )
    whole.visible = False
    return Workbench(whole, easel, title, place, tools, mirror, size, colours, code, shades, swatches)
