"""Choosing rows: a click chooses one, Ctrl adds or takes away, Shift reaches from the last. No pygame here."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Selection:
    """Rows chosen, the row the keys are at, and the one from which Shift reaches."""

    rows: frozenset[int] = frozenset()
    at: int = 0
    start: int = 0

    @property
    def in_order(self) -> tuple[int, ...]:
        """The rows chosen, from the top down."""
        return tuple(sorted(self.rows))


def of(rows: tuple[int, ...]) -> Selection:
    """Those rows chosen, the keys at the last named."""
    last = rows[-1] if rows else 0
    return Selection(frozenset(rows), last, last)


def picked(selection: Selection, row: int, *, ctrl: bool, shift: bool, many: bool = True) -> Selection:
    """After a click on `row`, or a step of the keys to it; without `many`, one row at most is chosen."""
    if not many or not (ctrl or shift):
        return Selection(frozenset({row}), row, row)
    if shift:
        low, high = sorted((selection.start, row))
        reached = frozenset(range(low, high + 1))
        return replace(selection, rows=selection.rows | reached if ctrl else reached, at=row)
    return Selection(selection.rows ^ {row}, row, row)
