"""A grid of pictures in titled groups, which can be chosen and dragged out."""

from collections.abc import Sequence

import pygame

from spritelift_runtime.window.widgets import selection
from spritelift_runtime.window.widgets.cells import Cells, offsets_of
from spritelift_runtime.window.widgets.choosing import Choosing
from spritelift_runtime.window.widgets.grid_drawing import Cell, Drag, Group, draw_cell, draw_group
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Folded, Messages, Opened
from spritelift_runtime.window.widgets.selection import Selection

DRAG_PX = 4
"""How far the pointer goes before a click becomes a drag, at scale 1."""
ARROWS = ("Left", "Right", "Up", "Down")


class Grid(Choosing):
    """Says `Chosen`, `Opened` and `Folded`, and a drag ends as `Dropped`. Cells are numbered through all groups."""

    opaque = True

    def __init__(self, id: str, groups: Sequence[Group] = (), *, many: bool = True, empty: str = "") -> None:
        super().__init__(id, many=many)
        self.groups = tuple(groups)
        self.empty = empty
        self.folded_groups: frozenset[str] = frozenset()
        self.drag: Drag | None = None
        """Set while a cell is being dragged."""
        self._pressed: tuple[int, tuple[int, int]] | None = None
        self._laid: tuple[object, Cells] | None = None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, group after group."""
        return tuple(cell for group in self.groups for cell in group.cells)

    @property
    def laid(self) -> Cells:
        """Where the cells stand in the content."""
        key = (self.groups, self.folded_groups, self.rect.w, self.theme.cell_px)
        if self._laid is None or self._laid[0] != key:
            self._laid = key, self._lay_out()
        return self._laid[1]

    @property
    def content_high(self) -> int:
        """All groups."""
        return self.laid.all_high

    @property
    def content_wide(self) -> int:
        """The bar's room is kept free always, so that cells don't move when it comes."""
        return self.rect.w - self.theme.scroll_wide

    def least(self, look: Look) -> tuple[int, int]:
        """Two cells beside each other, one line."""
        return 2 * look.theme.cell_px + look.theme.scroll_wide, look.theme.cell_px + look.theme.row_high

    def cell_rect(self, cell: int) -> pygame.Rect:
        """Where a cell is in the window; empty where its group is folded away."""
        place = self.laid.place_of(cell)
        if place is None:
            return pygame.Rect(0, 0, 0, 0)
        return pygame.Rect(
            self.rect.x + place[0], self.rect.y + place[1] - self.scrolled, self.laid.wide, self.laid.high
        )

    def cell_at(self, position: tuple[int, int]) -> int | None:
        """The cell at a window position."""
        if not self.rect.collidepoint(position):
            return None
        return self.laid.cell_at(position[0] - self.rect.x, position[1] - self.rect.y + self.scrolled)

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Choose, open, fold, drag and scroll."""
        messages = super().handle(event)
        if messages is not None or self._pressed is None:
            return messages
        if event.type == pygame.MOUSEMOTION:
            return self._pull(event.pos)
        if event.type == pygame.MOUSEBUTTONUP and event.button == 1:
            return self._let_go()
        return None

    def tip_at(self, position: tuple[int, int]) -> str:
        """The whole name: cells have little room for it."""
        cell = self.cell_at(position)
        return self.tip if cell is None else self.cells[cell].name

    def draw(self, surface: pygame.Surface) -> None:
        """The lines seen."""
        theme, cells = self.theme, self.cells
        surface.fill(theme.sunken, self.rect)
        for line in self.laid.seen(self.scrolled, self.scrolled + self.rect.h):
            y = self.rect.y + line.y - self.scrolled
            if line.first < 0:
                title = pygame.Rect(self.rect.x, y, self.content_wide, line.high)
                group = self.groups[line.group]
                draw_group(surface, title, group.title, len(group.cells), group.title in self.folded_groups, self.look)
            for i in range(line.first, line.first + line.cells):
                box = pygame.Rect(self.rect.x + (i - line.first) * self.laid.wide, y, self.laid.wide, line.high)
                at_keys = self.focused and i == self.selection.at
                draw_cell(surface, box, cells[i], i in self.selection.rows, at_keys, self.look)
        if not cells:
            text = self.look.lettering.fitted(self.empty, theme.rim, self.rect.w - 2 * theme.gap)
            surface.blit(text, text.get_rect(center=self.rect.center))
        self.draw_bar(surface)
        self.outline_focus(surface)

    def _lay_out(self) -> Cells:
        theme = self.theme
        room = max(self.content_wide, theme.cell_px)
        across = max(room // theme.cell_px, 1)
        counts = tuple(len(group.cells) for group in self.groups)
        titled = any(group.title for group in self.groups)
        return Cells(
            counts=tuple(
                0 if group.title in self.folded_groups else count
                for group, count in zip(self.groups, counts, strict=True)
            ),
            offsets=offsets_of(counts),
            across=across,
            wide=room // across,
            high=theme.cell_px + theme.small_px + theme.gap // 2,
            title_high=theme.row_high if titled else 0,
        )

    def keyed(self, chord: str) -> Messages | None:
        """Arrows, Enter, Home and End, Ctrl+A."""
        name = chord.removeprefix("Shift+")
        if not self.cells or (name not in ARROWS and chord not in ("Enter", "Ctrl+A", "Home", "End")):
            return None
        if chord == "Enter":
            return (Opened(self.id, self.selection.at),) if self.selection.rows else None
        if chord == "Ctrl+A":
            return self.choose(selection.of(tuple(range(len(self.cells))))) if self.many else None
        if chord in ("Home", "End"):
            cell = 0 if chord == "Home" else len(self.cells) - 1
        else:
            cell = self.laid.stepped(self.selection.at, name) if self.selection.rows else 0
        place = self.laid.place_of(cell)
        if place is not None:
            self.scroll_to(place[1], place[1] + self.laid.high)
        return self.step_to(cell, shift=name != chord)

    def clicked(self, position: tuple[int, int], button: int) -> Messages | None:
        """Choose or open a cell, fold a group."""
        cell = self.cell_at(position)
        if button == 3:
            return None if cell is None or cell in self.selection.rows else self.choose(selection.of((cell,)))
        line = self.laid.line_at(position[1] - self.rect.y + self.scrolled)
        if line is not None and line.first < 0:
            return self._fold(self.groups[line.group].title)
        if cell is None:
            return self.choose(Selection())
        self._pressed = cell, position
        return (Opened(self.id, cell),) if self.look.doubly((self, cell)) else self.click_on(cell)

    def _pull(self, position: tuple[int, int]) -> Messages:
        assert self._pressed is not None
        cell, start = self._pressed
        far = max(abs(position[0] - start[0]), abs(position[1] - start[1]))
        if self.drag is None and far >= self.look.px(DRAG_PX):
            self.drag = Drag(self.cells[cell].payload, self.cells[cell].picture)
        return ()

    def _let_go(self) -> Messages:
        self._pressed = None
        self.drag = None
        return ()

    def _fold(self, title: str) -> Messages:
        self.folded_groups ^= {title}
        return (Folded(self.id, title in self.folded_groups, title),)
