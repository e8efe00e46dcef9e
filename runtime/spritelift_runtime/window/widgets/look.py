"""What all widgets of a window share: theme, lettering, and what the person holds down."""

from dataclasses import dataclass, field

from spritelift_runtime.window.lettering import Lettering
from spritelift_runtime.window.theme import THEME, Theme

DOUBLE_CLICK_MS = 400
"""Two clicks on one thing within this time are one double click."""


@dataclass
class Look:
    """One window's theme with its lettering; the root keeps clock, pointer and held keys up to date."""

    theme: Theme = THEME
    lettering: Lettering = field(init=False)
    now_ms: int = 0
    ctrl: bool = False
    shift: bool = False
    alt: bool = False
    space: bool = False
    pointer: tuple[int, int] = (-1, -1)
    _last_click: tuple[object, int] | None = None

    def __post_init__(self) -> None:
        self.lettering = Lettering(self.theme)

    def doubly(self, what: object) -> bool:
        """Count a click on `what` (widget and row, say); True where it makes a double click with the one before."""
        last, self._last_click = self._last_click, (what, self.now_ms)
        if last is None or last[0] != what or self.now_ms - last[1] >= DOUBLE_CLICK_MS or self.ctrl or self.shift:
            return False
        self._last_click = None
        return True

    def px(self, at_scale_1: int) -> int:
        """A size of a display of scale 1, here."""
        return round(at_scale_1 * self.theme.scale)
