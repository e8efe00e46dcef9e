"""A line of a panel: a name, and fields for its values."""

from collections.abc import Callable, Sequence

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Entered, Messages
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.text_field import TextField
from spritelift_runtime.window.widgets.widget import Widget


class PropertyLine(Widget):
    """The name at the left, any widgets (fields, toggles, sliders) beside each other at the right."""

    def __init__(self, name: str, values: Sequence[Widget], *, share: float = 0.36, tip: str = "") -> None:
        super().__init__(tip=tip)
        self.name = name
        self.values = tuple(values)
        self.name_share = share
        """Of the width, what the name has."""

    @property
    def children(self) -> Sequence[Widget]:
        """The values."""
        return self.values

    def least(self, look: Look) -> tuple[int, int]:
        """Room for the values."""
        wide = sum(value.least(look)[0] + look.theme.gap // 2 for value in self.values)
        return round(wide / (1 - self.name_share)), look.theme.row_high

    def arrange(self) -> None:
        """The values share what the name leaves."""
        gap = self.theme.gap // 2
        left = self.rect.x + round(self.rect.w * self.name_share)
        each = (self.rect.right - left + gap) // max(len(self.values), 1) - gap
        for i, value in enumerate(self.values):
            value.place(pygame.Rect(left + i * (each + gap), self.rect.y, each, self.rect.h), self.look)

    def draw(self, surface: pygame.Surface) -> None:
        """The name."""
        theme = self.theme
        surface.fill(theme.panel, self.rect)
        room = round(self.rect.w * self.name_share) - theme.gap
        text = self.look.lettering.fitted(self.name, theme.faint, room)
        surface.blit(text, text.get_rect(midleft=(self.rect.x, self.rect.centery)))


class NumberField(TextField):
    """A field for a whole number; Up and Down change it by one, with Shift by ten."""

    def __init__(
        self,
        id: str,
        value: int | None,
        *,
        least: int = -(2**31),
        most: int = 2**31 - 1,
        tip: str = "",
        wide: int = 60,
    ) -> None:
        super().__init__(id, _written(value), fits=_in_range(least, most), tip=tip, wide=wide)
        self.lowest = least
        self.highest = most

    @property
    def value(self) -> int | None:
        """The number entered last; None where there is none (things chosen that differ, say)."""
        return int(self.text) if self.text else None

    @value.setter
    def value(self, value: int | None) -> None:
        self.text = _written(value)

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """As any field, and step."""
        if event.type == pygame.KEYDOWN and self.line.text and self.fits(self.line.text):
            key = pressed(event)
            by = {"Up": 1, "Down": -1}.get(key.removeprefix("Shift+"), 0) * (10 if key.startswith("Shift") else 1)
            if by:
                self.value = min(max(int(self.line.text) + by, self.lowest), self.highest)
                return (Entered(self.id, self.text),)
        return super().handle(event)


def _written(value: int | None) -> str:
    return "" if value is None else str(value)


def _in_range(least: int, most: int) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        digits = text.strip().removeprefix("-")
        return digits.isascii() and digits.isdigit() and least <= int(text) <= most

    return fits
