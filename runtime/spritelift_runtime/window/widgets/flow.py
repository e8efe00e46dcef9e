"""Widgets beside each other, on as many lines as they need."""

from collections.abc import Sequence

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.widget import Widget


class Flow(Widget):
    """Gives each widget the size it needs; what a line has left goes to those in it that stretch."""

    opaque = True

    def __init__(self, widgets: Sequence[Widget], *, spare: Sequence[Widget] = ()) -> None:
        super().__init__()
        self.widgets = (*widgets, *spare)
        self.spare = tuple(spare)
        """The last widgets, left out where they would need a further line."""
        self._there = self.widgets

    @property
    def children(self) -> Sequence[Widget]:
        """The widgets that there is room for."""
        return self._there

    def least(self, look: Look) -> tuple[int, int]:
        """Room for the widest, one line."""
        sizes = [widget.least(look) for widget in self.widgets if widget.visible and widget not in self.spare]
        return max((wide for wide, _ in sizes), default=0), max((high for _, high in sizes), default=0)

    def high_for(self, wide: int, look: Look) -> int:
        """All lines."""
        return sum(_high(line, look) for line in self._lines(wide, look))

    def arrange(self) -> None:
        """Line after line."""
        y, lines = self.rect.y, self._lines(self.rect.w, self.look)
        self._there = tuple(widget for line in lines for widget in line)
        for line in lines:
            high, x = _high(line, self.look), self.rect.x
            spare = self.rect.w - sum(widget.least(self.look)[0] for widget in line)
            shares = sum(widget.share for widget in line)
            for widget in line:
                wide = widget.least(self.look)[0] + (spare * widget.share // shares if shares else 0)
                widget.place(pygame.Rect(x, y, wide, high), self.look)
                x += wide
            y += high

    def draw(self, surface: pygame.Surface) -> None:
        """What is beside them."""
        surface.fill(self.theme.panel, self.rect)

    def _lines(self, wide: int, look: Look) -> list[list[Widget]]:
        lines: list[list[Widget]] = []
        left = 0
        for widget in self.widgets:
            if widget.visible:
                needed = widget.least(look)[0]
                if needed > left and widget in self.spare:
                    continue
                if not lines or needed > left:
                    lines.append([])
                    left = wide
                lines[-1].append(widget)
                left -= needed
        return lines


def _high(line: Sequence[Widget], look: Look) -> int:
    return max(widget.least(look)[1] for widget in line)
