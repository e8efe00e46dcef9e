"""What a colour is mixed with: sliders that show what they would make of it, and the two colours in use."""

import pygame

from spritelift_runtime.editing.strokes import Colour
from spritelift_runtime.window.widgets.button import Button
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.slider import Slider
from spritelift_runtime.window.widgets.swatches import draw_colour


class Shade(Slider):
    """A slider whose groove has the colours that its values stand for."""

    def __init__(self, id: str, most: int, *, tip: str) -> None:
        super().__init__(id, 0, 0, most, tip=tip)
        self.ramp: tuple[Colour, ...] = ((0, 0, 0, 255), (255, 255, 255, 255))
        """From the lowest value to the highest."""

    def least(self, look: Look) -> tuple[int, int]:
        """Lower than others: three lie below each other."""
        return look.px(90), look.theme.row_high - look.theme.gap // 2

    def draw(self, surface: pygame.Surface) -> None:
        """The ramp, a knob, the value."""
        theme, groove = self.theme, self.groove
        surface.fill(theme.panel, self.rect)
        band = pygame.Surface((len(self.ramp), 1))
        for x, colour in enumerate(self.ramp):
            band.set_at((x, 0), colour[:3])
        place = pygame.Rect(groove.x, self.rect.y + theme.gap // 2, groove.w, self.rect.h - theme.gap)
        surface.blit(pygame.transform.smoothscale(band, place.size), place)
        knob = pygame.Rect(0, 0, theme.gap // 2 + 2 * theme.line, self.rect.h - 2 * theme.line)
        knob.center = groove.x + round(self._along * (groove.w - 1)), self.rect.centery
        pygame.draw.rect(surface, theme.letterbox, knob, border_radius=theme.radius // 2)
        pygame.draw.rect(surface, theme.text, knob.inflate(-2 * theme.line, -2 * theme.line), border_radius=1)
        text = self.look.lettering.small(self.words(self.value), theme.faint)
        surface.blit(text, text.get_rect(midright=(self.rect.right, self.rect.centery)))
        self.outline_focus(surface)


class TwoColours(Button):
    """The left button's colour before the right one's; pressing it swaps them."""

    def __init__(self, *, action: str, tip: str) -> None:
        super().__init__("colours", tip=tip, action=action)
        self.colours: tuple[Colour, Colour] = ((0, 0, 0, 255), (0, 0, 0, 0))

    def least(self, look: Look) -> tuple[int, int]:
        """Two plates, one partly behind the other."""
        return look.theme.row_high * 7 // 4, look.theme.row_high

    def draw(self, surface: pygame.Surface) -> None:
        """Both, with rims."""
        theme, side = self.theme, self.rect.h * 3 // 4
        surface.fill(theme.panel, self.rect)
        first, second = pygame.Rect(self.rect.topleft, (side + side // 4, side)), pygame.Rect(0, 0, side, side)
        second.bottomright = self.rect.bottomright
        for colour, box in zip(reversed(self.colours), (second, first), strict=True):
            pygame.draw.rect(surface, theme.rim if self.hovered else theme.edge, box)
            pygame.draw.rect(surface, theme.panel, box.inflate(-2 * theme.line, -2 * theme.line))
            draw_colour(surface, colour, box.inflate(-4 * theme.line, -4 * theme.line), theme.checker)
        self.outline_focus(surface)
