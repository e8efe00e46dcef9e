"""The contact sheet of a repaint: each pose before, after, and where it was unsure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, UInt8

from spritelift_runtime.art import Margin
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


def contact_sheet(poses: Sequence[Shown]) -> Rgb:
    """All poses, two in a line, all at one enlargement, the two pictures of a pose in register."""
    wide = max(pose.after.shape[1] for pose in poses)
    high = max(pose.after.shape[0] for pose in poses)
    zoom = max(1, SHOWN_PX // max(wide, high))
    cell_wide = 3 * (wide * zoom + GAP_PX) + GAP_PX
    cell_high = high * zoom + 2 * WORDS_PX + 3 * GAP_PX
    board = Board(min(COLUMNS, len(poses)) * cell_wide + GAP_PX, -(-len(poses) // COLUMNS) * cell_high + GAP_PX)
    for n, pose in enumerate(poses):
        x, y = GAP_PX + n % COLUMNS * cell_wide, GAP_PX + n // COLUMNS * cell_high
        board.text(x, y + WORDS_PX // 2, f"{pose.name}: {pose.said}", WORDS_PX)
        for k, (head, rgb) in enumerate(zip(HEADS, _pictures(pose, zoom), strict=True)):
            left = x + k * (wide * zoom + GAP_PX)
            board.text(left, y + 2 * WORDS_PX, head, WORDS_PX - 2, THEME.faint)
            board.framed(rgb, left, y + 3 * WORDS_PX)
    return board.rgb


def _pictures(pose: Shown, zoom: int) -> tuple[Rgb, Rgb, Rgb]:
    marked = pose.after.copy()
    marked[..., :3] = np.rint(marked[..., :3] * DIMMED).astype(np.uint8)
    marked[pose.unsure] = (*THEME.accent, 255)
    before, after, marked = (
        over_checker(each, zoom) for each in (padded(pose.before, pose.margin), pose.after, marked)
    )
    return before, after, marked
