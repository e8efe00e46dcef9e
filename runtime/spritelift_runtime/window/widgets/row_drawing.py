"""One row of a list, and how it is drawn: icon, text, note, switches."""

from dataclasses import dataclass
from functools import lru_cache

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.signs import draw_sign


@dataclass(frozen=True)
class Row:
    """One row of a list."""

    text: str
    icon: pygame.Surface | None = None
    note: str = ""
    """Small, at the right end."""
    depth: int = 0
    """How far it is set in, as part of the row above it that is less so."""
    switches: tuple[tuple[str, bool], ...] = ()
    """Signs (`signs.SIGNS`) at the right end that can be on or off: ("eye", True)."""
    faint: bool = False


def draw_row(surface: pygame.Surface, rect: pygame.Rect, row: Row, chosen: bool, at_keys: bool, look: Look) -> None:
    """Draw `row` into `rect`; `chosen` rows stand out, and so does the one the keys are at."""
    theme = look.theme
    if chosen:
        surface.fill(theme.chosen, rect)
        surface.fill(theme.accent, (rect.x, rect.y, look.px(3), rect.h))
    if at_keys:
        pygame.draw.rect(surface, theme.rim, rect, theme.line)
    left = rect.x + theme.gap + look.px(3) + 2 * row.depth * theme.gap
    if row.icon is not None:
        side = rect.h - theme.gap // 2
        picture = fitted_picture(row.icon, side)
        surface.blit(picture, picture.get_rect(center=(left + side // 2, rect.centery)))
        left += side + theme.gap
    right = _draw_switches(surface, rect, row, look)
    note = look.lettering.small(row.note, theme.faint)
    if row.note and look.lettering.wide(row.text) <= right - left - note.get_width() - 2 * theme.gap:  # names go first
        right -= note.get_width() + theme.gap
        surface.blit(note, note.get_rect(midleft=(right, rect.centery)))
    text = look.lettering.fitted(row.text, theme.faint if row.faint else theme.text, right - left - theme.gap)
    surface.blit(text, text.get_rect(midleft=(left, rect.centery)))


def switch_rects(rect: pygame.Rect, row: Row, look: Look) -> list[pygame.Rect]:
    """Where the row's switches are, in their order."""
    side = rect.h
    first = rect.right - look.theme.gap // 2 - side * len(row.switches)
    return [pygame.Rect(first + i * side, rect.y, side, rect.h) for i in range(len(row.switches))]


@lru_cache(maxsize=1024)
def fitted_picture(picture: pygame.Surface, side: int) -> pygame.Surface:
    """`picture` enlarged by a whole number, or made smaller, so that it just fits a square of `side` px.

    It is kept: a picture that has changed comes as another surface.
    """
    longest = max(*picture.get_size(), 1)
    by = side // longest or side / longest
    size = max(round(picture.get_width() * by), 1), max(round(picture.get_height() * by), 1)
    return pygame.transform.scale(picture, size) if by != 1 else picture


def _draw_switches(surface: pygame.Surface, rect: pygame.Rect, row: Row, look: Look) -> int:
    """Draws them and gives the pixel at which the first begins."""
    rects = switch_rects(rect, row, look)
    for (name, on), box in zip(row.switches, rects, strict=True):
        colour = look.theme.text if on else look.theme.rim
        draw_sign(surface, name if on else f"{name} off", box.inflate(-rect.h * 4 // 10, -rect.h * 4 // 10), colour)
    return rects[0].x if rects else rect.right
