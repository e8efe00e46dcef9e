"""The keys of all actions, over the window (F1)."""

import pygame

from spritelift_runtime.window.widgets.actions import Actions
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Messages
from spritelift_runtime.window.widgets.overlay import Overlay
from spritelift_runtime.window.widgets.signs import draw_sign

LEAST_LINES = 5
"""Of a category, its title counted, at a column's end."""
Page = tuple[str, tuple[tuple[str, str], ...]]


class HelpCard(Overlay):
    """Closed by any key and any click; the wheel and Left and Right bring what there is no room for into sight."""

    def __init__(self, actions: Actions) -> None:
        super().__init__("help")
        self.pages = actions.help()
        self.scroll = 0
        """Columns to the left of those seen."""

    def stand(self, window: pygame.Rect, look: Look) -> None:
        """In the middle, as large as it needs, as far as there is room."""
        theme = look.theme
        self.look = look
        pad = 2 * theme.gap
        rows = max((window.h - 4 * theme.gap - 2 * pad) // self._line_high, 4)
        self._columns = self._flow(rows)
        wides = [self._wide(column) for column in self._columns]
        rows_used = max((len(column) for column in self._columns), default=1)
        rect = pygame.Rect(0, 0, sum(wides) + pad * (len(wides) + 1), rows_used * self._line_high + 2 * pad)
        rect.w = min(rect.w, window.w - 2 * theme.gap)
        rect.center = window.center
        self.place(rect, look)

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Close it, or look further right."""
        turns = {pygame.K_LEFT: 1, pygame.K_RIGHT: -1}
        if event.type == pygame.MOUSEWHEEL:
            self._turn(event.y)
        elif event.type == pygame.KEYDOWN and event.key in turns:
            self._turn(turns[event.key])
        elif event.type in (pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN):
            self.closed = True
        return ()

    def draw(self, surface: pygame.Surface) -> None:
        """Categories with their lines, in columns."""
        theme, lettering, pad = self.theme, self.look.lettering, 2 * self.theme.gap
        self.card(surface)
        x = self.rect.x + pad
        outer = surface.get_clip()
        surface.set_clip(outer.clip(self.rect.inflate(-theme.gap, -theme.gap)))
        hidden = False
        for n, column in enumerate(self._columns[self.scroll :]):
            ways_wide, wide = self._ways_wide(column), self._wide(column)
            hidden = n > 0 and x + wide > self.rect.right  # a column is seen whole, or not at all
            if hidden:
                break
            for i, (ways, title) in enumerate(column):
                y = self.rect.y + pad + i * self._line_high
                surface.blit(lettering.text(ways, theme.accent_text if title else theme.text), (x, y))
                surface.blit(lettering.text(title, theme.text), (x + ways_wide, y))
                if not title and ways:
                    line = (x, y + theme.text_px, wide, theme.line)
                    surface.fill(theme.edge, line)
            x += wide + pad
        surface.set_clip(outer)
        if hidden:
            side = theme.row_high
            sign = pygame.Rect(self.rect.right - side, self.rect.bottom - side, side, side)
            surface.fill(theme.panel, sign.inflate(-theme.gap, -theme.gap))
            draw_sign(surface, "more", sign.inflate(-theme.gap, -theme.gap), theme.accent_text)

    def _turn(self, by: int) -> None:
        self.scroll = min(max(self.scroll - by, 0), len(self._columns) - 1)

    @property
    def _line_high(self) -> int:
        return self.theme.text_px + self.theme.gap // 2

    def _flow(self, rows: int) -> list[list[tuple[str, str]]]:
        """Columns of lines; a category's title is a line without a second part, and stays with its first few."""
        columns: list[list[tuple[str, str]]] = [[]]
        for category, lines in self.pages:
            wanted = min(len(lines) + 1, LEAST_LINES, rows)
            if columns[-1] and len(columns[-1]) + 1 + wanted > rows:
                columns.append([])
            elif columns[-1]:
                columns[-1].append(("", ""))
            columns[-1].append((category, ""))
            for line in lines:
                if len(columns[-1]) >= rows:
                    columns.append([])
                columns[-1].append(line)
        return columns

    def _ways_wide(self, column: list[tuple[str, str]]) -> int:
        lettering = self.look.lettering
        return max((lettering.wide(ways) for ways, title in column if title), default=0) + 2 * self.theme.gap

    def _wide(self, column: list[tuple[str, str]]) -> int:
        titles = max((self.look.lettering.wide(title) for _, title in column), default=0)
        return self._ways_wide(column) + titles
