"""Words on surfaces, each drawn once and kept."""

from functools import lru_cache

import pygame

from spritelift_runtime.window.theme import THEME, Colour, Theme

CUT = "…"
"""Stands for what there was no room for."""


class Lettering:
    """pygame's default font in the theme's two sizes."""

    def __init__(self, theme: Theme = THEME) -> None:
        pygame.font.init()
        self._text_px, self._small_px = theme.text_px, theme.small_px
        self._fonts = {px: pygame.font.Font(None, px) for px in (theme.text_px, theme.small_px)}
        self._drawn = lru_cache(maxsize=1024)(self._draw)
        self._shortened = lru_cache(maxsize=1024)(self._shorten)

    def text(self, words: str, colour: Colour) -> pygame.Surface:
        """`words` at the usual size."""
        return self._drawn(words, colour, self._text_px)

    def small(self, words: str, colour: Colour) -> pygame.Surface:
        """`words` at the small size."""
        return self._drawn(words, colour, self._small_px)

    def fitted(self, words: str, colour: Colour, wide: int, *, small: bool = False) -> pygame.Surface:
        """`words`, cut off with a … where they are wider than `wide` px."""
        px = self._small_px if small else self._text_px
        return self._drawn(self._shortened(words, wide, px), colour, px)

    def wide(self, words: str, *, small: bool = False) -> int:
        """Pixels that `words` take from left to right."""
        return self._fonts[self._small_px if small else self._text_px].size(words)[0]

    def _draw(self, words: str, colour: Colour, px: int) -> pygame.Surface:
        return self._fonts[px].render(words, True, colour)

    def _shorten(self, words: str, wide: int, px: int) -> str:
        size = self._fonts[px].size
        if size(words)[0] <= wide:
            return words
        fits, too_long = 0, len(words)
        while too_long - fits > 1:
            middle = (fits + too_long) // 2
            if size(words[:middle] + CUT)[0] <= wide:
                fits = middle
            else:
                too_long = middle
        return words[:fits].rstrip() + CUT if size(CUT)[0] <= wide else ""
