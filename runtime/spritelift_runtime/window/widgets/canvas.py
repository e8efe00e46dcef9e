"""A widget for whatever the window draws itself: the stage, above all."""

from collections.abc import Callable
from typing import Any

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Messages
from spritelift_runtime.window.widgets.widget import Widget


class Canvas(Widget):
    """Shows `picture` with its corner at `offset`; events go to `on_event`, drops to whoever collects messages."""

    opaque = True
    focusable = True
    stretch = 1

    def __init__(
        self,
        id: str,
        *,
        on_event: Callable[[pygame.event.Event], Messages | None] = lambda event: None,
        accepts: Callable[[Any], bool] = lambda payload: False,
    ) -> None:
        super().__init__(id)
        self.on_event = on_event
        self.accepts = accepts
        self.picture: pygame.Surface | None = None
        """A new picture is another surface: one painted over isn't noticed."""
        self.offset = (0, 0)
        """Where the picture's corner is, from the widget's."""

    def least(self, look: Look) -> tuple[int, int]:
        """A small stage."""
        return look.px(160), look.px(120)

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """As the window says."""
        return self.on_event(event)

    def takes(self, payload: Any) -> bool:
        """As the window says."""
        return self.accepts(payload)

    def draw(self, surface: pygame.Surface) -> None:
        """The picture, and nothing around it."""
        if self.picture is None or self.offset != (0, 0) or self.picture.get_size() != self.rect.size:
            surface.fill(self.theme.letterbox, self.rect)
        if self.picture is not None:
            surface.blit(self.picture, (self.rect.x + self.offset[0], self.rect.y + self.offset[1]))
        self.outline_focus(surface)
