"""The contact sheet of a repaint: each pose before, after, and where it was unsure; an animator's beside the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, UInt8

from spritelift_runtime.art import NO_MARGIN, Margin
from spritelift_runtime.repainting.placing import padded
from spritelift_runtime.report.board import Board, over_checker
from spritelift_runtime.window.theme import THEME

Rgba = UInt8[np.ndarray, "_ _ 4"]
Rgb = UInt8[np.ndarray, "_ _ 3"]
COLUMNS = 2
"""Poses beside each other."""
SHOWN_PX = 144
"""About how large a pose is shown."""
WORDS_PX = 14
GAP_PX = 14
DIMMED = 0.35
"""Share of its brightness that a pose keeps behind its unsure pixels."""
HEADS = ("before", "after", "unsure")
HEADS_OF_BOTH = ("before", "by matching", "by the animator", "unsure")


@dataclass(frozen=True, eq=False)
class Shown:
    """One pose of the sheet."""

    name: str
    before: Rgba
    after: Rgba
    margin: Margin
    """By how much `after` is larger than `before`."""
    unsure: Bool[np.ndarray, "_ _"]
    """Of the size of `after`."""
    said: str
    """A word about it: painted, carried, kept as it was."""
    matched: tuple[Rgba, Margin] | None = None
    """What came out by matching, and its margin, where `after` is the animator's."""

    @property
    def room(self) -> Margin:
        """How much larger than before any of its pictures is."""
        margins = [self.margin] if self.matched is None else [self.margin, self.matched[1]]
        left, top, right, bottom = (max(sides) for sides in zip(*margins, strict=True))
        return left, top, right, bottom


def contact_sheet(poses: Sequence[Shown]) -> Rgb:
    """All poses, two in a line, all at one enlargement, the two pictures of a pose in register."""
    heads = HEADS if all(pose.matched is None for pose in poses) else HEADS_OF_BOTH
    wide = max(pose.before.shape[1] + pose.room[0] + pose.room[2] for pose in poses)
    high = max(pose.before.shape[0] + pose.room[1] + pose.room[3] for pose in poses)
    zoom = max(1, SHOWN_PX // max(wide, high))
    cell_wide = len(heads) * (wide * zoom + GAP_PX) + GAP_PX
    cell_high = high * zoom + 2 * WORDS_PX + 3 * GAP_PX
    board = Board(min(COLUMNS, len(poses)) * cell_wide + GAP_PX, -(-len(poses) // COLUMNS) * cell_high + GAP_PX)
    for n, pose in enumerate(poses):
        x, y = GAP_PX + n % COLUMNS * cell_wide, GAP_PX + n // COLUMNS * cell_high
        board.text(x, y + WORDS_PX // 2, f"{pose.name}: {pose.said}", WORDS_PX)
        for k, (head, rgb) in enumerate(zip(heads, _pictures(pose, len(heads), zoom), strict=True)):
            left = x + k * (wide * zoom + GAP_PX)
            board.text(left, y + 2 * WORDS_PX, head, WORDS_PX - 2, THEME.faint)
            board.framed(rgb, left, y + 3 * WORDS_PX)
    return board.rgb


def _pictures(pose: Shown, count: int, zoom: int) -> list[Rgb]:
    """So many pictures of one size: of four, the second is what came out by matching."""
    marked = pose.after.copy()
    marked[..., :3] = np.rint(marked[..., :3] * DIMMED).astype(np.uint8)
    marked[pose.unsure] = (*THEME.accent, 255)
    after = pose.after, pose.margin
    middle = [after] if count == len(HEADS) else [pose.matched or after, after]
    each = [(pose.before, NO_MARGIN), *middle, (marked, pose.margin)]
    return [over_checker(_within(pose.room, *one), zoom) for one in each]


def _within(room: Margin, rgba: Rgba, margin: Margin) -> Rgba:
    left, top, right, bottom = (whole - own for whole, own in zip(room, margin, strict=True))
    return padded(rgba, (left, top, right, bottom))
