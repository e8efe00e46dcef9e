"""Scrolling: which rows of the frame move together, and where their camera stands on every frame."""

import numpy as np

from spritelift_trainer.mining.bands import Rows, moving_bands
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.planes import Backdrop, Band, still
from spritelift_trainer.mining.rooms import rooms_of
from spritelift_trainer.mining.shifts import Shift, likely_shifts, mismatch
from spritelift_trainer.mining.stack import View
from spritelift_trainer.mining.stitching import Stretch, stitched
from spritelift_trainer.mining.tiles import NO_TILES, Tiles

LOST_SHARE = 0.15
"""A step is not trusted (a cut, a jump, a crowd) whose best shift leaves more than this share of what a common shift
leaves: unlike pixels as such tell nothing, a clear sky has few of them at any shift."""


def find_backdrop(clip: Clip) -> tuple[Backdrop, Tiles]:
    """The bands of the frame, with every frame's camera, and the tiles that stand before them; pictures are still to
    be painted."""
    shifts = likely_shifts(clip)
    rows = moving_bands(clip, shifts) if len(shifts) > 1 else []
    if not any(each.moves for each in rows):
        rooms, tiles = rooms_of(clip)
        return still(rooms, clip.size), tiles
    # What repeats in a scrolling picture stays in it.
    return Backdrop([_band(clip, each, shifts) for each in rows], clip.size), NO_TILES


def _band(clip: Clip, rows: Rows, shifts: list[Shift]) -> Band:
    """The band with its camera path laid so that each picture starts at (0, 0)."""
    view = clip.ids.rows(rows.top, rows.bottom)
    camera = stitched(view, _stretches(view, clip.starts, shifts)) if rows.moves else np.zeros((len(clip), 3), int)
    sizes = []
    for picture in range(int(camera[:, 0].max()) + 1):
        here = camera[:, 0] == picture
        camera[here, 1:] -= camera[here, 1:].min(axis=0)
        reach = camera[here, 1:].max(axis=0)
        sizes.append((int(reach[0]) + clip.size[0], int(reach[1]) + rows.bottom - rows.top))
    return Band(rows.top, rows.bottom, camera.astype(np.int32), sizes, [])


def _stretches(view: View, starts: tuple[int, ...], shifts: list[Shift]) -> list[Stretch]:
    """The clip cut wherever the camera's step is not certain; within each stretch the path is known."""
    stretches: list[Stretch] = []
    path, last = [(0, 0)], (0, 0)
    for t in range(1, len(view)):
        step = None if t in starts else _step(view[t - 1], view[t], shifts, last)
        if step is None:
            stretches.append(Stretch(t - len(path), np.array(path)))
            path, last = [(0, 0)], (0, 0)
        else:
            path.append((path[-1][0] + step[0], path[-1][1] + step[1]))
            last = step
    return [*stretches, Stretch(len(view) - len(path), np.array(path))]


def _step(old: np.ndarray, new: np.ndarray, shifts: list[Shift], last: Shift) -> Shift | None:
    """The camera's step from one view to the next; None where no likely shift fits."""
    if np.array_equal(old, new):
        return (0, 0)
    unlike = [float(mismatch(old, new, shift).mean()) for shift in shifts]
    best = int(np.argmin(unlike))
    if unlike[shifts.index(last)] == unlike[best]:  # a view without texture: it goes on as it went
        best = shifts.index(last)
    return shifts[best] if unlike[best] <= LOST_SHARE * np.median(unlike) else None
