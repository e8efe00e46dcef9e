"""Painting sprites and backgrounds on the easel, beside the stage that shows every stroke at once."""

from collections.abc import Mapping
from functools import partial

from spritelift_runtime.art import Art
from spritelift_runtime.editing.brush import Tool
from spritelift_runtime.editing.colours import Hsv, game_colours, hex_of, hsv_of, of_hex, of_hsv, own_colours
from spritelift_runtime.editing.painter import Painter
from spritelift_runtime.editing.strokes import Colour
from spritelift_runtime.editing.subject import Subject
from spritelift_runtime.errors import ConfigError
from spritelift_runtime.window.edit.chosen_sprites import ChosenSprites
from spritelift_runtime.window.edit.part import Deed, Deeds, Desk, Part
from spritelift_runtime.window.edit.view import Eye
from spritelift_runtime.window.edit.workbench import HSV, Workbench
from spritelift_runtime.window.widgets.actions import Moment
from spritelift_runtime.window.widgets.messages import Cancelled, Entered, Message, Opened, Slid
from spritelift_runtime.window.widgets.swatches import Picked
from spritelift_runtime.window.widgets.widget import Widget

STEPS = 24
"""Colours that a slider's ramp is made of."""
SMALL_PX = 900, 500
"""Width and height of a window, at scale 1, in which panels and the easel have no room beside each other."""


class Painting(Part):
    """A sprite or a background on the easel; what is open there, and the tools."""

    def __init__(self, desk: Desk, chosen: ChosenSprites) -> None:
        super().__init__(desk)
        self._chosen = chosen
        self._hsv: Hsv = (0, 0, 0)
        """Kept beside the colour: a gray has no hue of its own, and should not forget the last."""
        self._shown: tuple[object, ...] = ()
        self._own: tuple[Art, Subject] | None = None
        self._game: tuple[Art, tuple[Colour, ...]] | None = None
        self._hid: list[Widget] = []
        """What made room for the easel."""

    @property
    def bench(self) -> Workbench:
        """The widgets."""
        return self.desk.panels.bench

    @property
    def painter(self) -> Painter:
        """What is being painted."""
        return self.bench.easel.painter

    @property
    def meant(self) -> Subject:
        """What an action is about: what is on the easel, else the first sprite chosen.

        Raises:
            ConfigError: nothing is chosen.
        """
        return self.painter.subject or Subject(self._chosen.ids[0])

    def deeds(self) -> Deeds:
        """Opening and closing, tools, colours."""
        painter = self.painter
        tools: dict[str, Deed] = {f"tool_{tool.value}": partial(painter.set, tool=tool) for tool in Tool}
        return tools | {
            "paint": lambda: self.open(Subject(self._chosen.ids[0])),
            "paint_behind": self._paint_behind,
            "paint_close": self._esc,
            "pose_before": lambda: self._turn(-1),
            "pose_after": lambda: self._turn(1),
            "mirror": lambda: painter.set(mirrored=not painter.brush.mirrored),
            "brush_larger": lambda: painter.set(size=painter.brush.size + 1),
            "brush_smaller": lambda: painter.set(size=painter.brush.size - 1),
            "swap_colours": painter.swap,
            "colour_back": lambda: self._other_colour(-1),
            "colour_on": lambda: self._other_colour(1),
            "flip_picture_x": lambda: painter.flip(x=True),
            "flip_picture_y": lambda: painter.flip(y=True),
        }

    def take(self, message: Message) -> bool:
        """Double clicks open; colours are clicked, typed and mixed."""
        match message:
            case Opened(id="sheet", row=row):
                self.open(Subject(int(self.desk.panels.sheet.cells[row].payload)), go=True)
            case Opened(id="stage" | "placements", row=row):
                self.open(Subject(self.editor.scene.placements[row].sprite))
            case Picked(id="swatches", colour=colour, other=other):
                self.painter.set(**{"other" if other else "colour": colour})
                self.desk.root.focus_on(self.bench.easel)
            case Entered(id="code", text=text):
                self.painter.set(colour=of_hex(text) or self.painter.brush.colour)
                self.desk.root.focus_on(self.bench.easel)
            case Cancelled(id="code"):
                self.desk.root.focus_on(self.bench.easel)
            case Slid(id="brush", value=value):
                self.painter.set(size=int(value))
            case Slid(id=name, value=value) if name in HSV:
                self._mix(name, int(value))
            case _:
                return False
        return True

    def tick(self, now_ms: int) -> None:
        """End strokes that lost their pointer."""
        self.bench.easel.tick()

    def show(self) -> None:
        """Title, tools, colours and the picture."""
        self.painter.keep_up()
        subject = self.painter.subject
        self._make_room(subject is not None)
        if subject is not None:
            self._show_bench(subject)

    @property
    def checked(self) -> frozenset[str]:
        """The tool, and whether all is mirrored."""
        brush = self.painter.brush
        return frozenset({f"tool_{brush.tool.value}"} | ({"mirror"} if brush.mirrored else set()))

    @property
    def moment(self) -> Moment | None:
        """Keys paint, unless the stage was clicked last."""
        return Moment.PAINT if self.desk.panels.looked_at is self.bench.easel else None

    @property
    def possible(self) -> Mapping[str, bool]:
        """Tools need a picture on the easel."""
        return dict.fromkeys(PAINTS, self.painter.subject is not None)

    def open(self, subject: Subject, *, go: bool = False) -> None:
        """Put a picture on the easel; with `go`, show a frame that it is on."""
        self.painter.end()
        self.painter.open(subject)
        self.bench.easel.eye = Eye()
        self._make_room(True)
        self.desk.root.focus_on(self.bench.easel)
        if go and not any(placement.sprite == subject.picture for placement in self.editor.scene.placements):
            frame = self.editor.journal.document.shown_on(subject.picture, self.editor.state.frame)
            self.editor.go(self.editor.state.frame if frame is None else frame)

    def _paint_behind(self) -> None:
        """The largest picture behind the frame; the next one, once that is on the easel."""
        planes = sorted(self.editor.scene.planes, key=lambda plane: -plane.clip[2] * plane.clip[3])
        pictures = list(dict.fromkeys(plane.picture for plane in planes))
        if not pictures:
            raise ConfigError("this frame has no background. Go to one that has.")
        now = self.painter.subject
        at = pictures.index(now.picture) + 1 if now is not None and now.behind and now.picture in pictures else 0
        self.open(Subject(pictures[at % len(pictures)], behind=True))

    def _esc(self) -> None:
        """Forget the stroke that is going on; without one, close the easel."""
        if self.painter.stroke is not None:
            self.painter.cancel()
        else:
            self.painter.open(None)

    def _turn(self, step: int) -> None:
        if self.painter.subject is not None:
            self.painter.end()
            self.painter.open(self.painter.subject.beside(self.editor.art, step))

    def _other_colour(self, step: int) -> None:
        colours = self.bench.swatches.colours
        if colours:
            now = self.painter.brush.colour
            at = colours.index(now) + step if now in colours else 0
            self.painter.set(colour=colours[at % len(colours)])

    def _mix(self, name: str, value: int) -> None:
        hue, saturation, level = (value if name == each else now for each, now in zip(HSV, self._hsv, strict=True))
        self._hsv = hue, saturation, level
        self.painter.set(colour=of_hsv(self._hsv))

    def _make_room(self, painting: bool) -> None:
        """The easel takes the room of the column beside the stage; in a small window, of all panels."""
        if self.bench.whole.visible == painting:
            return
        self.bench.whole.visible = painting
        if painting:
            panels, look = self.desk.panels, self.desk.root.look
            wide, high = panels.whole.rect.size
            small = wide < look.px(SMALL_PX[0]) or high < look.px(SMALL_PX[1])
            rooms = [panels.side.whole, *([panels.left, panels.time, panels.tools.line] if small else [])]
            self._hid = [room for room in rooms if room.visible]
        for room in self._hid:
            room.visible = not painting
        if not painting:
            self.bench.easel.shown = None

    def _show_bench(self, subject: Subject) -> None:
        bench, brush, art = self.bench, self.painter.brush, self.editor.art
        easel = bench.easel
        shown = (subject, brush, art, easel.pointed, easel.hovered, self.desk.root.look.alt, self._hsv)
        if shown == self._shown:
            return
        easel.shown, easel.axis = (art, subject), brush.mirrored
        inked = brush.tool in (Tool.PENCIL, Tool.ERASER, Tool.LINE) and not self.desk.root.look.alt
        easel.brush_px = brush.size if inked else 1
        (wide, high), pointed = subject.box(art), easel.pointed
        bench.title.text = f"{subject.name(art)}   {wide} x {high} px"
        bench.place.text = f"{pointed[0]}, {pointed[1]}" if easel.hovered and pointed is not None else ""
        for tool, button in bench.tools.items():
            button.on = tool == brush.tool
        bench.mirror.on = brush.mirrored
        bench.size.value = float(brush.size)
        self._show_colours(brush.colour, brush.other)
        self._show_swatches(subject)
        self._shown = (*shown[:-1], self._hsv)

    def _show_colours(self, colour: Colour, other: Colour) -> None:
        bench = self.bench
        if of_hsv(self._hsv)[:3] != colour[:3]:
            self._hsv = hsv_of(colour)
        bench.colours.colours, bench.code.text = (colour, other), hex_of(colour)
        bench.swatches.chosen = colour
        for at, (name, value) in enumerate(zip(HSV, self._hsv, strict=True)):
            bench.shades[name].value = float(value)
            bench.shades[name].ramp = _ramp(self._hsv, at, HSV[name][0])

    def _show_swatches(self, subject: Subject) -> None:
        """Anew once a stroke has ended; the game's own colours only where something else comes onto the easel."""
        art = self.editor.journal.document.art
        if self._own is not None and self._own[0] is art and self._own[1] == subject:
            return
        if self._game is None or self._own is None or self._own[1] != subject:
            self._game = art, tuple(game_colours(art))
        self._own = art, subject
        own = tuple(own_colours(art, subject))
        taken = set(own)
        game = tuple(colour for colour in self._game[1] if colour not in taken)
        self.bench.swatches.groups = (("This picture", own), ("The game", game))


def _ramp(hsv: Hsv, at: int, most: int) -> tuple[Colour, ...]:
    """What the colour would be with other values of one of its three numbers; hues are shown at their fullest."""
    hsv = (0, 100, 100) if at == 0 else hsv
    hues, saturations, levels = ([now] * (STEPS + 1) for now in hsv)
    (hues, saturations, levels)[at][:] = [most * step // STEPS for step in range(STEPS + 1)]
    return tuple(of_hsv(mixed) for mixed in zip(hues, saturations, levels, strict=True))


PAINTS = (
    "paint_close", "pose_before", "pose_after", "mirror", "brush_larger", "brush_smaller", "swap_colours",
    "colour_back", "colour_on", "flip_picture_x", "flip_picture_y", *(f"tool_{tool.value}" for tool in Tool),
)  # fmt: skip
"""Actions on what is on the easel."""
