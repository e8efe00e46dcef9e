"""What is seen of shapes over all frames, shape by shape: how often each showed, came and moved, and where first."""

from collections.abc import Iterable

import numpy as np

from spritelift_trainer.mining.grouping import LEAST_SIGHTINGS, TOGETHER_SHARE

T, HASH, LEFT, TOP, RIGHT, BOTTOM, PARTS, ONE, OTHER = range(9)
"""Columns of a sighting; the last two are the hashes of a pair's halves, 0 where it is none."""
FRAMES, RUNS, BIRTHS, CLIPPED, ORDER = range(9, 14)
"""Columns of a shape, after those of the sighting that shows it best (the first whole one, or else the first):
how many sightings, how many that were not the same in the same place on the frame before, how many that made it more
of its kind than there were then; whether all touch the frame's edge; which of its frame's sightings the best one is."""
COLUMNS = 14


def seen_of(rows: np.ndarray, first: int, size: tuple[int, int]) -> np.ndarray:
    """Shapes int64 [n, 14], in the order of their hashes, of sightings int64 [n, 9] on consecutive frames.

    Those before frame `first` only tell what was there before. A shape may come from sightings of the frames' edge
    alone (`size`: width, height).
    """
    order = np.zeros(len(rows), np.int64)
    order[:] = np.arange(len(rows)) - np.searchsorted(rows[:, T], rows[:, T])  # rows are in the order of frames
    counted = rows[:, T] >= first
    clipped = (rows[:, [LEFT, TOP]] == 0).any(axis=1) | (rows[:, RIGHT] == size[0]) | (rows[:, BOTTOM] == size[1])
    each = np.zeros((len(rows), COLUMNS), np.int64)
    each[:, :FRAMES], each[:, FRAMES], each[:, CLIPPED], each[:, ORDER] = rows, 1, clipped, order
    each[:, RUNS] = ~stood(rows[:, [HASH, LEFT, TOP]], rows[:, T])
    each[:, BIRTHS] = _births(rows)
    return merged([each[counted]])


def merged(parts: Iterable[np.ndarray]) -> np.ndarray:
    """Shapes of several sets of frames as one: counts add up, and the best sighting stays."""
    rows = np.concatenate([np.zeros((0, COLUMNS), np.int64), *parts])
    rows = rows[np.lexsort((rows[:, ORDER], rows[:, T], rows[:, CLIPPED], rows[:, HASH]))]
    firsts = np.flatnonzero(np.diff(rows[:, HASH], prepend=rows[0, HASH] - 1)) if len(rows) else np.zeros(0, np.int64)
    out = rows[firsts]
    for column in (FRAMES, RUNS, BIRTHS) if len(rows) else ():
        out[:, column] = np.add.reduceat(rows[:, column], firsts)
    return out


def faithful(rows: np.ndarray) -> np.ndarray:
    """Of shapes [n, 14] as `merged` gives them, all but pairs whose halves were also seen without each other."""
    halves = rows[:, [ONE, OTHER]]
    each = rows[:, FRAMES][np.searchsorted(rows[:, HASH], halves).clip(max=max(0, len(rows) - 1))].max(axis=1)
    together = (rows[:, FRAMES] >= LEAST_SIGHTINGS) & (rows[:, FRAMES] >= TOGETHER_SHARE * each)
    return rows[(halves == 0).all(axis=1) | together]


def stood(what: np.ndarray, t: np.ndarray) -> np.ndarray:
    """bool [n]: whether the same (equal rows of int64 [n, k]) was there on the frame before."""
    order = np.lexsort([t, *what.T[::-1]])
    same = (np.diff(what[order], axis=0) == 0).all(axis=1) & (np.diff(t[order]) == 1)
    out = np.zeros(len(t), bool)
    out[order[1:]] = same
    return out


def _births(rows: np.ndarray) -> np.ndarray:
    """int64 [n]: with one sighting of each shape on each frame, how many more of it there are than on the frame
    before; 0 with the others."""
    order = np.lexsort((rows[:, T], rows[:, HASH]))
    keys = rows[order][:, [HASH, T]]
    firsts = np.flatnonzero(np.concatenate([[True], (np.diff(keys, axis=0) != 0).any(axis=1)])[: len(keys)])
    counts = np.diff(firsts, append=len(keys))
    goes_on = np.concatenate([[False], (np.diff(keys[firsts], axis=0) == [0, 1]).all(axis=1)])[: len(firsts)]
    before = np.where(goes_on, np.concatenate([[0], counts])[: len(counts)], 0)
    births = np.zeros(len(rows), np.int64)
    births[order[firsts]] = np.maximum(counts - before, 0)
    return births
