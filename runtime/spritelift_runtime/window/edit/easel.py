"""The easel: one picture, enlarged on a checkerboard, and what the pointer paints on it."""

from collections.abc import Sequence

import numpy as np
import pygame

from spritelift_runtime.art import Art
from spritelift_runtime.compositor import paste
from spritelift_runtime.editing.brush import Tool
from spritelift_runtime.editing.painter import Painter
from spritelift_runtime.editing.strokes import Point
from spritelift_runtime.editing.subject import Subject
from spritelift_runtime.window.edit.view import Eye
from spritelift_runtime.window.stage import surface_of
from spritelift_runtime.window.views import Rgb
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Messages
from spritelift_runtime.window.widgets.widget import Widget

LEFT, MIDDLE, RIGHT = 1, 2, 3
AIR_PX = 2
"""Room that is seen around a picture which just fits."""
SQUARE_PX = 6
"""A checkerboard's square is a pixel of the picture, or more where these would be smaller on the screen."""
ROOM_SHARE = 0.3
"""How much of the checkerboard is seen around a picture, where painting makes it larger."""


class Easel(Widget):
    """Paints by a `Painter`; looks by an `Eye` whose pixels are the picture's box's."""

    focusable = True
    stretch = 1

    def __init__(self, painter: Painter) -> None:
        super().__init__("easel")
        self.painter = painter
        self.eye = Eye()
        self.pointed: Point | None = None
        """The pixel under the pointer."""
        self.shown: tuple[Art, Subject] | None = None
        """What is drawn; nothing else of the painter is looked at then."""
        self.axis = False
        """Whether the mirror's line is drawn."""
        self.brush_px = 0
        """Side of the square that is drawn about the pixel pointed to; 0 for none."""
        self._button = 0
        self._doing = ""
        self._from = (0, 0)

    def least(self, look: Look) -> tuple[int, int]:
        """A small picture."""
        return look.px(160), look.px(120)

    @property
    def seen(self) -> Eye:
        """The eye as things are now."""
        if self.eye.zoom or self.shown is None:
            return self.eye if self.eye.zoom else Eye(zoom=1)
        art, subject = self.shown
        (wide, high), (left, top, right, bottom) = subject.box(art), subject.margin(art)
        air = 0 if subject.behind else AIR_PX
        fits = Eye().placed(self.rect.size, (wide + left + right + 2 * air, high + top + bottom + 2 * air))
        return fits.moved((left + air) * fits.zoom, (top + air) * fits.zoom)

    def pixel(self, position: tuple[int, int]) -> Point:
        """The picture's pixel at a window position, from its box."""
        return self.seen.pixel(self._local(position))

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Paint, pick, move and zoom."""
        if self.painter.subject is None:
            return None
        if event.type == pygame.MOUSEWHEEL:
            self.eye = self.seen.nearer(event.y, self._local(self.look.pointer))
            return ()
        if event.type == pygame.MOUSEBUTTONDOWN:
            return self._press(event)
        if event.type == pygame.MOUSEMOTION:
            return self._along(event)
        if event.type == pygame.MOUSEBUTTONUP and event.button == self._button:
            return self._let_go()
        return None

    def cursor_at(self, position: tuple[int, int]) -> int | None:
        """A cross, to aim with."""
        return pygame.SYSTEM_CURSOR_CROSSHAIR

    def tick(self) -> None:
        """A stroke whose end was not seen, because the window lost the pointer, ends here."""
        if self._doing and not self.held:
            self._let_go()

    def draw(self, surface: pygame.Surface) -> None:
        """The picture, the room it may be painted in, the box, the mirror's line, the brush."""
        outer = surface.get_clip()
        surface.set_clip(outer.clip(self.rect))
        surface.fill(self.theme.letterbox, self.rect)
        if self.shown is not None:
            self._draw_picture(surface, *self.shown)
            self._draw_lines(surface, *self.shown)
        surface.set_clip(outer)
        self.outline_focus(surface)

    def _local(self, position: tuple[int, int]) -> tuple[int, int]:
        return position[0] - self.rect.x, position[1] - self.rect.y

    def _press(self, event: pygame.event.Event) -> Messages:
        if self._doing:
            return ()
        self._button, self.held, self._from = event.button, True, event.pos
        at = self.pixel(event.pos)
        if event.button == MIDDLE or (event.button == LEFT and self.look.space):
            self._doing = "look"
        elif event.button not in (LEFT, RIGHT):
            self.held = False
        elif self.look.alt or self.painter.brush.tool is Tool.PICK:
            self._doing = "pick"
            self.painter.pick(at, other=event.button == RIGHT)
        else:
            self._doing = "paint"
            fills = self.painter.brush.tool is Tool.FILL
            self.painter.begin(
                at,
                other=event.button == RIGHT,
                joined=self.look.shift and not fills,
                everywhere=self.look.shift and fills,
            )
        return ()

    def _along(self, event: pygame.event.Event) -> Messages | None:
        if self._doing == "look":
            self.eye = self.seen.moved(event.pos[0] - self._from[0], event.pos[1] - self._from[1])
            self._from = event.pos
        self.pointed = self.pixel(event.pos)
        if self._doing == "paint":
            self.painter.along(self.pointed)
        elif self._doing == "pick":
            self.painter.pick(self.pointed, other=self._button == RIGHT)
        return () if self._doing else None

    def _let_go(self) -> Messages:
        if self._doing == "paint":
            self.painter.end()
        self._doing, self.held = "", False
        return ()

    def _draw_picture(self, surface: pygame.Surface, art: Art, subject: Subject) -> None:
        eye, (wide, high), room = self.seen, subject.box(art), subject.room(art)
        left, top = eye.pixel((0, 0))
        right, bottom = eye.pixel((self.rect.w - 1, self.rect.h - 1))
        left, top = max(left, -room[0]), max(top, -room[1])
        right, bottom = min(right + 1, wide + room[2]), min(bottom + 1, high + room[3])
        if left >= right or top >= bottom:
            return
        part = self._part(art, subject, (left, top, right, bottom))
        size = (right - left) * eye.zoom, (bottom - top) * eye.zoom
        picture = pygame.transform.scale(surface_of(part), size)
        surface.blit(picture, (self.rect.x + eye.x + left * eye.zoom, self.rect.y + eye.y + top * eye.zoom))

    def _part(self, art: Art, subject: Subject, part: tuple[int, int, int, int]) -> Rgb:
        """Pixels from left, top to right, bottom, over a checkerboard, which is fainter outside of the picture."""
        left, top, right, bottom = part
        rgba, (x, y) = subject.rgba(art), subject.corner(art)
        square = -(-SQUARE_PX // self.seen.zoom)
        rows, columns = np.arange(top, bottom)[:, None] // square, np.arange(left, right)[None] // square
        around = ~_inside(part, (x, y, x + rgba.shape[1], y + rgba.shape[0]))
        out = self._colours()[around.astype(np.uint8), (rows + columns) % 2]
        paste(out, rgba, x - left, y - top, art.blend)
        return out

    def _colours(self) -> np.ndarray:
        """uint8 [2, 2, 3]: the checkerboard's two colours, in the picture and around it."""
        board, room = np.array(self.theme.checker, float), np.array(self.theme.letterbox, float)
        return np.rint([board, room + (board - room) * ROOM_SHARE]).astype(np.uint8)

    def _draw_lines(self, surface: pygame.Surface, art: Art, subject: Subject) -> None:
        theme, eye, (wide, high) = self.theme, self.seen, subject.box(art)
        box = pygame.Rect(self.rect.x + eye.x, self.rect.y + eye.y, wide * eye.zoom, high * eye.zoom)
        pygame.draw.rect(surface, theme.rim, box.inflate(2, 2), theme.line)
        if self.axis:
            middle = box.x + wide * eye.zoom // 2
            step = max(theme.gap, 2)
            for y in range(max(box.y, self.rect.y) - step, min(box.bottom, self.rect.bottom) + step, 2 * step):
                surface.fill(theme.accent, (middle - theme.line // 2, y, theme.line, step))
        if self.brush_px and self.pointed is not None and self.hovered:
            self._draw_brush(surface, self.pointed, wide)

    def _draw_brush(self, surface: pygame.Surface, at: Point, wide: int) -> None:
        """A light line within a dark one: seen on any colour."""
        first = -((self.brush_px - 1) // 2)
        corners: Sequence[Point] = [(at[0] + first, at[1] + first)]
        if self.axis:
            corners = [*corners, (wide - self.brush_px - at[0] - first, at[1] + first)]
        eye = self.seen
        for x, y in corners:
            place = self.rect.x + eye.x + x * eye.zoom, self.rect.y + eye.y + y * eye.zoom
            square = pygame.Rect(place, (self.brush_px * eye.zoom,) * 2)
            pygame.draw.rect(surface, (0, 0, 0), square.inflate(2, 2), 1)
            pygame.draw.rect(surface, (255, 255, 255), square, 1)


def _inside(part: tuple[int, int, int, int], picture: tuple[int, int, int, int]) -> np.ndarray:
    """bool [rows, columns] of `part`: whether a pixel is one of the picture's. Both are left, top, right, bottom."""
    rows, columns = np.arange(part[1], part[3])[:, None], np.arange(part[0], part[2])[None]
    return (rows >= picture[1]) & (rows < picture[3]) & (columns >= picture[0]) & (columns < picture[2])
