"""Where the cells of a grid with titled groups stand: whole lines, found by height. No pygame here."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate


@dataclass(frozen=True)
class GridLine:
    """One line of the content: a group's title, or some of its cells."""

    group: int
    y: int
    high: int
    first: int = -1
    """Number of its first cell, counted through all groups; -1 for a title."""
    cells: int = 0


@dataclass(frozen=True)
class Cells:
    """Groups of `counts` cells each (0 where folded away) laid out in lines of `across`."""

    counts: tuple[int, ...]
    offsets: tuple[int, ...]
    """Number of each group's first cell."""
    across: int
    wide: int
    high: int
    title_high: int
    """0 for no titles."""

    @cached_property
    def lines(self) -> tuple[GridLine, ...]:
        """Every line, from the top down."""
        lines: list[GridLine] = []
        y = 0
        for group, (count, offset) in enumerate(zip(self.counts, self.offsets, strict=True)):
            if self.title_high:
                lines.append(GridLine(group, y, self.title_high))
                y += self.title_high
            for first in range(0, count, self.across):
                lines.append(GridLine(group, y, self.high, offset + first, min(self.across, count - first)))
                y += self.high
        return tuple(lines)

    @property
    def all_high(self) -> int:
        """Height of everything."""
        return self.lines[-1].y + self.lines[-1].high if self.lines else 0

    def seen(self, top: int, bottom: int) -> Sequence[GridLine]:
        """The lines that `top` to `bottom` of the content show."""
        first = max(bisect_right(self._tops, top) - 1, 0)
        return self.lines[first : bisect_right(self._tops, bottom)]

    def line_at(self, y: int) -> GridLine | None:
        """The line at content height `y`."""
        lines = self.seen(y, y)
        return lines[0] if lines and lines[0].y <= y < lines[0].y + lines[0].high else None

    def cell_at(self, x: int, y: int) -> int | None:
        """The cell at a point of the content."""
        line = self.line_at(y)
        if line is None or line.first < 0 or not 0 <= x // self.wide < line.cells:
            return None
        return line.first + x // self.wide

    def place_of(self, cell: int) -> tuple[int, int] | None:
        """The corner of a cell in the content; None where its group is folded away."""
        line = self._line_of(cell)
        return None if line is None else ((cell - line.first) * self.wide, line.y)

    def stepped(self, cell: int, key: str) -> int:
        """The cell that an arrow leads to from `cell`; itself where there is none."""
        shown = [line for line in self.lines if line.first >= 0]
        at = next((i for i, line in enumerate(shown) if 0 <= cell - line.first < line.cells), None)
        if at is None:
            return shown[0].first if shown else cell
        column = cell - shown[at].first
        if key in ("Left", "Right"):
            return self._beside(shown, at, column + (1 if key == "Right" else -1))
        to = at + (1 if key == "Down" else -1)
        if not 0 <= to < len(shown):
            return cell
        return shown[to].first + min(column, shown[to].cells - 1)

    @staticmethod
    def _beside(shown: list[GridLine], at: int, column: int) -> int:
        if column < 0:
            return shown[at - 1].first + shown[at - 1].cells - 1 if at else shown[at].first
        if column >= shown[at].cells:
            last = at + 1 == len(shown)
            return shown[at].first + shown[at].cells - 1 if last else shown[at + 1].first
        return shown[at].first + column

    @cached_property
    def _tops(self) -> list[int]:
        return [line.y for line in self.lines]

    def _line_of(self, cell: int) -> GridLine | None:
        return next((line for line in self.lines if line.first >= 0 and 0 <= cell - line.first < line.cells), None)


def offsets_of(counts: Sequence[int]) -> tuple[int, ...]:
    """The number of each group's first cell."""
    return tuple(accumulate(counts, initial=0))[:-1]
