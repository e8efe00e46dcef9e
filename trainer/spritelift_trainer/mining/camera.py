"""Scrolling: which rows of the frame move together, and where their camera stands on every frame."""

import numpy as np

from spritelift_trainer.mining.bands import Rows, moving_bands
from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.planes import Backdrop, Band, still
from spritelift_trainer.mining.shifts import Shift, likely_shifts, mismatch

CUT_SHARE = 0.4
"""A step whose best shift leaves more of the band's pixels unlike is a cut, not a movement."""
SEEN_SHARE = 0.25
"""After a cut, an earlier view at most so unlike is where the camera has come back to."""
LOOK_BACK = 96
"""Earlier views compared after a cut."""


def find_backdrop(clip: Clip) -> Backdrop:
    """The bands of the frame, with every frame's camera; pictures are still to be painted."""
    shifts = likely_shifts(clip)
    rows = moving_bands(clip, shifts) if len(shifts) > 1 else []
    if not any(each.moves for each in rows):
        return still(len(clip), clip.size)
    bands = []
    for each in rows:
        path = _path(clip, each, shifts) if each.moves else np.zeros((len(clip), 3), np.int64)
        bands.append(_band(each, path, clip.size[0]))
    return Backdrop(bands, clip.size)


def _band(rows: Rows, path: np.ndarray, width: int) -> Band:
    """The band with its camera paths shifted so that each picture starts at (0, 0)."""
    camera, sizes = path.copy(), []
    for picture in range(int(path[:, 0].max()) + 1):
        here = path[:, 0] == picture
        corner = path[here, 1:].min(axis=0)
        camera[here, 1:] -= corner
        reach = path[here, 1:].max(axis=0) - corner
        sizes.append((int(reach[0]) + width, int(reach[1]) + rows.bottom - rows.top))
    return Band(rows.top, rows.bottom, camera.astype(np.int32), sizes, [])


def _path(clip: Clip, rows: Rows, shifts: list[Shift]) -> np.ndarray:
    """int64 [frame, 3]: picture, x, y of the band's camera, from frame to frame."""
    view = clip.ids[:, rows.top : rows.bottom]
    path = np.zeros((len(clip), 3), np.int64)
    last = (0, 0)
    for t in range(1, len(clip)):
        if np.array_equal(view[t], view[t - 1]):
            path[t] = path[t - 1]
            continue
        unlike = [mismatch(view[t - 1], view[t], shift).mean() for shift in shifts]
        best = int(np.argmin(unlike))
        if unlike[shifts.index(last)] == unlike[best]:  # a view without texture: it goes on as it went
            best = shifts.index(last)
        if unlike[best] > CUT_SHARE:
            path[t], last = _after_cut(view, path, t), (0, 0)
        else:
            last = shifts[best]
            path[t] = path[t - 1] + (0, *last)
    return path


def _after_cut(view: np.ndarray, path: np.ndarray, t: int) -> np.ndarray:
    """Where the camera is after a cut: at an earlier view that looks the same, or in a new picture."""
    earlier = np.unique(np.linspace(0, t - 1, min(t, LOOK_BACK)).astype(int))
    unlike = (view[earlier] != view[t]).mean(axis=(1, 2))
    best = int(np.argmin(unlike))
    if unlike[best] <= SEEN_SHARE:
        return path[earlier[best]]
    return np.array([path[:t, 0].max() + 1, 0, 0])
