"""One pose of a repaint: as it is, as it may become, and where that is unsure. A click chooses."""

from dataclasses import dataclass

import numpy as np
import pygame

from spritelift_runtime.art import NO_MARGIN, Margin
from spritelift_runtime.editing.carrying import Proposal
from spritelift_runtime.repainting.character import Repainted
from spritelift_runtime.repainting.contact import DIMMED
from spritelift_runtime.repainting.painted import changed_px
from spritelift_runtime.repainting.placing import padded
from spritelift_runtime.window.edit.panels import thumb
from spritelift_runtime.window.theme import Colour
from spritelift_runtime.window.widgets.grid_drawing import checkerboard
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Chosen, Messages, Opened
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.widget import Widget

NOW = "as it is"
SIDE_PX = 96
"""About how large a pose is shown, at scale 1."""
MOST_ZOOM = 8


@dataclass(frozen=True, eq=False)
class Option:
    """A picture that can be chosen."""

    way: str
    picture: pygame.Surface
    unsure: pygame.Surface | None = None
    """The same, with its unsure pixels marked, where there are any."""
    note: str = ""


class PoseChoice(Widget):
    """Says `Chosen`; a double click says `Opened`: this one is to be painted by hand. Left and Right choose, too."""

    focusable = True

    def __init__(self, number: int, proposal: Proposal, accent: Colour, side: int) -> None:
        """`side` is the largest of all poses, in pixels, so that all are enlarged alike."""
        super().__init__(f"pose_{number}", tip="Double click: take what is chosen, and paint on this pose by hand")
        self.number, self.proposal = number, proposal
        self.options = options_of(proposal, accent)
        changed = [i for i, option in enumerate(self.options) if i and not option.note.startswith("0 ")]
        self.picked = changed[0] if changed else 0
        """The option chosen."""
        self._side = max(side, 1)

    @property
    def way(self) -> str:
        """Who proposes what is chosen; `NOW` for nobody."""
        return self.options[self.picked].way

    def choose(self, way: str) -> None:
        """That way, where there is one; else the pose stays as it is."""
        self.picked = next((i for i, option in enumerate(self.options) if option.way == way), 0)

    def least(self, look: Look) -> tuple[int, int]:
        """Name, pictures, words."""
        cell, (_, high) = self._cell(look), self._size(look)
        theme = look.theme
        return (len(self.options) + 1) * cell + theme.gap, high + theme.row_high + 2 * theme.small_px + 2 * theme.gap

    def boxes(self) -> list[pygame.Rect]:
        """Where each option is in the window."""
        cell, left = self._cell(self.look), self.rect.x + self.theme.gap // 2
        return [pygame.Rect(left + i * cell, self.rect.y, cell, self.rect.h) for i in range(len(self.options))]

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """A click, a double click, Left and Right."""
        if event.type == pygame.KEYDOWN and pressed(event) in ("Left", "Right"):
            return self._take(self.picked + (1 if pressed(event) == "Right" else -1))
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            at = pygame.Rect(event.pos, (1, 1)).collidelist(self.boxes())
            said = self._take(at) if at >= 0 else ()
            return (*said, Opened(self.id, self.number)) if self.look.doubly((self, at)) else said
        return None

    def draw(self, surface: pygame.Surface) -> None:
        """The chosen picture has a rim; at the end, where it is unsure."""
        theme, lettering = self.theme, self.look.lettering
        surface.fill(theme.panel, self.rect)
        name = lettering.fitted(self.proposal.now.name, theme.text, self.rect.w - 2 * theme.gap)
        surface.blit(name, name.get_rect(midleft=(self.rect.x + theme.gap, self.rect.y + theme.row_high // 2)))
        for i, (option, box) in enumerate(zip(self.options, self.boxes(), strict=True)):
            self._draw_cell(surface, box, option.picture, option.way, option.note, chosen=i == self.picked)
        unsure = self.options[self.picked].unsure
        if unsure is not None:
            box = self.boxes()[-1].move(self._cell(self.look), 0)
            self._draw_cell(surface, box, unsure, "unsure", "", chosen=False)
        self.outline_focus(surface)

    def _draw_cell(
        self, surface: pygame.Surface, box: pygame.Rect, picture: pygame.Surface, words: str, note: str, *, chosen: bool
    ) -> None:
        theme, lettering, zoom = self.theme, self.look.lettering, self._zoom(self.look)
        size = picture.get_width() * zoom, picture.get_height() * zoom
        place = pygame.Rect(box.x + theme.gap // 2, box.y + theme.row_high, *size)
        surface.blit(checkerboard(size, theme.checker, max(zoom, theme.gap)), place)
        surface.blit(pygame.transform.scale(picture, size), place)
        if chosen:
            rim = place.inflate(2 * theme.focus_line, 2 * theme.focus_line)
            pygame.draw.rect(surface, theme.accent, rim, theme.focus_line, border_radius=theme.radius // 2)
        room = box.w - theme.gap
        text = lettering.fitted(words, theme.accent_text if chosen else theme.faint, room, small=True)
        surface.blit(text, (place.x, place.bottom + theme.gap // 2))
        more = lettering.fitted(note, theme.faint, room, small=True)
        surface.blit(more, (place.x, place.bottom + theme.gap // 2 + theme.small_px))

    def _take(self, at: int) -> Messages:
        self.picked = min(max(at, 0), len(self.options) - 1)
        return (Chosen(self.id, (self.number,)),)

    def _zoom(self, look: Look) -> int:
        return max(min(look.px(SIDE_PX) // self._side, look.px(MOST_ZOOM)), 1)

    def _size(self, look: Look) -> tuple[int, int]:
        wide, high = self.options[0].picture.get_size()
        return wide * self._zoom(look), high * self._zoom(look)

    def _cell(self, look: Look) -> int:
        words = max(look.lettering.wide(option.note, small=True) for option in self.options)
        return max(self._side * self._zoom(look), words, look.px(SIDE_PX)) + 2 * look.theme.gap


def options_of(proposal: Proposal, accent: Colour) -> list[Option]:
    """The pose as it is, then all that is proposed, each as large as the largest, in register."""
    ways = proposal.ways.values()
    left, top, right, bottom = (max(sides) for sides in zip(NO_MARGIN, *(way.margin for way in ways), strict=True))
    room = left, top, right, bottom
    found = [Option(NOW, thumb(_within(room, proposal.now.rgba, NO_MARGIN)))]
    for name, way in proposal.ways.items():
        count, unsure = changed_px(proposal.now, way.rgba, way.margin), int(way.unsure.sum())
        note = f"{count} px changed" + (f", {unsure} unsure" if unsure else "")
        marked = thumb(_within(room, _marked(way, accent), way.margin)) if unsure else None
        found.append(Option(name, thumb(_within(room, way.rgba, way.margin)), marked, note))
    return found


def _marked(way: Repainted, accent: Colour) -> np.ndarray:
    marked = way.rgba.copy()
    marked[..., :3] = np.rint(marked[..., :3] * DIMMED).astype(np.uint8)
    marked[way.unsure] = (*accent, 255)
    return marked


def _within(room: Margin, rgba: np.ndarray, margin: Margin) -> np.ndarray:
    left, top, right, bottom = (whole - own for whole, own in zip(room, margin, strict=True))
    return np.ascontiguousarray(padded(rgba, (left, top, right, bottom)))
