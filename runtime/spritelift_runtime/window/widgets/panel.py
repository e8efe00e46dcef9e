"""A panel: a title that folds it away, and one widget below."""

from collections.abc import Sequence

import pygame

from spritelift_runtime.window.widgets.button import PRESSING
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Folded, Messages
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.signs import draw_sign
from spritelift_runtime.window.widgets.widget import Widget


class Panel(Widget):
    """Says `Folded`, and is folded at once. Folded, it is as high as its title. Hide it with `visible`."""

    opaque = True
    focusable = True

    def __init__(
        self, id: str, title: str, content: Widget, *, note: str = "", stretch: int = 1, tip: str = ""
    ) -> None:
        super().__init__(id, tip=tip)
        self.title = title
        self.note = note
        """Small, at the title's right end: how many there are, say."""
        self.content = content
        self.stretch = stretch
        self.folded = False

    @property
    def children(self) -> Sequence[Widget]:
        """The content, unless folded away."""
        return () if self.folded else (self.content,)

    @property
    def share(self) -> int:
        """None of what is left over, once folded."""
        return 0 if self.folded else self.stretch

    def least(self, look: Look) -> tuple[int, int]:
        """Room for title and content."""
        wide, high = (0, 0) if self.folded else self.content.least(look)
        title = look.lettering.wide(self.title) + 5 * look.theme.gap
        return max(wide, title), high + look.theme.title_high

    def arrange(self) -> None:
        """The content below the title."""
        below = self.rect.copy()
        below.y += self.theme.title_high
        below.h = max(below.h - self.theme.title_high, 0)
        for child in self.children:
            child.place(below, self.look)

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Fold it: a click on the title, Enter or Space."""
        if event.type == pygame.KEYDOWN and pressed(event) in PRESSING:
            return self._turn()
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1 and self._title().collidepoint(event.pos):
            return self._turn()
        return None

    def wants_keys_at(self, position: tuple[int, int]) -> bool:
        """On the title only."""
        return self._title().collidepoint(position)

    def tip_at(self, position: tuple[int, int]) -> str:
        """Its tip, on the title only."""
        return self.tip if self._title().collidepoint(position) else ""

    def draw(self, surface: pygame.Surface) -> None:
        """The title with its sign and note; below, nothing."""
        theme, lettering, title = self.theme, self.look.lettering, self._title()
        surface.fill(theme.panel, self.rect)
        surface.fill(theme.edge, (title.x, title.bottom - theme.line, title.w, theme.line))
        side = theme.gap + theme.gap // 2
        sign = pygame.Rect(title.x + theme.gap, title.centery - side // 2, side, side)
        draw_sign(surface, "folded" if self.folded else "unfolded", sign, theme.faint)
        left = sign.right + theme.gap
        note = lettering.small(self.note, theme.faint)
        surface.blit(note, note.get_rect(midright=(title.right - theme.gap, title.centery)))
        text = lettering.fitted(self.title, theme.text, title.right - left - note.get_width() - 2 * theme.gap)
        surface.blit(text, text.get_rect(midleft=(left, title.centery)))
        self.outline_focus(surface, title)

    def _title(self) -> pygame.Rect:
        return pygame.Rect(self.rect.x, self.rect.y, self.rect.w, self.theme.title_high)

    def _turn(self) -> Messages:
        self.folded = not self.folded
        return (Folded(self.id, self.folded),)
