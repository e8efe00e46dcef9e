"""What stands over the window for a while: menus, the palette, toasts, tips, and what is being dragged."""

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.widget import Widget


class Overlay(Widget):
    """A widget above all others. One that was opened gets every event until it is closed."""

    def __init__(self, id: str = "") -> None:
        super().__init__(id)
        self.closed = False
        """Set when it has done its work; the root then takes it away."""

    def stand(self, window: pygame.Rect, look: Look) -> None:
        """Find its place in the window."""
        self.place(window, look)

    def tick(self, now_ms: int) -> int | None:
        """Let time pass; gives the milliseconds until it changes by itself, None where it doesn't."""
        return None

    def card(self, surface: pygame.Surface, rect: pygame.Rect | None = None) -> None:
        """Its background: a panel with a rim."""
        theme, rect = self.theme, rect or self.rect
        pygame.draw.rect(surface, theme.panel, rect, border_radius=theme.radius)
        pygame.draw.rect(surface, theme.rim, rect, theme.line, border_radius=theme.radius)
