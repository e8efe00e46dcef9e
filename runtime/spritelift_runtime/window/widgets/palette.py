"""The command palette: every action by a few letters of its name."""

import pygame

from spritelift_runtime.window.widgets.actions import Action, Actions
from spritelift_runtime.window.widgets.fuzzy import ranked
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Invoked, Messages, Typed
from spritelift_runtime.window.widgets.overlay import Overlay
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.text_field import TextField

ROWS = 12
"""Actions shown at once."""


class Palette(Overlay):
    """Says `Invoked` and closes. Actions that can't be done now are shown faint."""

    def __init__(self, actions: Actions) -> None:
        super().__init__("palette")
        self.actions = tuple(action for action in actions if not action.gesture)
        self.found = self.actions
        self.at_row = 0
        self.first_row = 0
        """The first row shown."""
        self._field = TextField("palette", hint="Type a few letters of a command")
        self._field.focused = True

    @property
    def children(self) -> tuple[TextField]:
        """The field at its top."""
        return (self._field,)

    def stand(self, window: pygame.Rect, look: Look) -> None:
        """In the middle, near the top."""
        theme = look.theme
        rows = max(min(ROWS, (window.h - 6 * theme.row_high) // theme.row_high), 3)
        rect = pygame.Rect(0, 0, min(theme.palette_wide, window.w - 2 * theme.gap), 0)
        rect.h = (rows + 1) * theme.row_high + 3 * theme.gap
        rect.midtop = window.centerx, window.y + min(3 * theme.row_high, (window.h - rect.h) // 2)
        self.place(rect, look)

    def arrange(self) -> None:
        """The field at the top."""
        gap = self.theme.gap
        self._field.place(
            pygame.Rect(self.rect.x + gap, self.rect.y + gap, self.rect.w - 2 * gap, self.theme.row_high), self.look
        )

    @property
    def rows(self) -> int:
        """How many are shown at once."""
        return max((self.rect.h - self.theme.row_high - 3 * self.theme.gap) // self.theme.row_high, 1)

    def row_rect(self, row: int) -> pygame.Rect:
        """Where a row of those found is in the window."""
        top = self._field.rect.bottom + self.theme.gap
        y = top + (row - self.first_row) * self.theme.row_high
        return pygame.Rect(self.rect.x + self.theme.gap, y, self.rect.w - 2 * self.theme.gap, self.theme.row_high)

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Type, go up and down, Enter; or point and click. Esc or a click elsewhere closes it."""
        if event.type == pygame.KEYDOWN:
            return self._key(event)
        if event.type == pygame.MOUSEWHEEL:
            self.first_row = min(max(self.first_row - 3 * event.y, 0), max(len(self.found) - self.rows, 0))
            return ()
        if event.type in (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN) and not self._field.held:
            return self._point(event)
        return self._type(event)

    def draw(self, surface: pygame.Surface) -> None:
        """Card, field, rows; what can't be done now is faint."""
        self.card(surface)
        self._field.draw(surface)
        for row in range(self.first_row, min(self.first_row + self.rows, len(self.found))):
            self._draw_row(surface, self.row_rect(row), self.found[row], row == self.at_row)
        if not self.found:
            text = self.look.lettering.text("No command has these letters", self.theme.faint)
            surface.blit(text, text.get_rect(midleft=self.row_rect(self.first_row).move(self.theme.gap, 0).midleft))

    def _draw_row(self, surface: pygame.Surface, rect: pygame.Rect, action: Action, pointed: bool) -> None:
        theme, lettering = self.theme, self.look.lettering
        if pointed:
            pygame.draw.rect(surface, theme.chosen, rect, border_radius=theme.radius - 1)
        right = rect.right - theme.gap
        key = lettering.small(", ".join(action.keys), theme.accent_text if action.enabled else theme.rim)
        surface.blit(key, key.get_rect(midright=(right, rect.centery)))
        category = lettering.small(action.category, theme.faint if action.enabled else theme.rim)
        surface.blit(category, category.get_rect(midleft=(rect.x + theme.gap, rect.centery)))
        left = rect.x + self.look.px(96)
        room = right - key.get_width() - theme.gap - left
        title = lettering.fitted(action.title, theme.text if action.enabled else theme.rim, room)
        surface.blit(title, title.get_rect(midleft=(left, rect.centery)))

    def _key(self, event: pygame.event.Event) -> Messages:
        key = pressed(event)
        steps = {"Up": -1, "Down": 1, "PageUp": -self.rows, "PageDown": self.rows}
        if key == "Esc":
            self.closed = True
        elif key == "Enter":
            return self._do(self.at_row)
        elif key in steps and self.found:
            last = len(self.found) - 1
            wraps = abs(steps[key]) == 1
            row = self.at_row + steps[key]
            self.at_row = row % (last + 1) if wraps else min(max(row, 0), last)
            self.first_row = max(min(self.first_row, self.at_row), self.at_row - self.rows + 1)
        else:
            return self._type(event)
        return ()

    def _type(self, event: pygame.event.Event) -> Messages:
        messages = self._field.handle(event) or ()
        self.dirty = True
        for message in messages:
            if isinstance(message, Typed):
                order = ranked(message.text, (f"{action.title} {action.category}" for action in self.actions))
                self.found = tuple(self.actions[i] for i in order)
                self.at_row = self.first_row = 0
        return ()

    def _point(self, event: pygame.event.Event) -> Messages:
        shown = range(self.first_row, min(self.first_row + self.rows, len(self.found)))
        row = next((row for row in shown if self.row_rect(row).collidepoint(event.pos)), None)
        if row is not None:
            self.at_row = row
        if event.type == pygame.MOUSEBUTTONDOWN:
            if not self.rect.collidepoint(event.pos):
                self.closed = True
            elif row is not None and event.button == 1:
                return self._do(row)
            elif self._field.rect.collidepoint(event.pos):
                return self._type(event)
        return ()

    def _do(self, row: int) -> Messages:
        if row >= len(self.found) or not self.found[row].enabled:
            return ()
        self.closed = True
        return (Invoked(self.found[row].id),)
