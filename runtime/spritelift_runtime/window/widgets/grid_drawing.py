"""Cells of a grid and their groups, and how they are drawn."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.row_drawing import fitted_picture
from spritelift_runtime.window.widgets.signs import draw_sign


@dataclass(frozen=True)
class Cell:
    """One picture with its name; `payload` is what a drag of it carries."""

    name: str
    picture: pygame.Surface | None = None
    count: int | None = None
    payload: Any = None


@dataclass(frozen=True)
class Group:
    """Cells under one title; "" for no title."""

    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Drag:
    """What is being dragged, and the picture of it beside the pointer."""

    payload: Any
    picture: pygame.Surface | None


def draw_cell(surface: pygame.Surface, box: pygame.Rect, cell: Cell, chosen: bool, at_keys: bool, look: Look) -> None:
    """The picture on a checkerboard, its count in a corner, its name below."""
    theme = look.theme
    inner = box.inflate(-theme.gap // 2, -theme.gap // 2)
    if chosen:
        pygame.draw.rect(surface, theme.chosen, inner, border_radius=theme.radius)
    plate = pygame.Rect(inner.x + theme.gap // 2, inner.y + theme.gap // 2, inner.w - theme.gap, 0)
    plate.h = inner.h - theme.small_px - theme.gap
    surface.blit(checkerboard(plate.size, theme.checker, theme.gap), plate)
    if cell.picture is not None:
        picture = fitted_picture(cell.picture, min(plate.size) - theme.gap // 2)
        surface.blit(picture, picture.get_rect(center=plate.center))
    if cell.count is not None:
        _write_count(surface, plate, cell.count, look)
    if chosen or at_keys:
        pygame.draw.rect(surface, theme.accent if chosen else theme.rim, inner, theme.line, border_radius=theme.radius)
    name = look.lettering.fitted(cell.name, theme.text if chosen else theme.faint, plate.w, small=True)
    surface.blit(name, name.get_rect(center=(inner.centerx, (plate.bottom + inner.bottom) // 2)))


def draw_group(surface: pygame.Surface, box: pygame.Rect, title: str, cells: int, folded: bool, look: Look) -> None:
    """A group's title with its number of cells."""
    theme = look.theme
    surface.fill(theme.panel, box)
    side = theme.gap + theme.gap // 2
    sign = pygame.Rect(box.x + theme.gap // 2, box.centery - side // 2, side, side)
    draw_sign(surface, "folded" if folded else "unfolded", sign, theme.faint)
    note = look.lettering.small(str(cells), theme.faint)
    surface.blit(note, note.get_rect(midright=(box.right - theme.gap, box.centery)))
    room = box.right - sign.right - note.get_width() - 3 * theme.gap
    text = look.lettering.fitted(title, theme.faint, room, small=True)
    surface.blit(text, text.get_rect(midleft=(sign.right + theme.gap // 2, box.centery)))


def _write_count(surface: pygame.Surface, plate: pygame.Rect, count: int, look: Look) -> None:
    theme = look.theme
    text = look.lettering.small(f"{count:,}", theme.text)
    corner = text.get_rect().inflate(theme.gap // 2 + 2, 2)
    corner.bottomright = plate.bottomright
    pygame.draw.rect(surface, theme.panel, corner, border_top_left_radius=theme.radius - 1)
    surface.blit(text, text.get_rect(center=corner.center))


@lru_cache(maxsize=16)
def checkerboard(
    size: tuple[int, int], colours: tuple[tuple[int, int, int], tuple[int, int, int]], square: int
) -> pygame.Surface:
    """Squares of two colours in turn, `square` px wide."""
    board = pygame.Surface(size)
    board.fill(colours[0])
    for y in range(0, size[1], square):
        for x in range(y // square % 2 * square, size[0], 2 * square):
            board.fill(colours[1], (x, y, square, square))
    return board
