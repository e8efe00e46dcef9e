"""A list of rows, of which only those seen are drawn: it may have thousands."""

from collections.abc import Sequence

import pygame

from spritelift_runtime.window.widgets import selection
from spritelift_runtime.window.widgets.choosing import Choosing
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import (
    Cancelled,
    Entered,
    Messages,
    Opened,
    Renamed,
    Switched,
)
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.row_drawing import Row, draw_row, switch_rects
from spritelift_runtime.window.widgets.selection import Selection
from spritelift_runtime.window.widgets.text_field import TextField

CHOOSING = ("Up", "Down", "PageUp", "PageDown", "F2")


class ListView(Choosing):
    """Says `Chosen`, `Opened`, `Switched` and `Renamed`. New names show once the window sets `rows`."""

    opaque = True

    def __init__(
        self, id: str, rows: Sequence[Row] = (), *, many: bool = True, renames: bool = False, empty: str = ""
    ) -> None:
        super().__init__(id, many=many)
        self.rows = tuple(rows)
        self.renames = renames
        """Whether F2 (and a second click on a row chosen) types a new name over the old."""
        self.empty = empty
        """What to say where there are no rows."""
        self.typing: TextField | None = None
        """The field in which a row is being renamed."""
        self._row_typed = 0

    @property
    def content_high(self) -> int:
        """All rows."""
        return len(self.rows) * self.theme.row_high

    def least(self, look: Look) -> tuple[int, int]:
        """Three rows."""
        return look.px(100), 3 * look.theme.row_high

    def arrange(self) -> None:
        """A field over a name goes along."""
        if self.typing is not None and self._row_typed < len(self.rows):
            self.typing.place(self._name_rect(self._row_typed), self.look)

    def rename(self, row: int) -> None:
        """Type a new name over that of `row`."""
        self._show_row(row)
        field = TextField(self.id, self.rows[row].text, fits=lambda text: bool(text.strip()))
        self._row_typed = row
        field.place(self._name_rect(row), self.look)
        field.focused = True
        self.typing = field

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Choose, open, rename and scroll."""
        if self.typing is not None:
            messages = self._type(event)
            if messages is not None:
                return messages
        return super().handle(event)

    def left(self) -> Messages:
        """A name being typed counts."""
        return self._typed(self.typing.left()) if self.typing is not None else ()

    def row_at(self, position: tuple[int, int]) -> int | None:
        """The row at a window position."""
        row = (position[1] - self.rect.y + self.scrolled) // self.theme.row_high
        return row if self.rect.collidepoint(position) and 0 <= row < len(self.rows) else None

    def row_rect(self, row: int) -> pygame.Rect:
        """Where a row is in the window; beyond the list for rows that aren't seen."""
        high = self.theme.row_high
        return pygame.Rect(self.rect.x, self.rect.y + row * high - self.scrolled, self.content_wide, high)

    def draw(self, surface: pygame.Surface) -> None:
        """The rows seen."""
        theme, high = self.theme, self.theme.row_high
        surface.fill(theme.sunken, self.rect)
        first = self.scrolled // high
        for i in range(first, min(first + self.rect.h // high + 2, len(self.rows))):
            at_keys = self.focused and i == self.selection.at
            draw_row(surface, self.row_rect(i), self.rows[i], i in self.selection.rows, at_keys, self.look)
        if not self.rows:
            text = self.look.lettering.fitted(self.empty, theme.rim, self.rect.w - 2 * theme.gap)
            surface.blit(text, text.get_rect(center=self.rect.center))
        if self.typing is not None and self._row_typed < len(self.rows):
            self.typing.rect = self._name_rect(self._row_typed)
            self.typing.draw(surface)
        self.draw_bar(surface)
        self.outline_focus(surface)

    def _type(self, event: pygame.event.Event) -> Messages | None:
        assert self.typing is not None
        outside = event.type == pygame.MOUSEBUTTONDOWN and not self.typing.rect.collidepoint(event.pos)
        if outside or event.type == pygame.MOUSEWHEEL:
            return self._typed(self.typing.left())
        messages = self.typing.handle(event)
        self.dirty = True
        if messages is None:  # keys that would choose another row mean nothing while a name is typed
            return () if event.type == pygame.KEYDOWN and pressed(event) in CHOOSING else None
        done = [message for message in messages if isinstance(message, Entered | Cancelled)]
        return self._typed(messages) if done else ()

    def _typed(self, messages: Messages) -> Messages:
        self.typing = None
        return tuple(Renamed(self.id, self._row_typed, each.text) for each in messages if isinstance(each, Entered))

    def keyed(self, chord: str) -> Messages | None:
        """Arrows, pages and ends, Enter, F2, Ctrl+A."""
        if not self.rows:
            return None
        at = min(self.selection.at, len(self.rows) - 1)  # rows may have gone since it was chosen
        if chord == "F2" and self.renames and self.selection.rows:
            self.rename(at)
            return ()
        if chord == "Enter" and self.selection.rows:
            return (Opened(self.id, at),)
        if chord == "Ctrl+A" and self.many:
            return self.choose(Selection(frozenset(range(len(self.rows))), self.selection.at, self.selection.start))
        page = max(self.rect.h // self.theme.row_high - 1, 1)
        name = chord.removeprefix("Shift+")
        ends = {"Home": -len(self.rows), "End": len(self.rows)}
        by = {"Up": -1, "Down": 1, "PageUp": -page, "PageDown": page, **ends}.get(name)
        if by is None:
            return None
        row = min(max(at + by, 0), len(self.rows) - 1) if self.selection.rows or name in ends else 0
        self._show_row(row)
        return self.step_to(row, shift=name != chord)

    def clicked(self, position: tuple[int, int], button: int) -> Messages | None:
        """Choose or open a row, or turn one of its switches."""
        row = self.row_at(position)
        if row is None:
            return self.choose(Selection()) if button == 1 and not self.look.ctrl else None
        if button == 3:  # the menu that comes is about this row
            return None if row in self.selection.rows else self.choose(selection.of((row,)))
        rects = switch_rects(self.row_rect(row), self.rows[row], self.look)
        for (name, on), rect in zip(self.rows[row].switches, rects, strict=True):
            if rect.collidepoint(position):
                return (Switched(self.id, row, name, not on),)
        return (Opened(self.id, row),) if self.look.doubly((self, row)) else self.click_on(row)

    def _show_row(self, row: int) -> None:
        self.scroll_to(row * self.theme.row_high, (row + 1) * self.theme.row_high)

    def _name_rect(self, row: int) -> pygame.Rect:
        rect = self.row_rect(row)
        left = rect.x + self.theme.gap // 2 + (self.theme.row_high if self.rows[row].icon is not None else 0)
        return pygame.Rect(left, rect.y, rect.right - left, rect.h)
