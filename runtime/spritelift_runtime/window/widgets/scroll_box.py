"""A box that scrolls what is too high for it: a panel of many fields, say."""

from collections.abc import Sequence

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Messages
from spritelift_runtime.window.widgets.scrolling import Scrolling
from spritelift_runtime.window.widgets.widget import Widget


class ScrollBox(Scrolling):
    """Shows a part of `content`, which is as high as it needs to be."""

    opaque = True
    stretch = 1

    def __init__(self, content: Widget, *, id: str = "") -> None:
        super().__init__(id)
        self.content = content

    @property
    def children(self) -> Sequence[Widget]:
        """The content."""
        return (self.content,)

    @property
    def content_high(self) -> int:
        """What the content needs."""
        return self.content.least(self.look)[1]

    def least(self, look: Look) -> tuple[int, int]:
        """The content's width, and some of its height."""
        return self.content.least(look)[0], look.px(60)

    def arrange(self) -> None:
        """The content, as far up as it is scrolled."""
        high = max(self.content_high, self.rect.h)
        place = pygame.Rect(self.rect.x, self.rect.y - self.scrolled, self.content_wide, high)
        self.content.place(place, self.look)

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """The wheel, and the bar."""
        before = self.scrolled
        messages = self.handle_scrolling(event)
        if self.scrolled != before:
            self.arrange()
        return messages

    def reveal(self, rect: pygame.Rect) -> None:
        """Scroll so far that `rect` of the content (where it is in the window now) is seen."""
        top = rect.y - self.rect.y + self.scrolled
        self.scroll_to(top, top + rect.h)
        self.arrange()

    def draw(self, surface: pygame.Surface) -> None:
        """The bar."""
        surface.fill(self.theme.panel, self.rect)
        self.draw_bar(surface)
