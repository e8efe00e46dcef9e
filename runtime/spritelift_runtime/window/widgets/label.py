"""Words that do nothing."""

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.widget import Widget


class Label(Widget):
    """One line of words."""

    def __init__(self, text: str, *, faint: bool = False, id: str = "", tip: str = "") -> None:
        super().__init__(id, tip=tip)
        self.text = text
        self.faint = faint

    def least(self, look: Look) -> tuple[int, int]:
        """Room for the words."""
        return look.lettering.wide(self.text) + 2 * look.theme.gap, look.theme.row_high

    def draw(self, surface: pygame.Surface) -> None:
        """The words, from the left."""
        theme = self.theme
        surface.fill(theme.panel, self.rect)
        ink = theme.faint if self.faint else theme.text
        text = self.look.lettering.fitted(self.text, ink, self.rect.w - 2 * theme.gap)
        surface.blit(text, text.get_rect(midleft=(self.rect.x + theme.gap, self.rect.centery)))
