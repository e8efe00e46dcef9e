"""A button with the picture of a tool on it."""

import pygame

from spritelift_runtime.window.theme import Colour
from spritelift_runtime.window.widgets.button import Button
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.tool_icons import ICONS, SIDE_PX


class ToolButton(Button):
    """As wide as high; what it does is in its tip."""

    def __init__(self, icon: str, *, action: str, tip: str) -> None:
        super().__init__(icon, tip=tip, action=action)
        self.icon = icon

    def least(self, look: Look) -> tuple[int, int]:
        """A square."""
        return look.theme.row_high, look.theme.row_high

    def draw(self, surface: pygame.Surface) -> None:
        """A rounded plate with the icon, enlarged by a whole number."""
        theme = self.theme
        pygame.draw.rect(surface, self._plate(), self.rect, border_radius=theme.radius)
        ink = theme.on_accent if self.on else theme.text if self.enabled else theme.rim
        draw_icon(surface, self.icon, self.rect, ink)
        self.outline_focus(surface)


def draw_icon(surface: pygame.Surface, icon: str, box: pygame.Rect, ink: Colour) -> None:
    """One of `ICONS` in the middle of a box, as large as whole pixels allow."""
    by = max(min(box.size) * 3 // 4 // SIDE_PX, 1)
    x, y = box.centerx - SIDE_PX * by // 2, box.centery - SIDE_PX * by // 2
    for row, line in enumerate(ICONS[icon]):
        for column, mark in enumerate(line):
            if mark == "#":
                surface.fill(ink, (x + column * by, y + row * by, by, by))
