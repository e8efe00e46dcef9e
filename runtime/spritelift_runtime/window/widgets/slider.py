"""A slider: a number in a range, dragged or stepped."""

from collections.abc import Callable

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Messages, Slid
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.widget import Widget


class Slider(Widget):
    """Says `Slid`; what it shows is `value`, which it sets at once and the window may set anew."""

    focusable = True
    stretch = 0

    def __init__(
        self,
        id: str,
        value: float | int,
        least: float | int,
        most: float | int,
        *,
        step: float | int = 1,
        words: Callable[[float], str] = "{:g}".format,
        tip: str = "",
    ) -> None:
        super().__init__(id, tip=tip)
        self.value = float(value)
        self.lowest = least
        self.highest = most
        self.step = step
        self.words = words
        """How the value is written at the right end."""

    def least(self, look: Look) -> tuple[int, int]:
        """A groove that can be aimed at, and the value."""
        return look.px(120), look.theme.row_high

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Drag or click; arrows step, with Shift ten steps, Home and End go to the ends, the wheel steps."""
        if not self.enabled:
            return None
        if event.type == pygame.KEYDOWN:
            return self._key(pressed(event))
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self.held = True
            return self._slide(self._value_at(event.pos[0]), done=False)
        if event.type == pygame.MOUSEMOTION and self.held:
            return self._slide(self._value_at(event.pos[0]), done=False)
        if event.type == pygame.MOUSEBUTTONUP and event.button == 1 and self.held:
            self.held = False
            return (Slid(self.id, float(self.value)),)
        if event.type == pygame.MOUSEWHEEL and event.y and self.focused:
            return self._slide(self.value + (self.step if event.y > 0 else -self.step), done=True)
        return None

    @property
    def groove(self) -> pygame.Rect:
        """Its left end is the lowest value, its right end the highest."""
        theme = self.theme
        ends = [self.look.lettering.wide(self.words(value), small=True) for value in (self.lowest, self.highest)]
        wide = self.rect.w - max(ends) - 3 * theme.gap
        high = max(theme.gap // 2, 3)
        return pygame.Rect(self.rect.x + theme.gap, self.rect.centery - high // 2, max(wide, 2), high)

    def draw(self, surface: pygame.Surface) -> None:
        """Groove, the part before the value in the accent, a knob, the value in words."""
        theme, groove = self.theme, self.groove
        surface.fill(theme.panel, self.rect)
        x = groove.x + round(self._along * (groove.w - 1))
        pygame.draw.rect(surface, theme.raised, groove, border_radius=groove.h // 2)
        filled = pygame.Rect(groove.x, groove.y, x - groove.x, groove.h)
        lively = theme.accent if self.enabled else theme.rim
        pygame.draw.rect(surface, lively, filled, border_radius=groove.h // 2)
        pygame.draw.circle(surface, theme.panel, (x, groove.centery), theme.gap)
        pygame.draw.circle(surface, lively, (x, groove.centery), theme.gap - theme.gap // 4)
        text = self.look.lettering.small(self.words(self.value), theme.text)
        surface.blit(text, text.get_rect(midright=(self.rect.right - theme.gap, self.rect.centery)))
        self.outline_focus(surface)

    @property
    def _along(self) -> float:
        wide = self.highest - self.lowest
        return min(max((self.value - self.lowest) / wide, 0.0), 1.0) if wide > 0 else 0.0

    def _value_at(self, x: int) -> float:
        groove = self.groove
        return self.lowest + (x - groove.x) / max(groove.w - 1, 1) * (self.highest - self.lowest)

    def _key(self, chord: str) -> Messages | None:
        far = 10 if chord.startswith("Shift+") else 1
        key = chord.removeprefix("Shift+")
        steps = {"Left": -far, "Down": -far, "Right": far, "Up": far}
        if key in steps:
            return self._slide(self.value + steps[key] * self.step, done=True)
        ends = {"Home": self.lowest, "End": self.highest}
        return self._slide(ends[key], done=True) if key in ends else None

    def _slide(self, value: float | int, *, done: bool) -> Messages:
        steps = round((value - self.lowest) / self.step)
        value = min(max(self.lowest + steps * self.step, self.lowest), self.highest)
        if value == self.value:
            return ()
        self.value = float(value)
        return (Slid(self.id, float(value), done),)
