"""What each row of a frame should be, going by the frames before: what is left is almost nothing."""

import numpy as np
from jaxtyping import Int64

from spritelift_runtime.scenes import Scenes
from spritelift_runtime.streams import unzigzag, zigzag

_TRACK = 5


def offsets_of(counts: np.ndarray) -> Int64[np.ndarray, "n"]:
    """First row of each frame, and the end, from how many rows each frame has."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def same_track(scenes: Scenes) -> Int64[np.ndarray, "n"]:
    """For each placement its object's row on the frame before, or -1."""
    tracks = scenes.placements[:, _TRACK].astype(np.int64)
    frames = scenes.frame_of_rows()
    span = int(tracks.max(initial=0)) + 2
    keys = frames * span + tracks
    order = np.argsort(keys, kind="stable")
    wanted = keys - span
    at = np.searchsorted(keys[order], wanted)
    found = order[np.minimum(at, len(order) - 1)] if len(order) else at
    right = (keys[found] == wanted) & (tracks >= 0) & (frames > 0) if len(order) else np.zeros(0, bool)
    return _unshared(np.where(right, found, -1))


def _unshared(before: np.ndarray) -> Int64[np.ndarray, "n"]:
    """`before`, with only the first of several rows that name one row keeping it."""
    first = np.zeros(len(before), bool)
    first[np.unique(before, return_index=True)[1]] = True
    return np.where(first, before, -1).astype(np.int64)


def same_place(offsets: np.ndarray) -> Int64[np.ndarray, "n"]:
    """For each row the one at the same place in the frame before, or -1."""
    counts = np.diff(offsets)
    frames = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(offsets[-1]) - offsets[frames]
    counts_before = np.concatenate([[0], counts])[frames]
    return np.where(place < counts_before, offsets[np.maximum(frames - 1, 0)] + place, -1).astype(np.int64)


def chain_codes(before: np.ndarray) -> Int64[np.ndarray, "n"]:
    """0 where nothing went before, else 1 + how far (zigzag) the row named is from the next one in line."""
    chained = np.flatnonzero(before >= 0)
    codes = np.zeros(len(before), np.int64)
    steps = np.diff(before[chained], prepend=-1) - 1
    codes[chained] = 1 + zigzag(steps)
    return codes


def chained(codes: np.ndarray) -> Int64[np.ndarray, "n"]:
    """What `chain_codes` was given."""
    before = np.full(len(codes), -1, np.int64)
    chained = np.flatnonzero(codes)
    before[chained] = np.cumsum(unzigzag(codes[chained] - 1) + 1) - 1
    return before


def carried(planes: np.ndarray, offsets: np.ndarray) -> Int64[np.ndarray, "t 2"]:
    """How far tiles move on each frame: against the camera of its largest plane."""
    moves = np.zeros((len(offsets) - 1, 2), np.int64)
    before = same_place(offsets)
    for frame, (first, last) in enumerate(zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)):
        if first < last:
            main = first + int(np.argmax(planes[first:last, 3] * planes[first:last, 4]))
            if before[main] >= 0:
                moves[frame] = planes[before[main], 5:7] - planes[main, 5:7]
    return moves


def expected(
    rows: np.ndarray, before: np.ndarray, moving: np.ndarray, carried: np.ndarray | None = None
) -> Int64[np.ndarray, "n c"]:
    """What each row should be, going by the one before it and the one before that; 0 where there is none."""
    speed = np.zeros_like(rows)
    chained = before >= 0
    speed[chained] = (rows[chained] - rows[before[chained]]) * moving
    return np.where(chained[:, None], _ahead(rows[before], speed[before], carried), 0)


def _ahead(rows: np.ndarray, speed: np.ndarray, carried: np.ndarray | None) -> np.ndarray:
    if carried is None:
        return rows + speed
    fixed = rows[:, -1:] > 0  # a tile goes where its plane goes
    step = np.zeros_like(rows)
    step[:, 1:3] = carried
    return rows + np.where(fixed, step, speed)


def restored(
    off: np.ndarray, before: np.ndarray, moving: np.ndarray, offsets: np.ndarray, carried: np.ndarray | None = None
) -> Int64[np.ndarray, "n c"]:
    """Rows from what `expected` left over, frame after frame."""
    rows, speed = off.copy(), np.zeros_like(off)
    for first, last in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True):
        chained = first + np.flatnonzero(before[first:last] >= 0)
        named = before[chained]
        rows[chained] += _ahead(rows[named], speed[named], None if carried is None else carried[chained])
        speed[chained] = (rows[chained] - rows[named]) * moving
    return rows
