"""A timeline: a ruler, and below it a lane for each track, with spans where it is there."""

from collections.abc import Sequence
from dataclasses import replace

import pygame

from spritelift_runtime.window.widgets.choosing import Choosing
from spritelift_runtime.window.widgets.lane_drawing import Lane, draw_lane, draw_ruler
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.messages import Messages, Scrubbed
from spritelift_runtime.window.widgets.pressed import pressed
from spritelift_runtime.window.widgets.time_axis import Axis

ZOOM = 1.25
"""How much wider frames get with a turn of the wheel."""


class Timeline(Choosing):
    """Says `Scrubbed` and `Chosen` (of lanes).

    The wheel zooms about the pointer, with Shift it moves along, and so does the middle button; over the names it
    scrolls the lanes.
    """

    opaque = True

    def __init__(self, id: str, frames: int, lanes: Sequence[Lane] = (), *, frame: int = 0) -> None:
        super().__init__(id)
        self.lanes = tuple(lanes)
        self.frames = frames
        self.frame = frame
        self.axis = Axis(frames, 1)
        self._panned_from: int | None = None

    @property
    def content_high(self) -> int:
        """Ruler and lanes."""
        return self.ruler_high + len(self.lanes) * self.theme.lane_high

    @property
    def ruler_high(self) -> int:
        """Height of the ruler, which doesn't scroll."""
        return self.theme.lane_high

    def least(self, look: Look) -> tuple[int, int]:
        """Names, some frames, three lanes."""
        return look.theme.names_wide + look.px(160), 4 * look.theme.lane_high

    def place(self, rect: pygame.Rect, look: Look) -> None:
        """Frames keep their width, as far as they fill the widget."""
        super().place(rect, look)
        self.axis = replace(self.axis, wide=max(rect.w - look.theme.names_wide - look.theme.scroll_wide, 1))

    @property
    def track(self) -> pygame.Rect:
        """Where frames are: right of the names."""
        left = self.rect.x + self.theme.names_wide
        return pygame.Rect(left, self.rect.y, self.axis.wide, self.rect.h)

    def x_of(self, frame: int) -> int:
        """The window column at which a frame begins."""
        return self.track.x + self._axis.x_of(frame)

    def lane_rect(self, lane: int) -> pygame.Rect:
        """Where a lane is in the window, its name included; beyond the widget (or below the ruler) if it isn't seen."""
        high = self.theme.lane_high
        y = self.rect.y + self.ruler_high + lane * high - self.scrolled
        return pygame.Rect(self.rect.x, y, self.content_wide, high)

    def lane_at(self, position: tuple[int, int]) -> int | None:
        """The lane at a window position."""
        y = position[1] - self.rect.y - self.ruler_high
        lane = (y + self.scrolled) // self.theme.lane_high
        return lane if y >= 0 and self.rect.collidepoint(position) and lane < len(self.lanes) else None

    def show_frame(self) -> None:
        """Move so far that the current frame is seen."""
        self.axis = self._axis.showing(self.frame)

    def handle(self, event: pygame.event.Event) -> Messages | None:
        """Scrub, choose, zoom, move and scroll."""
        if event.type == pygame.KEYDOWN:
            return self._key(pressed(event))
        if event.type == pygame.MOUSEWHEEL and self.track.collidepoint(self.look.pointer):
            return self._wheel(event)
        if event.type == pygame.MOUSEMOTION and self._panned_from is not None:
            self.axis = self._axis.panned(self._panned_from - event.pos[0])
            self._panned_from = event.pos[0]
            return ()
        moved = self.handle_scrolling(event)
        if moved is not None:
            return moved
        if event.type == pygame.MOUSEBUTTONDOWN:
            return self._press(event)
        if event.type == pygame.MOUSEMOTION and self.held:
            return self._scrub(event.pos[0], done=False)
        if event.type == pygame.MOUSEBUTTONUP:
            return self._let_go()
        return None

    def tip_at(self, position: tuple[int, int]) -> str:
        """The lane's name, and its span's words."""
        lane = self.lane_at(position)
        if lane is None:
            return self.tip
        frame = self._axis.frame_at(position[0] - self.track.x)
        words = [span.label for span in self.lanes[lane].spans if span.first <= frame < span.end and span.label]
        inside = position[0] >= self.track.x
        return "  ".join([self.lanes[lane].name, *(words if inside else [])])

    def draw(self, surface: pygame.Surface) -> None:
        """The lanes seen, the ruler over them, the current frame as a line over all."""
        theme, track, axis = self.theme, self.track, self._axis
        surface.fill(theme.sunken, self.rect)
        outer = surface.get_clip()
        first = self.scrolled // theme.lane_high
        for i in range(first, min(first + self.rect.h // theme.lane_high + 2, len(self.lanes))):
            draw_lane(surface, self.lane_rect(i), self.lanes[i], axis, i in self.selection.rows, i % 2 == 1, self.look)
        draw_ruler(surface, pygame.Rect(self.rect.x, self.rect.y, self.rect.w, self.ruler_high), axis, self.look)
        surface.set_clip(outer.clip(track))
        x, px = self.x_of(self.frame), max(round(axis.px_per_frame), 1)
        if px > 3 * theme.line:  # the whole frame, faintly; the line is where it begins
            veil = pygame.Surface((px, self.rect.h))
            veil.fill(theme.accent)
            veil.set_alpha(40)
            surface.blit(veil, (x, self.rect.y))
        surface.fill(theme.accent, (x, self.rect.y, max(theme.focus_line // 2, 1), self.rect.h))
        surface.set_clip(outer)
        self.draw_bar(surface)
        self.outline_focus(surface)

    @property
    def _axis(self) -> Axis:
        return self.axis if self.axis.frames == self.frames else replace(self.axis, frames=self.frames)

    def _wheel(self, event: pygame.event.Event) -> Messages:
        turn = event.x or event.y
        if self.look.shift or event.x:
            self.axis = self._axis.panned(-turn * self.look.px(48) if not event.x else turn * self.look.px(48))
        else:
            self.axis = self._axis.zoomed(self.look.pointer[0] - self.track.x, ZOOM**turn)
        return ()

    def _press(self, event: pygame.event.Event) -> Messages | None:
        if event.button == 2:
            self._panned_from = event.pos[0]
            return ()
        if event.button != 1:
            return None
        lane = self.lane_at(event.pos)
        chosen = self.click_on(lane) if lane is not None else ()
        if event.pos[0] < self.track.x:
            return chosen
        self.held = True
        return (*chosen, *self._scrub(event.pos[0], done=False))

    def _let_go(self) -> Messages | None:
        if self._panned_from is not None:
            self._panned_from = None
            return ()
        if not self.held:
            return None
        self.held = False
        return (Scrubbed(self.id, self.frame),)

    def _key(self, key: str) -> Messages | None:
        name = key.removeprefix("Shift+")
        if name in ("Up", "Down") and self.lanes:
            lane = self.selection.at + (1 if name == "Down" else -1) if self.selection.rows else 0
            lane = min(max(lane, 0), len(self.lanes) - 1)
            self.scroll_to(lane * self.theme.lane_high, (lane + 1) * self.theme.lane_high + self.ruler_high)
            return self.step_to(lane, shift=name != key)
        steps = {"Left": -1, "Right": 1, "Home": -self.frames, "End": self.frames}
        if name not in steps:
            return None
        frame = min(max(self.frame + steps[name] * (10 if name != key else 1), 0), max(self.frames - 1, 0))
        if frame == self.frame:
            return ()
        self.frame = frame
        self.show_frame()
        return (Scrubbed(self.id, frame),)

    def _scrub(self, x: int, *, done: bool) -> Messages:
        frame = self._axis.frame_at(x - self.track.x)
        if frame == self.frame:
            return ()
        self.frame = frame
        return (Scrubbed(self.id, frame, done),)
