"""Colours to choose from, in titled groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from spritelift_runtime.editing.colours import hex_of
from spritelift_runtime.editing.strokes import Colour
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Message, Messages
from spritelift_runtime.window.widgets.scrolling import Scrolling

SIDE_PX = 18
"""Of one colour, at scale 1."""
LEFT, RIGHT = 1, 3


@dataclass(frozen=True)
class Picked(Message):
    """A colour was clicked; with the right button, it is the `other` one."""

    colour: Colour
    other: bool = False


class Swatches(Scrolling):
    """Says `Picked`. The left button's colour is marked by `chosen`."""

    stretch = 1

    def __init__(self, id: str, groups: Sequence[tuple[str, tuple[Colour, ...]]] = ()) -> None:
        super().__init__(id)
        self.groups = tuple(groups)
        self.chosen: Colour | None = None

    @property
    def colours(self) -> tuple[Colour, ...]:
        """All of them, group after group."""
        return tuple(colour for _, colours in self.groups for colour in colours)

    @property
    def content_high(self) -> int:
        """Titles and colours."""
        return self._laid()[2]

    def least(self, look: Look) -> tuple[int, int]:
        """Six beside each other, two lines."""
        return 6 * look.px(SIDE_PX) + look.theme.scroll_wide, 2 * look.px(SIDE_PX) + look.theme.row_high

    def boxes(self) -> list[pygame.Rect]:
        """Where each colour is in the window; those scrolled away, too."""
        x, y = self.rect.x, self.rect.y - self.scrolled
        return [box.move(x, y) for box in self._laid()[1]]

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """A click takes a colour; the wheel scrolls."""
        moved = self.handle_scrolling(event)
        if moved is not None:
            return moved
        if event.type == pygame.MOUSEBUTTONDOWN and event.button in (LEFT, RIGHT):
            at = pygame.Rect(event.pos, (1, 1)).collidelist(self.boxes())
            return (Picked(self.id, self.colours[at], event.button == RIGHT),) if at >= 0 else ()
        return None

    def tip_at(self, position: tuple[int, int]) -> str:
        """The colour in numbers."""
        at = pygame.Rect(position, (1, 1)).collidelist(self.boxes())
        return hex_of(self.colours[at]) if at >= 0 else ""

    def draw(self, surface: pygame.Surface) -> None:
        """Titles, colours, a rim around the chosen one."""
        theme, outer = self.theme, surface.get_clip()
        surface.fill(theme.panel, self.rect)
        surface.set_clip(outer.clip(self.rect))
        for title, y in self._laid()[0]:
            text = self.look.lettering.small(title, theme.faint)
            surface.blit(text, (self.rect.x, self.rect.y - self.scrolled + y))
        chosen = None
        for colour, box in zip(self.colours, self.boxes(), strict=True):
            draw_colour(surface, colour, box, theme.checker)
            chosen = box if colour == self.chosen else chosen
        if chosen is not None:
            pygame.draw.rect(surface, theme.letterbox, chosen.inflate(2, 2), 2 * theme.focus_line)
            pygame.draw.rect(surface, theme.accent, chosen.inflate(2, 2), theme.focus_line)
        self.draw_bar(surface)
        surface.set_clip(outer)

    def _laid(self) -> tuple[list[tuple[str, int]], list[pygame.Rect], int]:
        """Titles and how far down each is, the colours' boxes, and the height of all, from the content's corner."""
        side, titles, boxes, y = self.look.px(SIDE_PX), [], [], 0
        across = max((self.rect.w - self.theme.scroll_wide) // side, 1)
        for title, colours in self.groups:
            titles.append((title, y))
            y += self.theme.small_px
            boxes += [
                pygame.Rect(i % across * side, y + i // across * side, side - 1, side - 1) for i in range(len(colours))
            ]
            y += -(-len(colours) // across) * side + self.theme.gap // 2
        return titles, boxes, y


def draw_colour(
    surface: pygame.Surface,
    colour: Colour,
    box: pygame.Rect,
    checker: tuple[tuple[int, int, int], tuple[int, int, int]],
) -> None:
    """A colour as far as it can be seen, over a checkerboard of four squares."""
    if colour[3] < 255:
        surface.fill(checker[0], box)
        half = box.w // 2, box.h // 2
        surface.fill(checker[1], (box.topleft, half))
        surface.fill(checker[1], ((box.x + half[0], box.y + half[1]), (box.w - half[0], box.h - half[1])))
    if colour[3] == 255:
        surface.fill(colour[:3], box)
    elif colour[3]:
        plate = pygame.Surface(box.size, pygame.SRCALPHA)
        plate.fill(colour)
        surface.blit(plate, box)
