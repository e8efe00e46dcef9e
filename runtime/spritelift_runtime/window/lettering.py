"""Words on surfaces, each drawn once and kept."""

from functools import lru_cache

import pygame

from spritelift_runtime.window.theme import THEME, Colour


class Lettering:
    """pygame's default font in the theme's two sizes."""

    def __init__(self) -> None:
        pygame.font.init()
        self._fonts = {px: pygame.font.Font(None, px) for px in (THEME.text_px, THEME.small_px)}
        self._drawn = lru_cache(maxsize=512)(self._draw)

    def text(self, words: str, colour: Colour) -> pygame.Surface:
        """`words` at the usual size."""
        return self._drawn(words, colour, THEME.text_px)

    def small(self, words: str, colour: Colour) -> pygame.Surface:
        """`words` at the small size."""
        return self._drawn(words, colour, THEME.small_px)

    def _draw(self, words: str, colour: Colour, px: int) -> pygame.Surface:
        return self._fonts[px].render(words, True, colour)
