"""How far the picture moved from one frame to the next: the few shifts worth trying, and how well each fits."""

from collections import Counter

import numpy as np
from scipy import fft

from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.spread import some_of

Shift = tuple[int, int]
"""The camera's step (dx, dy) in pixels: the new frame's (x, y) shows what the old one's (x + dx, y + dy) did."""

SAMPLE_PAIRS = 160
PEAKS = 6
REACH = 0.3
"""Largest step, as a share of the frame's side."""
LEAST_SHARE = 0.015
"""Shifts that lead in fewer of the sampled pairs are chance."""
MOST_SHIFTS = 24
SECTORS, WIDE_SECTORS, SECTOR_PX = 8, 5, 2
"""A movement is wide that shows in both outer sectors of the frame's width and in so many of all, in so many pixels."""


def sampled_pairs(clip: Clip, most: int = SAMPLE_PAIRS) -> np.ndarray:
    """Frames t, spread over the clip, that differ from frame t - 1 of the same recording."""
    t = np.setdiff1d(np.arange(1, len(clip)), clip.starts)
    t = t[clip.changed_px[t] > 0]
    return some_of(t, most)


def likely_shifts(clip: Clip) -> list[Shift]:
    """(0, 0) and the shifts that often explain a frame by the one before it, by phase correlation of its edges."""
    votes: Counter[Shift] = Counter()
    pairs = sampled_pairs(clip)
    weight = np.random.default_rng(0).standard_normal(len(clip.palette)).astype(np.float32)
    for t in pairs:
        old, new = clip.ids[t - 1], clip.ids[t]
        peaks = set(_peaks(_edges(old, weight), _edges(new, weight))) - {(0, 0)}
        votes.update(shift for shift in peaks if is_wide(old, new, shift))
    least = max(2.0, LEAST_SHARE * len(pairs))
    return [(0, 0), *(shift for shift, count in votes.most_common(MOST_SHIFTS) if count >= least)]


def is_wide(old: np.ndarray, new: np.ndarray, shift: Shift) -> bool:
    """Whether the shift explains what stillness doesn't across the whole width, both edges included.

    A scrolling picture does that; a marching crowd of sprites, a car or a falling thing doesn't.
    """
    (to_x, from_x), (to_y, from_y) = overlap(new.shape[1], shift[0]), overlap(new.shape[0], shift[1])
    if to_x.start >= to_x.stop or to_y.start >= to_y.stop:
        return False
    here, there, still = new[to_y, to_x], old[from_y, from_x], old[to_y, to_x]
    moved = ((here == there) & (here != still)).sum(axis=0)
    sectors = [part.sum() >= SECTOR_PX for part in np.array_split(moved, SECTORS)]
    return bool(sectors[0] and sectors[-1] and sum(sectors) >= WIDE_SECTORS)


def _edges(ids: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The frame with each colour at a random level and flat parts at zero: only texture can tell of a shift."""
    level = weight[ids]
    edge = np.zeros(ids.shape, bool)
    edge[:, 1:] |= ids[:, 1:] != ids[:, :-1]
    edge[1:] |= ids[1:] != ids[:-1]
    return np.where(edge, level, 0)


def _peaks(old: np.ndarray, new: np.ndarray) -> list[Shift]:
    shape = tuple(fft.next_fast_len(side, real=True) for side in old.shape)
    spectrum = fft.rfft2(old, shape) * np.conj(fft.rfft2(new, shape))
    match = fft.irfft2(spectrum / (np.abs(spectrum) + 1e-3), shape)
    high, wide = old.shape
    dy = fft.fftfreq(shape[0], 1 / shape[0]).astype(int)
    dx = fft.fftfreq(shape[1], 1 / shape[1]).astype(int)
    match[np.abs(dy) > REACH * high] = -np.inf
    match[:, np.abs(dx) > REACH * wide] = -np.inf
    top = np.argpartition(match.ravel(), -PEAKS)[-PEAKS:]
    return [(int(dx[i % shape[1]]), int(dy[i // shape[1]])) for i in top]


def mismatch(old: np.ndarray, new: np.ndarray, shift: Shift) -> np.ndarray:
    """Share of unlike pixels in each row of `new` [y, x], laid over `old` at `shift`.

    Rows that come from outside `old` say nothing: they count as they would without a shift.
    """
    dx, dy = shift
    high, wide = new.shape
    out = (old != new).mean(axis=1, dtype=np.float32) if dy else np.zeros(high, np.float32)
    to_x, from_x = overlap(wide, dx)
    to_y, from_y = overlap(high, dy)
    if to_x.start >= to_x.stop or to_y.start >= to_y.stop:
        return np.ones(high, np.float32)
    out[to_y] = (new[to_y, to_x] != old[from_y, from_x]).mean(axis=1, dtype=np.float32)
    return out


def overlap(side: int, step: int) -> tuple[slice, slice]:
    """Where both frames show the same place: in the new one, in the old one."""
    return slice(max(0, -step), side - max(0, step)), slice(max(0, step), side - max(0, -step))
