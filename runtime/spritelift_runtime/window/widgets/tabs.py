"""Widgets in one place, of which one is seen: a line of titles chooses which."""

from collections.abc import Sequence

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Chosen, Messages
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.widget import Widget


class Tabs(Widget):
    """Says `Chosen`, and shows that page at once."""

    opaque = True
    focusable = True
    stretch = 1

    def __init__(self, id: str, pages: Sequence[tuple[str, Widget]]) -> None:
        super().__init__(id)
        self.titles = tuple(title for title, _ in pages)
        self.widgets = tuple(page for _, page in pages)
        self.shown = 0
        self._show(0)

    @property
    def children(self) -> Sequence[Widget]:
        """All pages; those not shown are hidden."""
        return self.widgets

    def least(self, look: Look) -> tuple[int, int]:
        """Room for titles and any page."""
        sizes = [page.least(look) for page in self.widgets]
        titles = sum(look.lettering.wide(title) + 3 * look.theme.gap for title in self.titles)
        return max(titles, *(wide for wide, _ in sizes)), look.theme.title_high + max(high for _, high in sizes)

    def arrange(self) -> None:
        """The page shown, below the titles."""
        below = self.rect.copy()
        below.y += self.theme.title_high
        below.h = max(below.h - self.theme.title_high, 0)
        self.widgets[self.shown].place(below, self.look)

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """A click on a title, or Left and Right."""
        if event.type == pygame.KEYDOWN:
            step = {"Left": -1, "Right": 1}.get(pressed(event))
            return None if step is None else self._show((self.shown + step) % len(self.titles))
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            for i in range(len(self.titles)):
                if self.title_rect(i).collidepoint(event.pos):
                    return self._show(i)
        return None

    def title_rect(self, title: int) -> pygame.Rect:
        """Where a title is in the window."""
        left, right = (self.rect.w * i // len(self.titles) for i in (title, title + 1))
        return pygame.Rect(self.rect.x + left, self.rect.y, right - left, self.theme.title_high)

    def draw(self, surface: pygame.Surface) -> None:
        """The titles; the chosen one is underlined."""
        theme = self.theme
        surface.fill(theme.panel, self.rect)
        line = pygame.Rect(self.rect.x, self.rect.y + theme.title_high - theme.line, self.rect.w, theme.line)
        surface.fill(theme.edge, line)
        for i, title in enumerate(self.titles):
            rect = self.title_rect(i)
            ink = theme.text if i == self.shown else theme.faint
            text = self.look.lettering.fitted(title, ink, rect.w - theme.gap)
            surface.blit(text, text.get_rect(center=rect.center))
            if i == self.shown:
                under = text.get_rect(center=rect.center).inflate(theme.gap, 0)
                high = max(theme.focus_line, 1)
                surface.fill(theme.accent, (under.x, rect.bottom - high, under.w, high))
                self.outline_focus(surface, rect)

    def _show(self, page: int) -> Messages:
        same = page == self.shown
        for i, widget in enumerate(self.widgets):
            widget.visible = i == page
        self.shown = page
        return () if same else (Chosen(self.id, (page,)),)
