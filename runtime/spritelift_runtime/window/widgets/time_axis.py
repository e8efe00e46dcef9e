"""Which frame is where on a timeline that can be zoomed and moved. No pygame here."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

MOST_PX = 64.0
"""Pixels that a frame can be wide."""


@dataclass(frozen=True)
class Span:
    """Frames from `first` up to, without, `end`."""

    first: int
    end: int
    label: str = ""


@dataclass(frozen=True)
class Axis:
    """`frames` frames on `wide` px, the frame `first` (a part of one, too) at the left, `px` pixels a frame."""

    frames: int
    wide: int
    first: float = 0.0
    px: float = 0.0
    """0 for all frames at once."""

    @property
    def px_per_frame(self) -> float:
        """Pixels a frame takes."""
        return max(self.px, self.least_px)

    @property
    def least_px(self) -> float:
        """Pixels a frame has where all of them are seen; none gets wider than `MOST_PX`."""
        return min(self.wide / max(self.frames, 1), MOST_PX)

    @property
    def seen(self) -> tuple[int, int]:
        """First frame seen, and the first after the last."""
        first = self._clamped(self.first)
        return int(first), min(int(first + self.wide / self.px_per_frame) + 1, self.frames)

    def x_of(self, frame: float | int) -> int:
        """Pixels from the left to where `frame` begins; beyond the axis for frames that aren't seen."""
        return round((frame - self._clamped(self.first)) * self.px_per_frame)

    def frame_at(self, x: int) -> int:
        """The frame at pixel `x`, the nearest there is."""
        frame = floor(self._clamped(self.first) + x / self.px_per_frame)
        return min(max(frame, 0), max(self.frames - 1, 0))

    def zoomed(self, x: int, by: float | int) -> "Axis":
        """Frames `by` times as wide, the one at pixel `x` staying there."""
        px = min(max(self.px_per_frame * by, self.least_px), MOST_PX)
        there = self._clamped(self.first) + x / self.px_per_frame
        return replace(self, px=px).moved_to(there - x / px)

    def panned(self, px: float | int) -> "Axis":
        """Moved so that what is seen lies `px` pixels further right."""
        return self.moved_to(self._clamped(self.first) + px / self.px_per_frame)

    def moved_to(self, first: float | int) -> "Axis":
        """With the frame `first` at the left, as far as there are frames."""
        return replace(self, first=self._clamped(first))

    def showing(self, frame: int) -> "Axis":
        """Moved just so far that `frame` is seen."""
        first, room = self._clamped(self.first), self.wide / self.px_per_frame
        return self if first <= frame <= first + room - 1 else self.moved_to(frame - room / 2)

    def _clamped(self, first: float | int) -> float:
        return min(max(float(first), 0.0), max(self.frames - self.wide / self.px_per_frame, 0.0))


def ticks(axis: Axis, apart_px: int) -> range:
    """Frames to write on the ruler: a round number of frames, and `apart_px` at least, from one to the next."""
    step, i = 1, 0
    while step * axis.px_per_frame < apart_px:
        step, i = (1, 2, 5)[(i + 1) % 3] * 10 ** ((i + 1) // 3), i + 1
    first, end = axis.seen
    return range(-(-first // step) * step, end, step)


def shown_spans(spans: Sequence[Span], ends: Sequence[int], axis: Axis) -> list[tuple[Span, int, int]]:
    """The spans seen, with their pixels from and to; of those too narrow to tell apart, one a pixel.

    `spans` are in order and don't overlap, `ends` are their ends.
    """
    shown = []
    first, end = axis.seen
    i = bisect_right(ends, first)
    while i < len(spans) and spans[i].first < end:
        x, right = axis.x_of(spans[i].first), max(axis.x_of(spans[i].end), axis.x_of(spans[i].first) + 1)
        shown.append((spans[i], x, right))
        beyond = bisect_right(ends, axis.frame_at(right)) if axis.px_per_frame < 1 else i + 1
        i = max(beyond, i + 1)
    return shown
