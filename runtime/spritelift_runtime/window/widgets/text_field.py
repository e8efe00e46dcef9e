"""A field for one line of text."""

from collections.abc import Callable

import pygame

from spritelift_runtime.window.widgets import line_edit
from spritelift_runtime.window.widgets.clipboard import copy_text, pasted_text
from spritelift_runtime.window.widgets.line_edit import Line
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Cancelled, Entered, Messages, Refused, Typed
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.widget import Widget


class TextField(Widget):
    """Says `Typed` at each change, `Entered` with Enter or when left (`Refused` what doesn't fit), `Cancelled` with
    Esc."""

    focusable = True
    stretch = 1

    def __init__(
        self,
        id: str,
        text: str = "",
        *,
        hint: str = "",
        fits: Callable[[str], bool] = lambda text: True,
        tip: str = "",
        wide: int = 60,
    ) -> None:
        super().__init__(id, tip=tip)
        self.wide = wide
        """Least width, at scale 1."""
        self._text = text
        """What was entered last, and comes back with Esc."""
        self.line = line_edit.whole(text)
        self.hint = hint
        """Shown faint while it is empty."""
        self.fits = fits
        """Whether a text can be entered; the field is red while its own can't."""
        self._scroll = 0

    @property
    def text(self) -> str:
        """What was entered last. Setting it changes nothing that is being typed."""
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        typing = self.focused and self.line.text != self._text
        self._text = text
        if not typing and self.line.text != text:
            self.line = line_edit.whole(text)

    def least(self, look: Look) -> tuple[int, int]:
        """Room for a few letters."""
        return look.px(self.wide), look.theme.row_high

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Type, mark and move as fields do."""
        if not self.enabled:
            return None
        if event.type == pygame.TEXTINPUT:
            return self._set(line_edit.typed(self.line, event.text))
        if event.type == pygame.KEYDOWN:
            return self._key(event)
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            return self._click(event.pos[0])
        if event.type == pygame.MOUSEMOTION and self.held:
            self.line = line_edit.to(self.line, self._letter_at(event.pos[0]), mark=True)
            return ()
        if event.type == pygame.MOUSEBUTTONUP and self.held:
            self.held = False
            return ()
        return None

    def cursor_at(self, position: tuple[int, int]) -> int | None:
        """A beam, as between letters."""
        return pygame.SYSTEM_CURSOR_IBEAM

    def left(self) -> Messages:
        """What was typed counts; what doesn't fit is dropped."""
        changed = self.line.text != self._text
        if not changed or not self.fits(self.line.text):
            self.line = line_edit.whole(self._text)
            return ()
        return self._enter()

    def draw(self, surface: pygame.Surface) -> None:
        """The text, what is marked of it, and the cursor while the keys go here."""
        theme, line = self.theme, self.line
        pygame.draw.rect(surface, theme.sunken, self.rect, border_radius=theme.radius)
        wrong = line.text != self._text and not self.fits(line.text)
        rim = theme.alarm if wrong else theme.rim if self.hovered else theme.edge
        pygame.draw.rect(surface, rim, self.rect, theme.line, border_radius=theme.radius)
        room = self._room()
        outer = surface.get_clip()
        surface.set_clip(outer.clip(room))
        x = room.x - self._shift()
        if self.focused and line.at != line.start:
            first, end = (x + self._wide(part) for part in line.marked)
            surface.fill(theme.chosen, (first, room.y + theme.gap // 2, end - first, room.h - theme.gap))
        ink = theme.text if line.text and self.enabled else theme.rim
        text = self.look.lettering.text(line.text or self.hint, ink)
        surface.blit(text, text.get_rect(midleft=(x, room.centery)))
        if self.focused:
            cursor = pygame.Rect(x + self._wide(line.at), 0, max(theme.focus_line // 2, 1), round(room.h * 0.62))
            cursor.centery = room.centery
            surface.fill(theme.accent_text, cursor)
        surface.set_clip(outer)
        self.outline_focus(surface)

    def _key(self, event: pygame.event.Event) -> Messages | None:
        chord = pressed(event)
        if chord == "Enter":
            return self._enter() if self.fits(self.line.text) else self._refuse()
        if chord == "Esc":
            self.line = line_edit.whole(self._text)
            return (Cancelled(self.id),)
        held = chord.split("+")
        line = _moved(self.line, held[-1], word="Ctrl" in held, mark="Shift" in held)
        if line is not None:
            return self._set(line)
        if "Ctrl" in held:
            return self._clip(chord)
        # Keys that type come as TEXTINPUT, too: they mean nothing else here.
        return () if len(held[-1]) == 1 or held[-1] == "Space" else None

    def _clip(self, chord: str) -> Messages | None:
        if chord == "Ctrl+A":
            self.line = line_edit.whole(self.line.text)
            return ()
        if chord in ("Ctrl+C", "Ctrl+X"):
            if self.line.marked_text:
                copy_text(self.line.marked_text)
            cut = chord == "Ctrl+X" and self.line.marked_text
            return self._set(line_edit.typed(self.line, "")) if cut else ()
        return self._set(line_edit.typed(self.line, pasted_text())) if chord == "Ctrl+V" else None

    def _set(self, line: Line) -> Messages:
        changed = line.text != self.line.text
        self.line = line
        return (Typed(self.id, line.text),) if changed else ()

    def _refuse(self) -> Messages:
        return (Refused(self.id, self.line.text),) if self.line.text != self._text else ()

    def _enter(self) -> Messages:
        self._text = self.line.text
        self.line = line_edit.whole(self._text)
        return (Entered(self.id, self._text),)

    def _click(self, x: int) -> Messages:
        at, twice = self._letter_at(x), self.look.doubly(self)
        self.held = not twice
        self.line = line_edit.word_at(self.line, at) if twice else line_edit.to(self.line, at, mark=self.look.shift)
        return ()

    def _room(self) -> pygame.Rect:
        return self.rect.inflate(-2 * self.theme.gap, -2 * self.theme.line)

    def _wide(self, letters: int) -> int:
        return self.look.lettering.wide(self.line.text[:letters])

    def _shift(self) -> int:
        """Pixels of the text that are out of sight on the left: as few as the cursor allows."""
        room = self._room().w - self.theme.focus_line
        most = max(self._wide(len(self.line.text)) - room, 0)
        cursor = self._wide(self.line.at)
        self._scroll = min(max(self._scroll, cursor - room), cursor, most) if self.focused else 0
        return max(self._scroll, 0)

    def _letter_at(self, x: int) -> int:
        along = x - self._room().x + self._shift()
        return min(range(len(self.line.text) + 1), key=lambda letters: abs(self._wide(letters) - along))


def _moved(line: Line, key: str, *, word: bool, mark: bool) -> Line | None:
    if key in ("Backspace", "Delete"):
        return line_edit.erased(line, -1 if key == "Backspace" else 1, word=word)
    if key in ("Left", "Right"):
        return line_edit.step(line, 1 if key == "Right" else -1, word=word, mark=mark)
    ends = {"Home": 0, "End": len(line.text)}
    return line_edit.to(line, ends[key], mark=mark) if key in ends else None
