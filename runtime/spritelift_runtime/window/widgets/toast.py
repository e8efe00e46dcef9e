"""Short notices in a corner, which go away by themselves."""

from dataclasses import dataclass
from enum import StrEnum

import pygame

from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Messages
from spritelift_runtime.window.widgets.overlay import Overlay

STAY_MS = 4000
ALARM_STAY_MS = 9000
FADE_MS = 400
FADE_STEP_MS = 40
"""Between two pictures of a notice that fades."""
MOST = 4
"""At once; older ones give way."""


class Tone(StrEnum):
    """What kind of news it is; the value is the theme's colour beside it."""

    PLAIN = "accent"
    DONE = "done"
    ALARM = "alarm"


@dataclass(frozen=True)
class Notice:
    """One notice, and when it is gone."""

    text: str
    tone: Tone
    until_ms: int


class Toasts(Overlay):
    """All notices, the newest at the bottom. A click takes one away."""

    def __init__(self) -> None:
        super().__init__("toasts")
        self.notices: tuple[Notice, ...] = ()
        self.fading = 0
        """Steps that the oldest has faded: what a redraw depends on."""
        self._window = pygame.Rect(0, 0, 0, 0)
        self._now_ms = 0

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Show a notice for some seconds, longer for an alarm."""
        stay = ALARM_STAY_MS if tone is Tone.ALARM else STAY_MS
        self.notices = (*self.notices, Notice(text, tone, self._now_ms + stay))[-MOST:]
        self._fit()

    def stand(self, window: pygame.Rect, look: Look) -> None:
        """In the bottom right corner, above a status line."""
        self.look, self._window = look, pygame.Rect(window)
        self._fit()

    def tick(self, now_ms: int) -> int | None:
        """Take away what is over; while one fades, that is every few milliseconds."""
        self._now_ms = now_ms
        left = tuple(notice for notice in self.notices if notice.until_ms > now_ms)
        if left != self.notices:
            self.notices = left
            self._fit()
        if not left:
            return None
        next_ms = min(notice.until_ms for notice in left) - now_ms
        self.fading = max(FADE_MS - next_ms, 0) // FADE_STEP_MS
        return FADE_STEP_MS if self.fading else min(next_ms - FADE_MS + 1, next_ms)

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Take a notice away that is clicked."""
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            kept = [notice for notice, box in zip(self.notices, self.boxes(), strict=True) if not _in(box, event)]
            if len(kept) < len(self.notices):
                self.notices = tuple(kept)
                self._fit()
                return ()
        return None

    def boxes(self) -> list[pygame.Rect]:
        """Where each notice is in the window."""
        y = self.rect.y
        boxes = []
        for notice in self.notices:
            boxes.append(pygame.Rect(self.rect.x, y, self.rect.w, self._high(notice)))
            y = boxes[-1].bottom + self.theme.gap
        return boxes

    def draw(self, surface: pygame.Surface) -> None:
        """A card for each, fainter the sooner it goes."""
        theme = self.theme
        for notice, box in zip(self.notices, self.boxes(), strict=True):
            card = pygame.Surface(box.size, pygame.SRCALPHA)
            self.card(card, card.get_rect())
            stripe = pygame.Rect(theme.line, theme.line, self.look.px(4), box.h - 2 * theme.line)
            pygame.draw.rect(card, getattr(theme, notice.tone), stripe, border_radius=theme.radius // 2)
            for i, line in enumerate(self._lines(notice)):
                text = self.look.lettering.text(line, theme.text)
                card.blit(text, (stripe.right + theme.gap, theme.gap + i * (theme.text_px + 2)))
            card.set_alpha(255 * min(notice.until_ms - self._now_ms, FADE_MS) // FADE_MS)
            surface.blit(card, box)

    def _fit(self) -> None:
        if self._window.w:
            theme = self.theme
            high = sum(self._high(notice) + theme.gap for notice in self.notices)
            rect = pygame.Rect(0, 0, theme.toast_wide if self.notices else 0, max(high - theme.gap, 0))
            rect.bottomright = (self._window.right - theme.gap, self._window.bottom - theme.status_high - theme.gap)
            self.rect = rect

    def _high(self, notice: Notice) -> int:
        return 2 * self.theme.gap + len(self._lines(notice)) * (self.theme.text_px + 2)

    def _lines(self, notice: Notice) -> list[str]:
        room = self.theme.toast_wide - 3 * self.theme.gap
        lines = [""]
        for word in notice.text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.look.lettering.wide(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines


def _in(box: pygame.Rect, event: pygame.event.Event) -> bool:
    return bool(box.collidepoint(event.pos))
