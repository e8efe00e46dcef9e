"""Lanes of a timeline and its ruler, and how they are drawn: only what is seen."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

import pygame

from spritelift_runtime.window.theme import Colour
from spritelift_runtime.window.widgets.look import Look
from spritelift_runtime.window.widgets.time_axis import Axis, Span, shown_spans, ticks


@dataclass(frozen=True)
class Lane:
    """One track: spans in their order, none over another, and frames to point out."""

    name: str
    spans: tuple[Span, ...]
    colour: Colour | None = None
    """None for the theme's own."""
    keys: tuple[int, ...] = ()
    """Frames at which something was changed by hand, in their order."""
    ends: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ends", tuple(span.end for span in self.spans))


def draw_lane(
    surface: pygame.Surface, rect: pygame.Rect, lane: Lane, axis: Axis, chosen: bool, odd: bool, look: Look
) -> None:
    """Name at the left, spans at the right; every second lane a little lighter."""
    theme, outer = look.theme, surface.get_clip()
    track = pygame.Rect(rect.x + theme.names_wide, rect.y, axis.wide, rect.h)
    if chosen or odd:
        surface.fill(theme.chosen if chosen else theme.panel, rect)
    surface.set_clip(outer.clip(track))
    colour = lane.colour or theme.boxes[1]
    for span, x, right in shown_spans(lane.spans, lane.ends, axis):
        bar = pygame.Rect(track.x + x, track.y + look.px(4), max(right - x - theme.line, 1), track.h - look.px(8))
        pygame.draw.rect(surface, colour, bar, border_radius=min(theme.radius - 2, bar.w // 2))
        _write_label(surface, bar.clip(track), span.label, look)
    for frame in _seen_keys(lane.keys, axis):
        centre = track.x + axis.x_of(frame + 0.5), track.centery
        _draw_key(surface, centre, look)
    surface.set_clip(outer.clip(pygame.Rect(rect.x, rect.y, theme.names_wide, rect.h)))
    if chosen:
        surface.fill(theme.accent, (rect.x, rect.y, look.px(3), rect.h))
    pygame.draw.circle(surface, colour, (rect.x + theme.gap + look.px(6), rect.centery), look.px(4))
    left = rect.x + 2 * theme.gap + look.px(8)
    text = look.lettering.fitted(lane.name, theme.text, track.x - left - theme.gap, small=True)
    surface.blit(text, text.get_rect(midleft=(left, rect.centery)))
    surface.set_clip(outer)


def draw_ruler(surface: pygame.Surface, rect: pygame.Rect, axis: Axis, look: Look) -> None:
    """Frame numbers where they have room."""
    theme, outer = look.theme, surface.get_clip()
    surface.fill(theme.panel, rect)
    left = rect.x + theme.names_wide
    surface.set_clip(outer.clip(pygame.Rect(left, rect.y, axis.wide, rect.h)))
    for frame in ticks(axis, look.px(64)):
        x = left + axis.x_of(frame)
        surface.fill(theme.edge, (x, rect.y + rect.h // 3, theme.line, rect.h))
        text = look.lettering.small(str(frame), theme.faint)
        surface.blit(text, text.get_rect(midleft=(x + theme.gap // 2, rect.centery)))
    surface.set_clip(outer)
    surface.fill(theme.edge, (rect.x, rect.bottom - theme.line, rect.w, theme.line))
    surface.fill(theme.edge, (left - theme.line, rect.y, theme.line, rect.h))


def _write_label(surface: pygame.Surface, bar: pygame.Rect, label: str, look: Look) -> None:
    room = bar.w - look.theme.gap
    if label and room > look.px(16):
        text = look.lettering.fitted(label, look.theme.on_accent, room, small=True)
        surface.blit(text, text.get_rect(midleft=(bar.x + look.theme.gap // 2, bar.centery)))


def _seen_keys(keys: Sequence[int], axis: Axis) -> list[int]:
    first, end = axis.seen
    seen = keys[bisect_left(keys, first) : bisect_left(keys, end)]
    # More keys than pixels would all be painted over each other.
    return list({axis.x_of(frame): frame for frame in seen}.values())


def _draw_key(surface: pygame.Surface, centre: tuple[int, int], look: Look) -> None:
    (x, y), reach = centre, look.px(4)
    corners = [(x - reach, y), (x, y - reach), (x + reach, y), (x, y + reach)]
    pygame.draw.polygon(surface, look.theme.text, corners)
    pygame.draw.polygon(surface, look.theme.sunken, corners, look.theme.line)
