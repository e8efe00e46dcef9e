"""A button: a word, a sign, or both; with the key of its action where there is room."""

import pygame

from spritelift_runtime.window.theme import Colour
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Invoked, Message, Messages, Pressed
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.signs import draw_sign
from spritelift_runtime.window.widgets.widget import Widget

PRESSING = ("Enter", "Space")


class Button(Widget):
    """Says `Pressed`, or `Invoked` where it stands for an action."""

    focusable = True

    def __init__(
        self,
        id: str,
        text: str = "",
        *,
        sign: str = "",
        key: str = "",
        on: bool = False,
        tip: str = "",
        action: str = "",
    ) -> None:
        super().__init__(id, tip=tip, action=action)
        self.text = text
        self.sign = sign
        self.key = key
        """Written small beside the text."""
        self.on = on
        """Shown as chosen, as a tab or a tool is."""

    def least(self, look: Look) -> tuple[int, int]:
        """Room for its words."""
        theme = look.theme
        if not self.text:
            return theme.row_high, theme.row_high
        wide = look.lettering.wide(self.text) + 2 * theme.gap
        wide += look.lettering.wide(self.key, small=True) + theme.gap if self.key else 0
        return wide + (theme.row_high - theme.gap if self.sign else 0), theme.row_high

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Press it: with the pointer (let go over it), Enter or Space."""
        if not self.enabled:
            return None
        if event.type == pygame.KEYDOWN and pressed(event) in PRESSING:
            return (self.says(),)
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self.held = True
            return ()
        if event.type == pygame.MOUSEBUTTONUP and event.button == 1 and self.held:
            self.held = False
            return (self.says(),) if self.rect.collidepoint(event.pos) else ()
        return () if self.held else None

    def says(self) -> Message:
        """What pressing it means."""
        return Invoked(self.action) if self.action else Pressed(self.id)

    def draw(self, surface: pygame.Surface) -> None:
        """A rounded plate with its words in the middle."""
        theme = self.theme
        pygame.draw.rect(surface, self._plate(), self.rect, border_radius=theme.radius)
        ink = theme.on_accent if self.on else theme.text if self.enabled else theme.rim
        self._write(surface, self.rect.inflate(-theme.gap, 0), ink)
        self.outline_focus(surface)

    def _plate(self) -> Colour:
        theme = self.theme
        if self.on:
            return theme.accent
        if self.held:
            return theme.edge
        return theme.hover if self.hovered and self.enabled else theme.raised

    def _write(self, surface: pygame.Surface, room: pygame.Rect, ink: Colour) -> None:
        theme, lettering = self.theme, self.look.lettering
        side = theme.row_high // 2 if self.sign else 0
        hint = lettering.small(self.key, ink if self.on else theme.faint)
        hinted = hint.get_width() + theme.gap if self.key else 0
        spare = theme.gap if side and self.text else 0
        if lettering.wide(self.text) + side + spare + hinted > room.w:
            hinted = 0
        text = lettering.fitted(self.text, ink, room.w - side - spare - hinted)
        x = room.x + (room.w - side - spare - text.get_width() - hinted) // 2
        if side:
            draw_sign(surface, self.sign, pygame.Rect(x, room.centery - side // 2, side, side), ink)
        surface.blit(text, text.get_rect(midleft=(x + side + spare, room.centery)))
        if hinted:
            surface.blit(hint, hint.get_rect(midleft=(x + side + spare + text.get_width() + theme.gap, room.centery)))
