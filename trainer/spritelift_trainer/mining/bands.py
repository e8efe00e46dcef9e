"""Rows that move together: the frame cut into horizontal bands, each with a camera of its own or none."""

from dataclasses import dataclass

import numpy as np

from spritelift_trainer.mining.clip import Clip
from spritelift_trainer.mining.shifts import Shift, is_wide, mismatch, sampled_pairs

WIDE_SHARE = 0.5
"""Share of a band's moving pairs that must move across the whole width."""
BAND_PX = 8.0
"""What another band must save for each frame, in pixels explained, to be worth its camera."""


@dataclass(frozen=True)
class Rows:
    """Rows `top:bottom` of the frame; `moves` tells whether they scroll."""

    top: int
    bottom: int
    moves: bool


def moving_bands(clip: Clip, shifts: list[Shift]) -> list[Rows]:
    """The bands, top to bottom; neighbours that stand still are one."""
    pairs = sampled_pairs(clip)
    width = clip.size[0]
    unlike = np.stack([[mismatch(clip.ids[t - 1], clip.ids[t], s) for s in shifts] for t in pairs]) * width
    bands = [Rows(top, bottom, _scrolls(clip, pairs, shifts, unlike, top, bottom)) for top, bottom in _segments(unlike)]
    return _still_joined(bands)


def _segments(unlike: np.ndarray) -> list[tuple[int, int]]:
    """The cheapest cut of the rows into bands: each band pays the pixels that its best shift per pair leaves unlike.

    `unlike` is float [pair, shift, row]. Dynamic programming over the last band's first row.
    """
    high = unlike.shape[2]
    total = np.concatenate([np.zeros((*unlike.shape[:2], 1)), np.cumsum(unlike, axis=2, dtype=np.float64)], axis=2)
    price = BAND_PX * len(unlike) + 1.0
    best = np.full(high + 1, np.inf)
    best[0], first = 0.0, np.zeros(high + 1, int)
    for top in range(high):
        ends = total[:, :, top + 1 :] - total[:, :, top : top + 1]
        cost = best[top] + ends.min(axis=1).sum(axis=0) + price
        better = cost < best[top + 1 :] - 1e-9
        best[top + 1 :][better], first[top + 1 :][better] = cost[better], top
    cuts = [high]
    while cuts[-1]:
        cuts.append(int(first[cuts[-1]]))
    return list(zip(cuts[:0:-1], cuts[-2::-1], strict=True))


def _scrolls(clip: Clip, pairs: np.ndarray, shifts: list[Shift], unlike: np.ndarray, top: int, bottom: int) -> bool:
    """Whether the band's movement is a camera's: seen across the whole width in most of the pairs that move."""
    choice = unlike[:, :, top:bottom].sum(axis=2).argmin(axis=1)
    moved = np.flatnonzero(choice)
    if len(moved) < 2:
        return False
    wide = [
        is_wide(clip.ids[t - 1, top:bottom], clip.ids[t, top:bottom], shifts[choice[i]])
        for i in moved
        for t in [pairs[i]]
    ]
    return float(np.mean(wide)) >= WIDE_SHARE


def _still_joined(bands: list[Rows]) -> list[Rows]:
    joined: list[Rows] = []
    for band in bands:
        if joined and not band.moves and not joined[-1].moves:
            joined[-1] = Rows(joined[-1].top, band.bottom, False)
        else:
            joined.append(band)
    return joined
