"""The line at a window's bottom: a badge for the mode, then facts."""

from collections.abc import Sequence

import pygame

from spritelift_runtime.window.chrome import draw_facts
from spritelift_runtime.window.theme import Colour
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.widget import Widget


class StatusLine(Widget):
    """Shows as many `facts` as there is room for, and a note at the right end."""

    opaque = True

    def __init__(self, badge: str = "", facts: Sequence[str] = (), *, note: str = "", id: str = "status") -> None:
        super().__init__(id)
        self.badge = badge
        self.facts = tuple(facts)
        self.note = note
        """What changes as often as the pointer moves: it stands apart, so that nothing else trembles."""
        self.swatch: Colour | None = None
        """A colour before the note."""

    def least(self, look: Look) -> tuple[int, int]:
        """The player's status line is as high."""
        return look.px(160), look.theme.status_high

    def draw(self, surface: pygame.Surface) -> None:
        """As in the player."""
        theme, rect = self.theme, self.rect
        text = self.look.lettering.fitted(self.note, theme.text, rect.w // 2)
        side = 2 * theme.gap if self.swatch is not None else 0
        place = text.get_rect(midright=(rect.right - 2 * theme.gap, rect.centery))
        room = rect.copy()
        room.w = place.x - side - theme.gap - rect.x if self.note else rect.w
        draw_facts(surface, rect, (), "", self.look.lettering, theme)
        draw_facts(surface, room, self.facts, self.badge, self.look.lettering, theme)
        surface.blit(text, place)
        if self.swatch is not None:
            plate = pygame.Rect(0, 0, side - theme.gap // 2, side - theme.gap // 2)
            plate.midright = place.x - theme.gap // 2, rect.centery
            surface.fill(theme.rim, plate)
            surface.fill(self.swatch, plate.inflate(-2 * theme.line, -2 * theme.line))
