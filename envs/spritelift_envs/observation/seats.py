"""Which track sits in which row of a table: a seat is kept for as long as its track lives. Compiled."""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

FREE = -1
_MOST_AREA = (1 << 22) - 1


class Seats(NamedTuple):
    """What sits where; the seats of part p of the table are those from `starts[p]` to before `starts[p + 1]`."""

    track: np.ndarray
    """int64 [seats]: `FREE` for none."""
    rank: np.ndarray
    """int64 [seats]: the less, the sooner it gets a seat."""
    starts: np.ndarray
    """int64 [parts + 1]"""


def empty_seats(counts: list[int]) -> Seats:
    """So many seats in each part, all free."""
    total = sum(counts)
    return Seats(np.full(total, FREE, np.int64), np.zeros(total, np.int64), np.cumsum([0, *counts], dtype=np.int64))


@njit(cache=True)
@no_type_check
def seated(
    seats: Seats, tracks: np.ndarray, areas: np.ndarray, fixed: np.ndarray, parts: np.ndarray, alive: np.ndarray
) -> np.ndarray:
    """int64 [n]: the seat of each track of this frame, `FREE` for none; `seats` change in place.

    Tracks not `alive` lose theirs first. Where a part has fewer seats than tracks, the smallest go without, and tiles
    (`fixed`) before whatever moves; a seated track stays while it lives, but for a tile whose seat is needed. All
    arguments but `seats` and `alive` are of the frame's n tracks.
    """
    for s in range(len(seats.track)):
        if seats.track[s] != FREE and not (alive == seats.track[s]).any():
            seats.track[s] = FREE
    found = np.full(len(tracks), FREE, np.int64)
    ranks = np.empty(len(tracks), np.int64)
    for n in range(len(tracks)):
        ranks[n] = np.int64(fixed[n]) << 62 | (_MOST_AREA - min(areas[n], _MOST_AREA)) << 40 | tracks[n]
        found[n] = _kept(seats, tracks[n], parts[n], ranks[n])
    for n in np.argsort(ranks):
        if found[n] == FREE and parts[n] >= 0:
            found[n] = _given(seats, parts[n], fixed[n])
            if found[n] != FREE:
                seats.track[found[n]], seats.rank[found[n]] = tracks[n], ranks[n]
    return _still(seats, tracks, found)


@njit(cache=True)
@no_type_check
def _kept(seats: Seats, track: int, part: int, rank: int) -> int:
    """The seat that a track has in its part; one that it has in another, it leaves."""
    kept = FREE
    for s in range(len(seats.track)):
        if seats.track[s] == track:
            if part >= 0 and seats.starts[part] <= s < seats.starts[part + 1]:
                kept, seats.rank[s] = s, rank
            else:
                seats.track[s] = FREE
    return kept


@njit(cache=True)
@no_type_check
def _given(seats: Seats, part: int, fixed: bool) -> int:
    """The first free seat of a part, or that of its last tile, where something else asks."""
    last = FREE
    for s in range(seats.starts[part], seats.starts[part + 1]):
        if seats.track[s] == FREE:
            return s
        if not fixed and seats.rank[s] >> 62 and (last == FREE or seats.rank[s] > seats.rank[last]):
            last = s
    return last


@njit(cache=True)
@no_type_check
def _still(seats: Seats, tracks: np.ndarray, found: np.ndarray) -> np.ndarray:
    """The seats that nobody else got since."""
    for n in range(len(found)):
        if found[n] != FREE and seats.track[found[n]] != tracks[n]:
            found[n] = FREE
    return found
