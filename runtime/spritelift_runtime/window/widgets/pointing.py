"""The pointer: over what it is, what holds on to it, what it drags."""

from collections.abc import Sequence
from contextlib import suppress

import pygame

from spritelift_runtime.window.widgets.ghost import Ghost
from spritelift_runtime.window.widgets.grid_drawing import Drag
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Asked, Dropped, Messages
from spritelift_runtime.window.widgets.widget import Widget


class Pointing:
    """A widget that takes a button's press gets what the pointer does until the button is let go."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.over: Widget | None = None
        self.captor: Widget | None = None
        self.ghost = Ghost()
        self._button = 0
        self._cursor: int | None = None

    def point(
        self, event: pygame.event.Event, layers: Sequence[Widget], *, modal: bool
    ) -> tuple[Messages, Widget | None]:
        """What a pointer's event means, and the widget pressed, which may want the keys.

        `layers` are from the back to the front. A `modal` one gets everything, wherever the pointer is.
        """
        if event.type in (pygame.MOUSEMOTION, pygame.WINDOWLEAVE):
            self._hover(None if modal or event.type == pygame.WINDOWLEAVE else self._under(layers))
        if modal:
            return layers[-1].handle(event) or (), None
        if event.type == pygame.MOUSEMOTION:
            return self._move(event), None
        if event.type == pygame.MOUSEBUTTONDOWN:
            return self._press(event, layers)
        if event.type == pygame.MOUSEBUTTONUP:
            return self._release(event, layers), None
        if event.type == pygame.MOUSEWHEEL:
            return self._ask(self._way(layers), event)[0] or (), None
        return (), None

    def let_go(self) -> None:
        """The button's release will not be seen."""
        if self.captor is not None:
            self.captor.held = False
            if self._drag is not None:
                self.captor.handle(pygame.event.Event(pygame.MOUSEBUTTONUP, button=1, pos=self.look.pointer))
        self.captor = None
        self.ghost.end()

    @property
    def _drag(self) -> Drag | None:
        drag = getattr(self.captor, "drag", None)
        return drag if isinstance(drag, Drag) else None

    def _move(self, event: pygame.event.Event) -> Messages:
        if self.captor is None:
            return (self.over.handle(event) or ()) if self.over is not None else ()
        messages = self.captor.handle(event) or ()
        if self._drag is not None:
            welcome = self.over is not None and self.over.takes(self._drag.payload)
            self.ghost.follow(self._drag.picture, welcome)
        return messages

    def _press(self, event: pygame.event.Event, layers: Sequence[Widget]) -> tuple[Messages, Widget | None]:
        if self.captor is not None:  # a second button while the first is down belongs to the same widget
            return self.captor.handle(event) or (), None
        way = self._way(layers)
        messages, taken = self._ask(way, event)
        if taken is not None:
            self.captor, self._button = taken, event.button
        focus = next((widget for widget in way if widget.wants_keys_at(event.pos)), None)
        if event.button == 3 and way:
            messages = (*(messages or ()), Asked(way[0].id, event.pos))
        return messages or (), taken if taken is not None and taken.focusable else focus

    def _release(self, event: pygame.event.Event, layers: Sequence[Widget]) -> Messages:
        if self.captor is None:
            return ()
        captor, drag = self.captor, self._drag
        messages = captor.handle(event) or ()
        if event.button != self._button:
            return messages
        self.captor = None
        self.ghost.end()
        self._hover(self._under(layers))
        if drag is not None and self.over is not None and self.over.takes(drag.payload):
            messages = (*messages, Dropped(self.over.id, captor.id, drag.payload, event.pos))
        return messages

    def _hover(self, over: Widget | None) -> None:
        if over is not self.over:
            if self.over is not None:
                self.over.hovered = False
            self.over = over
            if over is not None:
                over.hovered = True
        self._shape(over.cursor_at(self.look.pointer) if over is not None else None)

    def _shape(self, cursor: int | None) -> None:
        if cursor != self._cursor:
            self._cursor = cursor
            with suppress(pygame.error):  # a display without a pointer
                pygame.mouse.set_cursor(pygame.SYSTEM_CURSOR_ARROW if cursor is None else cursor)

    def _under(self, layers: Sequence[Widget]) -> Widget | None:
        way = self._way(layers)
        return way[0] if way else None

    def _way(self, layers: Sequence[Widget]) -> list[Widget]:
        """The widgets under the pointer, the innermost first."""
        for layer in reversed(layers):
            way: list[Widget] = []
            inner: Widget | None = layer if layer.visible and layer.rect.collidepoint(self.look.pointer) else None
            while inner is not None:
                way.insert(0, inner)
                under = [c for c in inner.children if c.visible and c.rect.collidepoint(self.look.pointer)]
                inner = under[-1] if under else None
            if way:
                return way
        return []

    @staticmethod
    def _ask(way: Sequence[Widget], event: pygame.event.Event) -> tuple[Messages | None, Widget | None]:
        for widget in way:
            messages = widget.handle(event)
            if messages is not None:
                return messages, widget
        return None, None
