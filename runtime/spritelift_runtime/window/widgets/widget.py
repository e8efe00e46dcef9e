"""What every widget is: a rectangle that answers events and draws itself."""

from collections.abc import Sequence
from typing import Any

import pygame

from spritelift_runtime.window.theme import Theme
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Messages

_UNSEEN = frozenset({"dirty", "unplaced", "look"})
"""What can change without anything looking different."""
_MOVING = frozenset({"visible", "folded", "stretch", "size", "widgets", "content", "values", "own", "rest"})
"""What changes where this widget and others stand."""


class Widget:
    """A rectangle of the window.

    Setting a public attribute to another value marks the widget `dirty`: values can be set again and again, and only a
    new one costs a redraw. Sequences are replaced, not changed in place.
    """

    focusable = False
    opaque = False
    """Whether it paints all of its rectangle: what lies behind needn't be drawn."""
    stretch = 0
    """Share of the room left over in a stack; 0 for a widget that has the size it needs."""

    def __init__(self, id: str = "", *, tip: str = "", action: str = "") -> None:
        self.look: Look
        """Comes with its place in a window."""
        self.dirty = True
        self.unplaced = True
        self.id = id
        self.tip = tip
        self.action = action
        """The id of what it does: adds its keys to the tip."""
        self.rect = pygame.Rect(0, 0, 0, 0)
        self.visible = True
        self.enabled = True
        self.focused = False
        self.hovered = False
        self.held = False
        """The pointer's button went down on it and is still down."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name[0] != "_" and name not in _UNSEEN:
            old = getattr(self, name, None)
            if old is not value and old != value:
                super().__setattr__("dirty", True)
                if name in _MOVING:
                    super().__setattr__("unplaced", True)
        super().__setattr__(name, value)

    @property
    def theme(self) -> Theme:
        """The window's theme."""
        return self.look.theme

    @property
    def children(self) -> Sequence["Widget"]:
        """Widgets inside this one, in the order in which Tab goes through them."""
        return ()

    @property
    def share(self) -> int:
        """Its `stretch` as things are now."""
        return self.stretch

    def place(self, rect: pygame.Rect, look: Look) -> None:
        """Give it a rectangle of the window, and everything in it one of that."""
        self.look = look
        self.rect = pygame.Rect(rect)
        self.dirty, self.unplaced = True, False
        self.arrange()

    def arrange(self) -> None:
        """Place the children."""

    def least(self, look: Look) -> tuple[int, int]:
        """Width and height it needs, in pixels."""
        return look.theme.row_high, look.theme.row_high

    def high_for(self, wide: int, look: Look) -> int:
        """Height it needs where it is `wide` pixels wide."""
        return self.least(look)[1]

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """What an event makes of it; None for an event that isn't its own."""
        return None

    def draw(self, surface: pygame.Surface) -> None:
        """Fill its rectangle. It must not set public attributes, or the window never rests."""

    def at(self, position: tuple[int, int]) -> "Widget | None":
        """The innermost widget at a window position."""
        if not self.visible or not self.rect.collidepoint(position):
            return None
        for child in reversed(self.children):
            inner = child.at(position)
            if inner is not None:
                return inner
        return self

    def wants_keys_at(self, position: tuple[int, int]) -> bool:
        """Whether pressing there sends the keys here."""
        return self.focusable and self.enabled

    def tip_at(self, position: tuple[int, int]) -> str:
        """What to say of a window position when the pointer rests there."""
        return self.tip

    def cursor_at(self, position: tuple[int, int]) -> int | None:
        """pygame's number of the pointer's shape at a window position; None for the usual arrow."""
        return None

    def left(self) -> Messages:
        """What to say when the focus goes elsewhere."""
        return ()

    def takes(self, payload: Any) -> bool:
        """Whether something dragged may be dropped here."""
        return False

    def outline_focus(self, surface: pygame.Surface, rect: pygame.Rect | None = None) -> None:
        """A rim around what the keys go to."""
        if self.focused:
            theme = self.theme
            pygame.draw.rect(surface, theme.focus, rect or self.rect, theme.focus_line, border_radius=theme.radius)
