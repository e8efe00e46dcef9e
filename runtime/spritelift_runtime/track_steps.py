"""The tracker's loops over objects, compiled: who obviously goes on, what the other pairings cost, what is remembered.

`tracking.Tracker` says what they are for.
"""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

MEMORY_FRAMES = 4
"""A track that was not seen for more frames than this is over (blinking and short occlusions are shorter)."""
GATE_PX = 10.0
"""How far from where it was expected an object may be found, on top of half its size and its own speed."""
NEW_POSE, NEW_SPRITE, NEW_FLIP, NEW_STANDING = 2.0, 8.0, 1.0, 4.0
"""What a change costs, in pixels of distance: to a sprite of the same animation, to any other, of flip, of `fixed`."""
FAR = 1e6
"""The cost of a pairing beyond the gate."""
SPRITE, X, Y, FLIP, FIXED = 0, 1, 2, 4, 6
"""Columns of a placement row (`scenes.PLACEMENT_COLUMNS`)."""


class Tracks(NamedTuple):
    """Live tracks, column by column."""

    ids: np.ndarray
    """int64 [n]"""
    rows: np.ndarray
    """int64 [n, 7]: the placement each was last seen as."""
    place: np.ndarray
    """float64 [n, 2]: top-left corner x, y on the last frame, in pixels; a guess where the object was out of sight."""
    speed: np.ndarray
    """float64 [n, 2]: pixels a frame."""
    speed_before: np.ndarray
    missed: np.ndarray
    """int64 [n]: frames since it was last seen."""


def blank(count: int) -> Tracks:
    """So many tracks of nothing yet."""
    place, speed, speed_before = np.zeros((3, count, 2))
    ids, missed = np.zeros((2, count), np.int64)
    return Tracks(ids, np.zeros((count, 7), np.int64), place, speed, speed_before, missed)


@njit(cache=True)
@no_type_check
def _key(row: np.ndarray, x: int, y: int) -> int:
    """What stands where, in one number: sprite, flip, fixed, and the place, up to 65,535 px beyond 0."""
    return (((row[SPRITE] * 4 + row[FLIP]) * 2 + row[FIXED]) << 34) + (x << 17) + y


@njit(cache=True)
@no_type_check
def continuing(rows: np.ndarray, tracks: Tracks, turned: np.ndarray, carried: np.ndarray) -> np.ndarray:
    """For each row (int64 [n, 7]) the index of the track that obviously goes on there, or -1.

    Things may have gone on at their speed, turned with a plane (`turned` [n, 2]), at the speed before, with a plane
    (`carried` [n, 2]), or not at all: likeliest first.
    """
    found = np.full(len(rows), -1, np.int64)
    free = np.ones(len(tracks.ids), np.bool_)
    still = np.zeros(2)
    for way in range(len(turned) + 2 + len(carried) + 1):
        last = way - len(turned) - 2
        if way < len(turned):
            _join(rows, tracks, tracks.speed, turned[way], found, free)
        elif last < 0:
            _join(rows, tracks, tracks.speed if last == -2 else tracks.speed_before, still, found, free)
        else:
            own = np.zeros(tracks.speed.shape)
            _join(rows, tracks, own, carried[last] if last < len(carried) else still, found, free)
        if (found >= 0).all():
            break
    return found


@njit(cache=True)
@no_type_check
def _join(
    rows: np.ndarray, tracks: Tracks, speed: np.ndarray, move: np.ndarray, found: np.ndarray, free: np.ndarray
) -> None:
    """Join rows and free tracks that stand where they are expected, speed and move on; the first of twins wins."""
    waiting = np.flatnonzero(free)
    expected = np.empty(len(waiting), np.int64)
    for k in range(len(waiting)):
        n = waiting[k]
        x, y = tracks.place[n] + (speed[n] + move)
        expected[k] = _key(tracks.rows[n], np.int64(np.rint(x)), np.int64(np.rint(y)))
    order = np.argsort(expected, kind="mergesort")  # stable
    expected = expected[order]
    for n in range(len(rows)):
        if found[n] < 0:
            key = _key(rows[n], rows[n, X], rows[n, Y])
            k = np.searchsorted(expected, key)
            if k < len(order) and expected[k] == key and free[waiting[order[k]]]:
                found[n] = waiting[order[k]]
                free[found[n]] = False


@njit(cache=True)
@no_type_check
def pairing_costs(
    rows: np.ndarray,
    tracks: Tracks,
    left: np.ndarray,
    free: np.ndarray,
    carried: np.ndarray,
    sizes: np.ndarray,
    kinds: np.ndarray,
) -> np.ndarray:
    """float64 [left, free]: pixels from where each free track was expected to each row left, changes included; `FAR`
    beyond the gate. `sizes` [sprites, 2] in pixels, `kinds` [sprites] the animation each belongs to, -1 for none."""
    cost = np.empty((len(left), len(free)))
    for i in range(len(left)):
        row = rows[left[i]]
        for j in range(len(free)):
            then, speed, place = tracks.rows[free[j]], tracks.speed[free[j]], tracks.place[free[j]]
            size = sizes[then[SPRITE]]
            grown_x, grown_y = sizes[row[SPRITE], 0] - size[0], sizes[row[SPRITE], 1] - size[1]
            total = np.inf
            for way in range(len(carried) + 2):
                move_x, move_y = 0.0, 0.0
                if way == 0:
                    move_x, move_y = speed[0], speed[1]
                elif way <= len(carried):
                    move_x, move_y = carried[way - 1, 0], carried[way - 1, 1]
                off_x, off_y = row[X] - (place[0] + move_x), row[Y] - (place[1] + move_y)
                # Poses of one character differ in size and keep their corner or their middle.
                middle = abs(off_x + grown_x / 2) + abs(off_y + grown_y / 2)
                total = min(total, abs(off_x) + abs(off_y), middle)
            change = 0.0
            if row[SPRITE] != then[SPRITE]:
                kin = kinds[row[SPRITE]] == kinds[then[SPRITE]] and kinds[row[SPRITE]] >= 0
                change = NEW_POSE if kin else NEW_SPRITE + (abs(grown_x) + abs(grown_y)) / 2
            change += NEW_FLIP * (row[FLIP] != then[FLIP])
            change += NEW_STANDING * (row[FIXED] != then[FIXED])
            total += change
            gate = GATE_PX + max(size[0], size[1]) / 2 + (abs(speed[0]) + abs(speed[1]))
            cost[i, j] = total if total <= gate else FAR
    return cost


@njit(cache=True)
@no_type_check
def remembered(rows: np.ndarray, old: Tracks, found: np.ndarray, next_id: int, carry: np.ndarray) -> Tracks:
    """Tracks after a frame: its rows in their order, then those missing for not too long, where they should be by now.

    `found` [n] is each row's track, or -1: these get ids from `next_id` on. `carry` [2] moves fixed things.
    """
    lost = np.ones(len(old.ids), np.bool_)
    for n in range(len(rows)):
        if found[n] >= 0:
            lost[found[n]] = False
    lost &= old.missed < MEMORY_FRAMES
    count = len(rows) + lost.sum()
    ids, missed, kept = np.empty(count, np.int64), np.zeros(count, np.int64), np.empty((count, 7), np.int64)
    place, speed, speed_before = np.empty((count, 2)), np.zeros((count, 2)), np.zeros((count, 2))
    for n in range(len(rows)):
        kept[n], m = rows[n], found[n]
        place[n, 0], place[n, 1] = rows[n, X], rows[n, Y]
        if m < 0:
            ids[n] = next_id
            next_id += 1
            continue
        ids[n] = old.ids[m]
        for axis in range(2):
            before = old.speed[m, axis]
            # A track unseen for m frames was moved on by its speed: what it is off by spreads over m + 1 frames.
            speed[n, axis] = before + (place[n, axis] - old.place[m, axis] - before) / (old.missed[m] + 1)
            speed_before[n, axis] = before
    n = len(rows)
    for m in np.flatnonzero(lost):
        ids[n], kept[n], missed[n] = old.ids[m], old.rows[m], old.missed[m] + 1
        speed[n], speed_before[n] = old.speed[m], old.speed_before[m]
        place[n] = old.place[m] + (carry if old.rows[m, FIXED] > 0 else old.speed[m])
        n += 1
    return Tracks(ids, kept, place, speed, speed_before, missed)


@njit(cache=True)
@no_type_check
def moved_since(rows: np.ndarray, old: Tracks, found: np.ndarray) -> np.ndarray:
    """int64 [n, 2]: how far each row's track is from where it was seen a frame ago; 0 if it wasn't there."""
    moves = np.zeros((len(rows), 2), np.int64)
    for n in range(len(rows)):
        m = found[n]
        if m >= 0 and old.missed[m] == 0:
            moves[n, 0], moves[n, 1] = rows[n, X] - old.rows[m, X], rows[n, Y] - old.rows[m, Y]
    return moves
