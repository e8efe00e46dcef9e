"""The line at a window's bottom: a badge for the mode, then facts."""

from collections.abc import Sequence

import pygame

from spritelift_runtime.window.chrome import draw_facts
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.widget import Widget


class StatusLine(Widget):
    """Shows as many `facts` as there is room for."""

    def __init__(self, badge: str = "", facts: Sequence[str] = (), *, id: str = "status") -> None:
        super().__init__(id)
        self.badge = badge
        self.facts = tuple(facts)

    def least(self, look: Look) -> tuple[int, int]:
        """The player's status line is as high."""
        return look.px(160), look.theme.status_high

    def draw(self, surface: pygame.Surface) -> None:
        """As in the player."""
        draw_facts(surface, self.rect, self.facts, self.badge, self.look.lettering, self.theme)
