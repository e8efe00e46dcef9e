"""A scrubber: all frames on one groove, with marks, and the frame that is shown."""

from collections.abc import Sequence

import pygame

from spritelift_runtime.window.layout import Rect, column_of, frame_at
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Messages, Scrubbed
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.widget import Widget


class Scrubber(Widget):
    """Says `Scrubbed`, and shows the frame at once."""

    opaque = True
    focusable = True
    stretch = 1

    def __init__(
        self, id: str, frames: int, *, frame: int = 0, marks: Sequence[tuple[int, float]] = (), tip: str = ""
    ) -> None:
        super().__init__(id, tip=tip)
        self.frames = frames
        self.frame = frame
        self.marks = tuple(marks)
        """Frames to point out, and how high their marks are, from 0 to 1."""

    def least(self, look: Look) -> tuple[int, int]:
        """A groove with the playhead standing out of it."""
        return look.px(160), look.theme.row_high

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Drag or click; arrows step, with Shift ten frames, Home and End go to the ends."""
        if event.type == pygame.KEYDOWN:
            return self._key(pressed(event))
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self.held = True
            return self._scrub(frame_at(self.groove, event.pos[0], self.frames), done=False)
        if event.type == pygame.MOUSEMOTION and self.held:
            return self._scrub(frame_at(self.groove, event.pos[0], self.frames), done=False)
        if event.type == pygame.MOUSEBUTTONUP and event.button == 1 and self.held:
            self.held = False
            return (Scrubbed(self.id, self.frame),)
        return None

    @property
    def groove(self) -> Rect:
        """Its left end is frame 0, its right end the last frame."""
        gap, high = self.theme.gap, self.theme.gap + self.theme.gap // 2
        return Rect(self.rect.x + gap, self.rect.centery - high // 2, max(self.rect.w - 2 * gap, 2), high)

    def draw(self, surface: pygame.Surface) -> None:
        """Groove, what has passed, marks, playhead: as the player's."""
        theme, groove = self.theme, self.groove
        surface.fill(theme.panel, self.rect)
        pygame.draw.rect(surface, theme.raised, groove, border_radius=theme.radius - 1)
        head = column_of(groove, self.frame, self.frames)
        passed = (groove.x, groove.y, head - groove.x, groove.high)
        pygame.draw.rect(surface, theme.edge, passed, border_radius=theme.radius - 1)
        for frame, share in self.marks:
            high = max(2 * theme.line, round(share * groove.high))
            x = column_of(groove, frame, self.frames)
            surface.fill(theme.alarm, (x, groove.y + groove.high - high, theme.line, high))
        wide, out = self.look.px(5), theme.gap - theme.line
        playhead = (head - wide // 2, groove.y - out, wide, groove.high + 2 * out)
        pygame.draw.rect(surface, theme.accent, playhead, border_radius=wide // 2)
        self.outline_focus(surface)

    def _key(self, chord: str) -> Messages | None:
        far = 10 if chord.startswith("Shift+") else 1
        key = chord.removeprefix("Shift+")
        steps = {"Left": self.frame - far, "Right": self.frame + far, "Home": 0, "End": self.frames - 1}
        return self._scrub(steps[key], done=True) if key in steps else None

    def _scrub(self, frame: int, *, done: bool) -> Messages:
        frame = min(max(frame, 0), max(self.frames - 1, 0))
        if frame == self.frame:
            return ()
        self.frame = frame
        return (Scrubbed(self.id, frame, done),)
