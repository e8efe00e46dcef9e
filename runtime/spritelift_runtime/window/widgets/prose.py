"""Words over as many lines as they need."""

import pygame

from spritelift_runtime.window.lettering import Lettering
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.widget import Widget


class Prose(Widget):
    """A few sentences, as wide as `wide_px` of a display of scale 1 lets them be; none takes no room."""

    def __init__(self, text: str = "", *, wide_px: int = 440, alarming: bool = False, id: str = "") -> None:
        super().__init__(id)
        self.text = text
        self.alarming = alarming
        """Said in the colour of what went wrong."""
        self._wide_px = wide_px

    def least(self, look: Look) -> tuple[int, int]:
        """Room for all lines."""
        wide = look.px(self._wide_px)
        lines = wrapped(self.text, wide, look.lettering)
        return wide if self.text else 0, len(lines) * (look.theme.text_px + 2)

    def draw(self, surface: pygame.Surface) -> None:
        """Line below line."""
        theme = self.theme
        surface.fill(theme.panel, self.rect)
        ink = theme.alarm if self.alarming else theme.faint
        for i, line in enumerate(wrapped(self.text, self.look.px(self._wide_px), self.look.lettering)):
            surface.blit(self.look.lettering.text(line, ink), (self.rect.x, self.rect.y + i * (theme.text_px + 2)))


def wrapped(text: str, room: int, lettering: Lettering) -> list[str]:
    """A text in lines of at most `room` px; a word that is longer is broken."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and lettering.wide(longer) <= room:
            lines[-1] = longer
            continue
        while lettering.wide(word) > room and len(word) > 1:
            fits = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or lettering.wide(word[:n]) <= room)
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return lines
