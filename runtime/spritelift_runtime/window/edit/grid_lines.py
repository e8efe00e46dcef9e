"""The lines of a grid over the stage."""

import pygame

from spritelift_runtime.editing.tiling import Tiling
from spritelift_runtime.window.edit.view import Eye
from spritelift_runtime.window.theme import Theme

LEAST_PX = 4
"""Cells that are smaller on the screen than this would hide the frame: of those, every second (or fourth) line."""
FAINTEST, STRONGEST, PER_PX = 44, 110, 3
"""Opacity of the lines: smaller cells have fainter ones."""


def draw_grid(room: pygame.Surface, tiling: Tiling, eye: Eye, size: tuple[int, int], theme: Theme) -> None:
    """A line on the left and upper side of each cell, inside the frame of `size` px."""
    frame = pygame.Rect(eye.x, eye.y, size[0] * eye.zoom, size[1] * eye.zoom)
    seen = frame.clip(room.get_rect())
    line = pygame.Surface((max(seen.w, seen.h), theme.line))
    line.fill(theme.grid)
    alpha = min(FAINTEST + PER_PX * tiling.wide * eye.zoom, STRONGEST)
    line.set_alpha(alpha)
    for y in _places(tiling.y, tiling.high, size[1], eye.zoom):
        room.blit(line, (seen.x, eye.y + y * eye.zoom), (0, 0, seen.w, theme.line))
    line = pygame.transform.rotate(line, 90)
    line.set_alpha(alpha)
    for x in _places(tiling.x, tiling.wide, size[0], eye.zoom):
        room.blit(line, (eye.x + x * eye.zoom, seen.y), (0, 0, theme.line, seen.h))


def _places(first: int, step: int, end: int, zoom: int) -> range:
    while step * zoom < LEAST_PX:
        step *= 2
    return range(first % step, end, step)
