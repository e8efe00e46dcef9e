"""The stage: the frame with what is selected, and what the pointer does to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pygame

from spritelift_runtime.editing.editor import Editor
from spritelift_runtime.editing.selection import Rect
from spritelift_runtime.editing.tiling import Tiling
from spritelift_runtime.window.edit.grid_lines import draw_grid
from spritelift_runtime.window.edit.view import Eye
from spritelift_runtime.window.stage import surface_of
from spritelift_runtime.window.views import Rgb
from spritelift_runtime.window.widgets.canvas import Canvas
from spritelift_runtime.window.widgets.messages import Message, Messages, Opened

LEFT, MIDDLE, RIGHT = 1, 2, 3


@dataclass(frozen=True)
class Seen(Message):
    """The stage is looked at in another way."""


@dataclass(frozen=True)
class Drag:
    """What the pointer is doing: moving what is selected, drawing a band, or moving the picture."""

    kind: str
    start: tuple[int, int]
    """Stage pixels for the picture, pixels of the frame else."""
    now: tuple[int, int]
    opens: int | None = None
    """The placement that this is a double click on, unless the pointer moves."""

    @property
    def motion(self) -> tuple[int, int]:
        """From start to now."""
        return self.now[0] - self.start[0], self.now[1] - self.start[1]

    @property
    def rect(self) -> Rect:
        """Of a band: pixels from one corner to the other, both included."""
        (x, y), (u, v) = self.start, self.now
        return min(x, u), min(y, v), abs(u - x) + 1, abs(v - y) + 1


class Stage(Canvas):
    """Selects, moves and looks; the editor does the rest."""

    def __init__(self, editor: Editor) -> None:
        super().__init__("stage", on_event=self._event, accepts=lambda payload: isinstance(payload, int))
        self.editor = editor
        self.eye = Eye()
        self.drag: Drag | None = None
        self._frame: Rgb | None = None

    @property
    def frame(self) -> Rgb | None:
        """The picture that is shown enlarged; None where it is none of the frame's size, so that no pixel is meant."""
        return self._frame

    @property
    def seen(self) -> Eye:
        """The eye as things are now."""
        return self.eye.placed(self.rect.size, self.editor.journal.document.art.size)

    def pixel(self, position: tuple[int, int]) -> tuple[int, int]:
        """The frame's pixel at a window position."""
        return self.seen.pixel(self._local(position))

    @property
    def motion(self) -> tuple[int, int]:
        """By how much what is selected is being dragged."""
        if self.drag is None or self.drag.kind != "move":
            return 0, 0
        return self.drag.motion if self.look.ctrl else self.editor.snapped(*self.drag.motion)

    def show(self, frame: Rgb, boxes: Sequence[Rect], tiling: Tiling | None = None) -> None:
        """The frame's picture, with rims around boxes (of the frame's pixels), the grid, and the band being drawn."""
        eye, self._frame = self.seen, frame
        room = pygame.Surface(self.rect.size)  # in the display's format
        room.fill(self.theme.letterbox)
        _blit_part(room, frame, eye)
        if tiling is not None:
            draw_grid(room, tiling, eye, self.editor.journal.document.art.size, self.theme)
        for x, y, wide, high in boxes:
            self._rim(room, pygame.Rect(eye.x + x * eye.zoom, eye.y + y * eye.zoom, wide * eye.zoom, high * eye.zoom))
        if self.drag is not None and self.drag.kind == "band":
            x, y, wide, high = self.drag.rect
            band = pygame.Rect(eye.x + x * eye.zoom, eye.y + y * eye.zoom, wide * eye.zoom, high * eye.zoom)
            pygame.draw.rect(room, self.theme.focus, band, self.theme.line)
        self.picture = room

    def show_whole(self, picture: pygame.Surface) -> None:
        """A picture as large as the stage, on which nothing can be selected."""
        self._frame, self.drag = None, None
        self.picture = picture

    def _rim(self, room: pygame.Surface, rect: pygame.Rect) -> None:
        pygame.draw.rect(room, self.theme.on_accent, rect.inflate(4, 4), self.theme.line)  # dark in any theme
        pygame.draw.rect(room, self.theme.accent, rect.inflate(2, 2), self.theme.line)

    def _local(self, position: tuple[int, int]) -> tuple[int, int]:
        return position[0] - self.rect.x, position[1] - self.rect.y

    def _event(self, event: pygame.event.Event) -> Messages | None:
        if self.frame is None:
            return None
        if event.type == pygame.MOUSEWHEEL:
            self.eye = self.seen.nearer(event.y, self._local(self.look.pointer))
            return (Seen(self.id),)
        if event.type == pygame.MOUSEBUTTONDOWN:
            return self._press(event)
        if event.type == pygame.MOUSEMOTION and self.drag is not None:
            return self._along(event)
        if event.type == pygame.MOUSEBUTTONUP and self.drag is not None:
            return self._let_go()
        return None

    def _press(self, event: pygame.event.Event) -> Messages | None:
        if event.button == MIDDLE or (event.button == LEFT and self.look.space):
            self.drag = Drag("look", event.pos, event.pos)
            return ()
        if event.button != LEFT:
            return None
        at = self.pixel(event.pos)
        row = self.editor.at(*at)
        opens = row if row is not None and self.look.doubly((self, row)) else None
        if row is None or self.editor.scene.placements[row].fixed:
            self.drag = Drag("band", at, at, opens)
            return (Seen(self.id),)
        if self.look.shift or self.look.ctrl:
            self.editor.click(*at, more=True)
        elif row not in self.editor.state.selected:
            self.editor.click(*at)
        self.drag = Drag("move", at, at, opens)
        return (Seen(self.id),)

    def _along(self, event: pygame.event.Event) -> Messages:
        assert self.drag is not None
        if self.drag.kind == "look":
            self.eye = self.seen.moved(event.pos[0] - self.drag.now[0], event.pos[1] - self.drag.now[1])
            self.drag = Drag("look", self.drag.start, event.pos)
        else:
            self.drag = replace(self.drag, now=self.pixel(event.pos))
        return (Seen(self.id),)

    def _let_go(self) -> Messages:
        drag, motion = self.drag, self.motion
        assert drag is not None
        self.drag = None
        if drag.opens is not None and drag.motion == (0, 0):
            return (Opened(self.id, drag.opens),)
        if drag.kind == "move" and motion != (0, 0):
            self.editor.move(*motion)
        elif drag.kind == "band" and drag.motion == (0, 0):
            self.editor.click(*drag.start, more=self.look.shift)
        elif drag.kind == "band":
            self.editor.band(drag.rect, more=self.look.shift)
        return (Seen(self.id),)


def _blit_part(room: pygame.Surface, frame: Rgb, eye: Eye) -> None:
    """Only what is seen of the frame is enlarged."""
    left, top = eye.pixel((0, 0))
    right, bottom = eye.pixel((room.get_width() - 1, room.get_height() - 1))
    left, top = max(left, 0), max(top, 0)
    part = frame[top : max(bottom + 1, top), left : max(right + 1, left)]
    if part.size:
        size = part.shape[1] * eye.zoom, part.shape[0] * eye.zoom
        rect = pygame.Rect((eye.x + left * eye.zoom, eye.y + top * eye.zoom), size)
        if room.get_rect().contains(rect):
            pygame.transform.scale(surface_of(part), size, room.subsurface(rect))
        else:
            room.blit(pygame.transform.scale(surface_of(part), size), rect)
