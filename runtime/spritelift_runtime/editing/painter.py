"""What is being painted, with what, and the stroke that is going on. No pygame here."""

from dataclasses import dataclass, field, replace
from typing import Any

from spritelift_runtime.editing import strokes
from spritelift_runtime.editing.brush import MOST_PX, Brush, Stroke, Tool, edit_of, flipped
from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.strokes import NOTHING, Colour, Point
from spritelift_runtime.editing.subject import Subject


@dataclass(eq=False)
class Painter:
    """One picture on an easel. A stroke is seen while it lasts, and is one deed when it ends."""

    editor: Editor
    brush: Brush = field(default_factory=Brush)
    subject: Subject | None = None
    """None: the easel is empty."""
    stroke: Stroke | None = None
    _ended_at: Point | None = None
    """Where the last stroke did, for a line from there."""
    _version: int = -1
    """Of the document that the stroke is made on."""

    def open(self, subject: Subject | None) -> None:
        """Paint this now; None for nothing."""
        self.cancel()
        self.subject, self._ended_at = subject, None

    def set(self, **changes: Any) -> None:
        """Another tool, colour or size (a `Brush`'s fields); a stroke that is going on ends first."""
        self.end()
        brush = replace(self.brush, **changes)
        self.brush = replace(brush, size=min(max(brush.size, 1), MOST_PX))

    def swap(self) -> None:
        """The two colours."""
        self.set(colour=self.brush.other, other=self.brush.colour)

    def begin(self, at: Point, *, other: bool = False, joined: bool = False, everywhere: bool = False) -> None:
        """The button went down: the right one, with `other`; `joined` draws a line from where the last stroke ended."""
        if self.subject is None or self.brush.tool is Tool.PICK:
            return
        ink = NOTHING if self.brush.tool is Tool.ERASER else self.brush.other if other else self.brush.colour
        path = strokes.line(self._ended_at, at) if joined and self._ended_at is not None else [at]
        self._step(Stroke(tuple(path), ink, everywhere))

    def along(self, at: Point) -> None:
        """The pointer went on."""
        if self.stroke is None or at == self.stroke.path[-1]:
            return
        if self.brush.tool is Tool.LINE:
            path = tuple(strokes.line(self.stroke.path[0], at))
        elif self.brush.tool is Tool.FILL:
            path = (at,)
        else:
            path = (*self.stroke.path, *strokes.line(self.stroke.path[-1], at)[1:])
        self._step(replace(self.stroke, path=path))

    def end(self) -> None:
        """The button was let go: what was painted goes on record."""
        self.keep_up()
        stroke, plan = self.stroke, self.editor.planned
        self.cancel()
        if stroke is not None:
            self._ended_at = stroke.path[-1]
            if plan is not None:
                self.editor.do(plan)

    def cancel(self) -> None:
        """Forget the stroke that is going on."""
        if self.stroke is not None:
            self.stroke, self.editor.planned = None, None

    def pick(self, at: Point, *, other: bool = False) -> None:
        """Take the colour of a pixel; what is outside or can't be seen gives the one that erases."""
        if self.subject is not None:
            self.set(**{"other" if other else "colour": self.colour_at(at)})

    def colour_at(self, at: Point) -> Colour:
        """Of a pixel of the picture; `NOTHING` outside."""
        assert self.subject is not None
        rgba, (x, y) = self.subject.rgba(self.editor.art), self.subject.corner(self.editor.art)
        u, v = at[0] - x, at[1] - y
        if not (0 <= u < rgba.shape[1] and 0 <= v < rgba.shape[0]) or not rgba[v, u, 3]:
            return NOTHING
        red, green, blue, alpha = rgba[v, u].tolist()
        return red, green, blue, alpha

    def flip(self, *, x: bool = False, y: bool = False) -> None:
        """The picture, about its box's middle."""
        self.end()
        if self.subject is not None:
            self.editor.do(flipped(self.editor.art, self.subject, x=x, y=y))

    def keep_up(self) -> None:
        """With what was undone: a stroke on what was there is forgotten, a picture that is gone leaves the easel."""
        if self.stroke is not None and self._version != self.editor.journal.document.version:
            self.cancel()
        if self.subject is not None and not self.subject.there(self.editor.journal.document.art):
            self.open(None)

    def _step(self, stroke: Stroke) -> None:
        assert self.subject is not None
        document = self.editor.journal.document
        self.stroke, self._version = stroke, document.version
        self.editor.planned = edit_of(document.art, self.subject, self.brush, stroke)
