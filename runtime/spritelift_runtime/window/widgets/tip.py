"""The words that come up where the pointer rests."""

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.overlay import Overlay

REST_MS = 600
"""How long the pointer rests before a tip comes."""


class Tip(Overlay):
    """Shows `text` (and `key`, the key of the action) near the pointer once that has rested."""

    def __init__(self) -> None:
        super().__init__("tip")
        self.text = ""
        self.key = ""
        self.shown = False
        self._window = pygame.Rect(0, 0, 0, 0)
        self._rests_from_ms: int | None = None

    def about(self, text: str, key: str, now_ms: int) -> None:
        """The pointer is over something that `text` is about: "" for nothing. The rest begins anew."""
        self.shown = False
        self.text, self.key = text, key
        self._rests_from_ms = now_ms if text or key else None
        self._fit()

    def hide(self) -> None:
        """Not before the pointer has moved again."""
        self.about("", "", 0)

    def stand(self, window: pygame.Rect, look: Look) -> None:
        """Below the pointer, or where it fits."""
        self.look, self._window = look, pygame.Rect(window)
        self._fit()

    def tick(self, now_ms: int) -> int | None:
        """Come up once the pointer has rested."""
        if self._rests_from_ms is None or self.shown:
            return None
        left = self._rests_from_ms + REST_MS - now_ms
        if left <= 0:
            self.shown = True
            self._fit()
            return None
        return left

    def draw(self, surface: pygame.Surface) -> None:
        """A small card."""
        if not self.shown:
            return
        theme, lettering = self.theme, self.look.lettering
        self.card(surface)
        text = lettering.small(self.text, theme.text)
        surface.blit(text, text.get_rect(midleft=(self.rect.x + theme.gap, self.rect.centery)))
        key = lettering.small(self.key, theme.accent_text)
        surface.blit(key, key.get_rect(midright=(self.rect.right - theme.gap, self.rect.centery)))

    def _fit(self) -> None:
        if not self.shown or not self._window.w:
            self.rect = pygame.Rect(0, 0, 0, 0)
            return
        theme, lettering = self.theme, self.look.lettering
        wide = lettering.wide(self.text, small=True) + 2 * theme.gap
        wide += lettering.wide(self.key, small=True) + (2 * theme.gap if self.text else 0) if self.key else 0
        x, y = self.look.pointer
        rect = pygame.Rect(x + theme.gap, y + 2 * theme.gap, wide, theme.row_high)
        if rect.bottom > self._window.bottom:
            rect.bottom = y - theme.gap
        self.rect = rect.clamp(self._window)
