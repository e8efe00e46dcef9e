"""A card of widgets over the window, which has pointer and keys until it is closed."""

from collections.abc import Sequence

import pygame

from spritelift_runtime.window.widgets.focus import in_order, next_focus
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Message, Messages
from spritelift_runtime.window.widgets.overlay import Overlay
from spritelift_runtime.window.widgets.pointing import Pointing
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.widget import Widget

POINTER = (pygame.MOUSEMOTION, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEWHEEL, pygame.WINDOWLEAVE)


class Dialog(Overlay):
    """Shows `content` in the middle of the window. What its widgets say goes to `answer`, and no further."""

    def __init__(self, id: str, content: Widget) -> None:
        super().__init__(id)
        self.content = content
        self.focus: Widget | None = None
        self._pointing: Pointing | None = None

    @property
    def children(self) -> Sequence[Widget]:
        """The content."""
        return (self.content,)

    def stand(self, window: pygame.Rect, look: Look) -> None:
        """In the middle, somewhat above, as large as the content needs."""
        gap = look.theme.gap
        wide, high = self.content.least(look)
        rect = pygame.Rect(0, 0, min(wide + 2 * gap, window.w - 2 * gap), min(high + 2 * gap, window.h - 2 * gap))
        rect.midtop = window.centerx, max((window.h - rect.h) * 2 // 5, gap)
        self._window = pygame.Rect(window)
        if self._pointing is None:
            self._pointing = Pointing(look)
        self._pointing.look = look
        self.place(rect, look)
        if self.focus is None:
            self.focus_on(self.first())

    def arrange(self) -> None:
        """The content, within the rim."""
        gap = self.theme.gap
        self.content.place(self.rect.inflate(-2 * gap, -2 * gap), self.look)
        for widget in every(self.content):
            widget.unplaced = False

    def tick(self, now_ms: int) -> int | None:
        """Find a place anew where the content needs another size."""
        if any(widget.unplaced for widget in every(self.content)):
            self.stand(self._window, self.look)
        return None

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """The pointer goes to what is under it, keys to what has the focus."""
        said = self._point(event) if event.type in POINTER else self._key(event)
        told: list[Message] = []
        for message in said:
            told += self.answer(message)
        return tuple(told)

    def first(self) -> Widget | None:
        """What has the keys in the beginning."""
        return next_focus(self.content, None, 1)

    def answer(self, message: Message) -> Messages:
        """What a widget of the card said; what comes back is said to the window."""
        return ()

    def key(self, chord: str) -> Messages | None:
        """A key before the widget with the focus gets it; None leaves it to that one."""
        if chord == "Esc":
            self.closed = True
            return ()
        return None

    def focus_on(self, widget: Widget | None) -> Messages:
        """Send the keys to `widget`."""
        if widget is self.focus:
            return ()
        said = self.focus.left() if self.focus is not None else ()
        for each, has in ((self.focus, False), (widget, True)):
            if each is not None:
                each.focused = has
        self.focus = widget
        return said

    def draw(self, surface: pygame.Surface) -> None:
        """The card."""
        self.card(surface)

    def _point(self, event: pygame.event.Event) -> Messages:
        assert self._pointing is not None
        messages, focus = self._pointing.point(event, [self.content], modal=False)
        if focus is not None and focus.focusable:
            messages = (*self.focus_on(focus), *messages)
        return messages

    def _key(self, event: pygame.event.Event) -> Messages:
        chord = pressed(event) if event.type == pygame.KEYDOWN else ""
        own = self.key(chord) if chord else None
        if own is not None:
            return own
        if chord in ("Tab", "Shift+Tab"):
            return self.focus_on(next_focus(self.content, self.focus, 1 if chord == "Tab" else -1))
        if self.focus is not None and not any(self.focus is each for each in in_order(self.content)):
            self.focus_on(None)
        return (self.focus.handle(event) or ()) if self.focus is not None else ()


def every(widget: Widget) -> Sequence[Widget]:
    """A widget, and all within it."""
    return [widget, *(inner for child in widget.children for inner in every(child))]
