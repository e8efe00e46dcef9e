"""What a list and a grid have in common: a content higher than the widget, scrolled by wheel and bar."""

import pygame

from spritelift_runtime.window.widgets.messages import Messages
from spritelift_runtime.window.widgets.widget import Widget


class Scrolling(Widget):
    """A widget that shows a part of its content."""

    scroll = 0
    """Pixels of the content above what is seen."""
    _bar_from: int | None = None
    """Where on the bar it was taken hold of."""

    @property
    def content_high(self) -> int:
        """Height of everything, in pixels."""
        return self.rect.h

    @property
    def line_high(self) -> int:
        """What the wheel's smallest turn scrolls by a third of."""
        return self.theme.row_high

    @property
    def scrolled(self) -> int:
        """`scroll` as far as there is content: it may have become less since."""
        return min(max(self.scroll, 0), max(self.content_high - self.rect.h, 0))

    @property
    def content_wide(self) -> int:
        """Width that the bar leaves, in pixels."""
        return self.rect.w - (self.theme.scroll_wide if self.content_high > self.rect.h else 0)

    def scroll_to(self, top: int, bottom: int) -> None:
        """Scroll just so far that the content's rows `top` to `bottom` are seen."""
        self.scroll = max(min(self.scrolled, top), bottom - self.rect.h)

    def handle_scrolling(self, event: pygame.event.Event) -> Messages | None:
        """The wheel, and the bar."""
        spare = self.content_high - self.rect.h
        if spare <= 0:
            return None
        if event.type == pygame.MOUSEWHEEL and event.y:
            self.scroll = min(max(self.scrolled - event.y * 3 * self.line_high, 0), spare)
            return ()
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1 and self._bar().collidepoint(event.pos):
            thumb = self.thumb()
            self._bar_from = event.pos[1] - thumb.y if thumb.collidepoint(event.pos) else thumb.h // 2
            return self._drag_bar(event.pos[1])
        if self._bar_from is not None and event.type == pygame.MOUSEMOTION:
            return self._drag_bar(event.pos[1])
        if self._bar_from is not None and event.type == pygame.MOUSEBUTTONUP:
            self._bar_from, self.dirty = None, True
            return ()
        return None

    def thumb(self) -> pygame.Rect:
        """The bar's movable part."""
        bar, all_px = self._bar(), max(self.content_high, 1)
        high = min(max(bar.h * bar.h // all_px, self.theme.row_high), bar.h)
        spare = max(all_px - bar.h, 1)
        return pygame.Rect(bar.x, bar.y + (bar.h - high) * self.scrolled // spare, bar.w, high)

    def draw_bar(self, surface: pygame.Surface) -> None:
        """The bar, where there is something to scroll."""
        if self.content_high > self.rect.h:
            surface.fill(self.theme.sunken, self._bar())
            thumb = self.thumb().inflate(-2 * self.theme.line, -2 * self.theme.line)
            colour = self.theme.rim if self._bar_from is not None or self.hovered else self.theme.edge
            pygame.draw.rect(surface, colour, thumb, border_radius=thumb.w // 2)

    def _bar(self) -> pygame.Rect:
        wide = self.theme.scroll_wide
        return pygame.Rect(self.rect.right - wide, self.rect.y, wide, self.rect.h)

    def _drag_bar(self, y: int) -> Messages:
        bar, thumb = self._bar(), self.thumb()
        along = (y - (self._bar_from or 0) - bar.y) / max(bar.h - thumb.h, 1)
        self.scroll = round(min(max(along, 0.0), 1.0) * (self.content_high - self.rect.h))
        return ()
