"""Work that takes a while, done a little in each tick, with a bar of how far it is."""

import time
from collections.abc import Callable, Iterator

import pygame

from spritelift_runtime.errors import SpriteliftError
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Messages
from spritelift_runtime.window.widgets.overlay import Overlay
from spritelift_runtime.window.widgets.pressed import pressed

SLICE_S = 0.02
"""Of each tick, at most one step more."""


class Busy(Overlay):
    """Runs `steps`, which give how far they are, from 0 to 1. Esc ends them early; nothing else can be done meanwhile.

    `failed` gets what they raise of ours, and of the disk's. What isn't `stoppable` goes on, whatever is pressed.
    """

    def __init__(
        self, title: str, steps: Iterator[float], failed: Callable[[Exception], object], *, stoppable: bool = True
    ) -> None:
        super().__init__("busy")
        self.title, self.stoppable = title, stoppable
        self.done = 0.0
        """How much, from 0 to 1."""
        self._steps, self._failed = steps, failed
        self._worked_ms: int | None = None

    def stand(self, window: pygame.Rect, look: Look) -> None:
        """In the middle."""
        rect = pygame.Rect(0, 0, min(look.px(360), window.w), 3 * look.theme.row_high)
        rect.midtop = window.centerx, (window.h - rect.h) * 2 // 5
        self.place(rect, look)

    def tick(self, now_ms: int) -> int | None:
        """Work on, by a step at least; once for each time, however many events come then."""
        if self.closed:
            return None
        if now_ms == self._worked_ms:
            return 1
        self._worked_ms = now_ms
        until = time.perf_counter() + SLICE_S
        try:
            self.done = next(self._steps)
            while time.perf_counter() < until:
                self.done = next(self._steps)
        except StopIteration:
            self.closed = True
        except (SpriteliftError, OSError) as err:
            self.closed = True
            self._failed(err)
        return None if self.closed else 1

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Esc ends it."""
        if self.stoppable and event.type == pygame.KEYDOWN and pressed(event) == "Esc":
            close = getattr(self._steps, "close", None)
            if close is not None:
                close()  # what they had begun to write is taken away
            self.closed = True
        return ()

    def draw(self, surface: pygame.Surface) -> None:
        """Title, bar, and how to end it."""
        self.card(surface)
        theme, lettering = self.theme, self.look.lettering
        inner = self.rect.inflate(-4 * theme.gap, -2 * theme.gap)
        title = lettering.fitted(self.title, theme.text, inner.w)
        surface.blit(title, title.get_rect(midleft=(inner.x, inner.y + inner.h // 4)))
        hint = lettering.small("Esc stops it" if self.stoppable else "", theme.faint)
        surface.blit(hint, hint.get_rect(midright=(inner.right, inner.y + inner.h // 4)))
        bar = pygame.Rect(inner.x, inner.y + inner.h * 5 // 8, inner.w, theme.gap)
        pygame.draw.rect(surface, theme.sunken, bar, border_radius=theme.gap // 2)
        bar.w = round(bar.w * min(max(self.done, 0.0), 1.0))
        if bar.w:
            pygame.draw.rect(surface, theme.accent, bar, border_radius=theme.gap // 2)
