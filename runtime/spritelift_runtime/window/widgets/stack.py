"""Widgets one below the other, or side by side."""

from collections.abc import Sequence

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.widget import Widget


class Stack(Widget):
    """Gives each widget the size it needs and shares out what is left among those that stretch."""

    opaque = True

    def __init__(
        self,
        widgets: Sequence[Widget],
        *,
        across: bool = False,
        pad: bool = True,
        thin: bool = False,
        stretch: int = 1,
        id: str = "",
    ) -> None:
        super().__init__(id)
        self.widgets = tuple(widgets)
        self.across = across
        """Side by side rather than one below the other."""
        self.pad = pad
        """A gap around and between."""
        self.thin = thin
        """Half the gap above and below."""
        self.stretch = stretch

    @property
    def children(self) -> Sequence[Widget]:
        """The widgets."""
        return self.widgets

    def least(self, look: Look) -> tuple[int, int]:
        """Room for all."""
        shown = [widget.least(look) for widget in self.widgets if widget.visible]
        gap = look.theme.gap if self.pad else 0
        along = 0 if self.across else 1
        needed = [0, 0]
        needed[along] = sum(size[along] for size in shown) + gap * (len(shown) + 1)
        needed[1 - along] = max((size[1 - along] for size in shown), default=0) + 2 * gap
        return needed[0], needed[1] - (gap if self.thin else 0)

    def arrange(self) -> None:
        """Place them in their order."""
        gap = self.theme.gap if self.pad else 0
        room = self.rect.inflate(-2 * gap, -gap if self.thin else -2 * gap)
        shown = [widget for widget in self.widgets if widget.visible]
        along = 0 if self.across else 1
        sizes = [0 if widget.share else self._needed(widget, room.w) for widget in shown]
        spare = max(room.size[along] - sum(sizes) - gap * (len(shown) - 1), 0)
        shares = sum(widget.share for widget in shown)
        at = room.topleft[along]
        for widget, size in zip(shown, sizes, strict=True):
            size += spare * widget.share // shares if shares else 0
            rect = pygame.Rect((at, room.y, size, room.h) if self.across else (room.x, at, room.w, size))
            if self.across and not widget.share:
                rect.h = min(widget.least(self.look)[1], room.h)
                rect.centery = room.centery
            widget.place(rect, self.look)
            at += size + gap

    def _needed(self, widget: Widget, wide: int) -> int:
        return widget.least(self.look)[0] if self.across else widget.high_for(wide, self.look)

    def draw(self, surface: pygame.Surface) -> None:
        """What is between them."""
        surface.fill(self.theme.panel, self.rect)
