"""A switch with a word beside it."""

import pygame

from spritelift_runtime.window.widgets.button import Button
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Invoked, Message, Toggled


class Toggle(Button):
    """Says `Toggled`, or `Invoked` where it stands for an action; what it shows is `on`, which the window sets."""

    def says(self) -> Message:
        """That it is to be the other way."""
        return Invoked(self.action) if self.action else Toggled(self.id, not self.on)

    def least(self, look: Look) -> tuple[int, int]:
        """Room for the switch and its words."""
        theme = look.theme
        return theme.row_high + 2 * theme.gap + look.lettering.wide(self.text) + theme.gap, theme.row_high

    def draw(self, surface: pygame.Surface) -> None:
        """A groove with a knob at one end, then the words."""
        theme = self.theme
        groove = pygame.Rect(0, 0, theme.row_high + theme.gap // 2, round(theme.row_high * 0.6))
        groove.midleft = (self.rect.x + theme.gap // 2, self.rect.centery)
        idle = theme.hover if self.hovered and self.enabled else theme.raised
        surface.fill(theme.panel, self.rect)
        pygame.draw.rect(surface, theme.accent if self.on else idle, groove, border_radius=groove.h // 2)
        if not self.on:
            pygame.draw.rect(surface, theme.rim, groove, theme.line, border_radius=groove.h // 2)
        knob = groove.right - groove.h // 2 if self.on else groove.x + groove.h // 2
        colour = theme.on_accent if self.on else theme.faint
        pygame.draw.circle(surface, colour, (knob, groove.centery), groove.h // 2 - theme.gap // 4)
        room = self.rect.right - groove.right - theme.gap
        text = self.look.lettering.fitted(self.text, theme.text if self.enabled else theme.rim, room)
        surface.blit(text, text.get_rect(midleft=(groove.right + theme.gap, self.rect.centery)))
        self.outline_focus(surface)
