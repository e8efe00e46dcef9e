"""Where everything stands in the window, as plain rectangles. No pygame here."""

from dataclasses import dataclass
from typing import NamedTuple

from spritelift_runtime.window.state import PlayerState, View
from spritelift_runtime.window.theme import THEME


class Rect(NamedTuple):
    """A rectangle of the window, in pixels."""

    x: int
    y: int
    wide: int
    high: int

    def holds(self, point: tuple[int, int]) -> bool:
        """Whether the pixel `point` lies in it."""
        return 0 <= point[0] - self.x < self.wide and 0 <= point[1] - self.y < self.high


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One window, laid out. Without a timeline (live play), `play`, `groove` and `timeline` are None."""

    zoom: int
    """Screen pixels a game pixel."""
    tabs: tuple[tuple[View, Rect], ...]
    boxes: Rect
    help: Rect
    area: Rect
    """What the stage may use."""
    picture: Rect
    """Where the picture goes; sticks out of `area` where the zoom is larger than fits."""
    pan: tuple[int, int]
    """The state's pan as far as the picture can follow it."""
    play: Rect | None
    groove: Rect | None
    """The timeline's bar; its left end is frame 0, its right end the last frame."""
    timeline: Rect | None
    """The strip that takes hold of the timeline when pressed: easier to hit than the groove."""
    status: Rect


def lay_out(window: tuple[int, int], native: tuple[int, int], state: PlayerState) -> Layout:
    """Lay out a window of `window` px for frames of `native` px."""
    wide, high = window
    timeline_high = 0 if state.live else THEME.timeline_high
    foot = timeline_high + THEME.status_high
    area = Rect(0, THEME.tabs_high, wide, max(high - THEME.tabs_high - foot, 1))
    zoom = state.zoom or max(1, min(area.wide // native[0], area.high // native[1]))
    picture, pan = _picture(area, (native[0] * zoom, native[1] * zoom), state.pan)
    tabs, boxes, help_ = _top(wide, state.views)
    play, groove = (None, None) if state.live else _timeline(wide, high - foot)
    return Layout(
        zoom=zoom,
        tabs=tabs,
        boxes=boxes,
        help=help_,
        area=area,
        picture=picture,
        pan=pan,
        play=play,
        groove=groove,
        timeline=groove and Rect(groove.x - THEME.gap, high - foot, groove.wide + 2 * THEME.gap, timeline_high),
        status=Rect(0, high - THEME.status_high, wide, THEME.status_high),
    )


def window_size(native: tuple[int, int], zoom: int, live: bool) -> tuple[int, int]:
    """The window that holds a picture of `native` px at `zoom` exactly (or is the least window)."""
    foot = THEME.status_high + (0 if live else THEME.timeline_high)
    high = native[1] * zoom + THEME.tabs_high + foot
    return max(native[0] * zoom, THEME.least_window[0]), max(high, THEME.least_window[1])


def frame_at(groove: Rect, x: int, frames: int) -> int:
    """The frame whose place on the timeline is nearest to window column `x`."""
    along = (x - groove.x) / max(groove.wide - 1, 1)
    return round(min(max(along, 0.0), 1.0) * (frames - 1))


def column_of(groove: Rect, frame: int, frames: int) -> int:
    """The window column of `frame` on the timeline."""
    return groove.x + round(frame / max(frames - 1, 1) * (groove.wide - 1))


def _top(wide: int, views: tuple[View, ...]) -> tuple[tuple[tuple[View, Rect], ...], Rect, Rect]:
    gap, high = THEME.gap // 2, THEME.tabs_high - THEME.gap
    each = min(THEME.tab_wide, (wide - gap) // (len(views) + 2) - gap)
    slots = [Rect(gap + i * (each + gap), gap, each, high) for i in range(len(views))]
    right = [Rect(wide - (2 - i) * (each + gap), gap, each, high) for i in range(2)]
    return tuple(zip(views, slots, strict=True)), right[0], right[1]


def _timeline(wide: int, top: int) -> tuple[Rect, Rect]:
    side = THEME.timeline_high - THEME.gap
    play = Rect(THEME.gap // 2, top + THEME.gap // 2, side, side)
    left = play.x + side + 2 * THEME.gap
    return play, Rect(left, top + THEME.timeline_high // 2 - 6, max(wide - left - 2 * THEME.gap, 2), 12)


def _picture(area: Rect, size: tuple[int, int], pan: tuple[int, int]) -> tuple[Rect, tuple[int, int]]:
    wide, high = size
    # A picture that fits stays in the middle; a larger one can be moved until its edge meets the area's.
    slack_x, slack_y = max(wide - area.wide + 1, 0) // 2, max(high - area.high + 1, 0) // 2
    pan = min(max(pan[0], -slack_x), slack_x), min(max(pan[1], -slack_y), slack_y)
    return Rect(area.x + (area.wide - wide) // 2 + pan[0], area.y + (area.high - high) // 2 + pan[1], wide, high), pan
