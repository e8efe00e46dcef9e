"""Two widgets with a grip between them: one has a size of its own, the other the rest."""

from collections.abc import Sequence
from enum import StrEnum

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Messages, Resized
from spritelift_runtime.window.widgets.panel import Panel
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.widget import Widget

STEP_PX = 16
"""How far a key moves the grip."""


class Side(StrEnum):
    """Where the widget with a size of its own is."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


class Split(Widget):
    """Says `Resized`, and is resized at once. Where one of the two is hidden, the other has all the room.

    Sizes are pixels of a display of scale 1.
    """

    focusable = True
    stretch = 1

    def __init__(
        self, id: str, own: Widget, rest: Widget, side: Side, size: int, *, least_own: int = 120, least_rest: int = 160
    ) -> None:
        super().__init__(id, tip="Drag to make room")
        self.own = own
        self.rest = rest
        self.side = side
        self.size = size
        self.least_own = least_own
        self.least_rest = least_rest

    @property
    def children(self) -> Sequence[Widget]:
        """Both, from left to right or from the top down."""
        return (self.own, self.rest) if self._first else (self.rest, self.own)

    def least(self, look: Look) -> tuple[int, int]:
        """Room for both at their smallest."""
        along = look.px(self.least_own + self.least_rest) + look.theme.grip
        return (along, look.theme.row_high) if self._across else (look.theme.row_high, along)

    def arrange(self) -> None:
        """Own size first, as far as the other keeps its least."""
        own_px = self._own_px()
        grip = self.theme.grip if self.own.visible and self.rest.visible else 0
        wide, high = self.rect.size
        length = wide if self._across else high
        for widget, size, first in (
            (self.own, own_px, self._first),
            (self.rest, max(length - own_px - grip, 0), not self._first),
        ):
            rect = pygame.Rect(self.rect)
            rect.size = (size, high) if self._across else (wide, size)
            if not first:
                rect.bottomright = self.rect.bottomright
            if widget.visible:
                widget.place(rect, self.look)

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Move the grip: drag it, or the arrows."""
        if not (self.own.visible and self.rest.visible):
            return None
        if event.type == pygame.KEYDOWN:
            return self._key(pressed(event))
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1 and self.grip.collidepoint(event.pos):
            self.held = True
            return ()
        if event.type == pygame.MOUSEMOTION and self.held:
            return self._resize(self._size_at(event.pos))
        if event.type == pygame.MOUSEBUTTONUP and self.held:
            self.held = False
            return ()
        return None

    @property
    def grip(self) -> pygame.Rect:
        """The strip between the two; empty where one is hidden."""
        if not (self.own.visible and self.rest.visible):
            return pygame.Rect(0, 0, 0, 0)
        first = self.own.rect if self._first else self.rest.rect
        if self._across:
            return pygame.Rect(first.right, self.rect.y, self.theme.grip, self.rect.h)
        return pygame.Rect(self.rect.x, first.bottom, self.rect.w, self.theme.grip)

    def wants_keys_at(self, position: tuple[int, int]) -> bool:
        """On the grip only."""
        return self.grip.collidepoint(position)

    def tip_at(self, position: tuple[int, int]) -> str:
        """Its tip, on the grip only."""
        return self.tip if self.grip.collidepoint(position) else ""

    def cursor_at(self, position: tuple[int, int]) -> int | None:
        """Two arrows, on the grip."""
        if not self.grip.collidepoint(position):
            return None
        return pygame.SYSTEM_CURSOR_SIZEWE if self._across else pygame.SYSTEM_CURSOR_SIZENS

    def draw(self, surface: pygame.Surface) -> None:
        """The grip, with a short line to take hold of."""
        theme, grip = self.theme, self.grip
        surface.fill(theme.letterbox, self.rect)
        line = pygame.Rect(0, 0, 2 * theme.line, 3 * theme.row_high // 2)
        line.size = line.size if self._across else (line.h, line.w)
        line.center = grip.center
        if grip.w:
            surface.fill(theme.hover if self.held or self.hovered else theme.letterbox, grip)
            surface.fill(theme.accent if self.held else theme.rim, line)
            self.outline_focus(surface, grip)

    @property
    def _across(self) -> bool:
        return self.side in (Side.LEFT, Side.RIGHT)

    @property
    def _first(self) -> bool:
        return self.side in (Side.LEFT, Side.TOP)

    def _own_px(self) -> int:
        length = self.rect.w if self._across else self.rect.h
        if not self.own.visible:
            return 0
        if not self.rest.visible:
            return length
        if isinstance(self.own, Panel) and self.own.folded and not self._across:
            return self.theme.title_high
        if isinstance(self.rest, Panel) and self.rest.folded and not self._across:
            return max(length - self.theme.title_high - self.theme.grip, 0)
        return self._allowed(self.look.px(self.size))

    def _allowed(self, px: int) -> int:
        length = self.rect.w if self._across else self.rect.h
        room = max(length - self.theme.grip, 0)
        least, most = self.look.px(self.least_own), room - self.look.px(self.least_rest)
        if least > most:  # too small for both: each gives way in proportion
            return room * self.least_own // (self.least_own + self.least_rest)
        return min(max(px, least), most)

    def _size_at(self, position: tuple[int, int]) -> int:
        along = position[0] - self.rect.x if self._across else position[1] - self.rect.y
        length = self.rect.w if self._across else self.rect.h
        px = along if self._first else length - along
        return round(self._allowed(px - self.theme.grip // 2) / self.theme.scale)

    def _key(self, chord: str) -> Messages | None:
        keys = ("Left", "Right") if self._across else ("Up", "Down")
        if chord not in keys:
            return None
        by = STEP_PX if (chord == keys[1]) == self._first else -STEP_PX
        return self._resize(round(self._allowed(self.look.px(self.size + by)) / self.theme.scale))

    def _resize(self, size: int) -> Messages:
        if size == self.size:
            return ()
        self.size = size
        return (Resized(self.id, size),)
