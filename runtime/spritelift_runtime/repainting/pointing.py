"""Where each pixel of a pose comes from in another pose: a field of whole-pixel shifts, piecewise constant."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, Int32

from spritelift_runtime.repainting.agreement import Ids, agreement, overlap, window_shifts
from spritelift_runtime.repainting.smoothing import grid_of, settled

REACH = 0.4
"""A limb moves no further than this share of the larger side, beside what the whole body moved."""
LEAST_REACH_PX = 6
MOST_MOTIONS = 28
LEAST_GAIN = 0.6
"""A motion is worth having if it makes pixels fit that much better, added up over all of them."""
OTHER_COLOUR = 2.5
"""What it costs to point to a pixel of another colour; surroundings that agree not at all cost `UNLIKE`."""
UNLIKE = 6.0
BOND = 0.55
"""What two neighbours pay for moving differently; half where their colours differ, as parts end at outlines."""
NEARBY_PX = 3.0
"""Neighbours that move almost alike pay less: the bond is whole from this difference on. A limb that turns is a row of
small shifts."""
LEAST_APART = 0.35


@dataclass(frozen=True, eq=False)
class Pointing:
    """Every opaque pixel of the target and, for each motion, what it costs to come from there."""

    pixels: np.ndarray
    """int64 [pixel, 2]: y, x in the target."""
    neighbours: Int32[np.ndarray, "pixel 4"]
    shifts: np.ndarray
    """int64 [motion, 2]: dy, dx; the source pixel is (y - dy, x - dx)."""
    costs: Float32[np.ndarray, "pixel motion"]
    """Min-marginals: the least of a row is where it points."""
    fit: float
    """Mean agreement at the motions chosen, in [0, 1]."""

    @property
    def chosen(self) -> np.ndarray:
        """int64 [pixel, 2]: the shift of each pixel."""
        return self.shifts[self.costs.argmin(axis=1)]


def point(target: Ids, source: Ids, alike: Float32[np.ndarray, "c c"]) -> Pointing:
    """Where the pixels of `target` come from in `source`; both on canvases of any size, 0 where transparent."""
    pixels, neighbours = grid_of(target > 0)
    shifts = _shifts(target, source)
    fits = agreement(target, source, alike, shifts)[:, pixels[:, 0], pixels[:, 1]].T
    same = _same_colour(target, source, pixels, shifts)
    kept = _motions(fits, same)
    shifts, fits, same = shifts[kept], fits[:, kept], same[:, kept]
    costs = (OTHER_COLOUR * ~same + UNLIKE * (1 - fits)).astype(np.float32)
    colours = target[pixels[:, 0], pixels[:, 1]]
    settled_costs = settled(costs, neighbours, _bonds(colours, neighbours), _apart(shifts))
    best = settled_costs.argmin(axis=1)
    fit = float(fits[np.arange(len(best)), best].mean()) if len(best) else 0.0
    return Pointing(pixels, neighbours, shifts, settled_costs, fit)


def whole_shift(target: Ids, source: Ids) -> tuple[int, int, int]:
    """The one shift (dy, dx) of the whole source under which most pixels are the same, and how many are."""
    high, wide = max(target.shape[0], source.shape[0]), max(target.shape[1], source.shape[1])
    shifts = window_shifts(high // 2, wide // 2)
    shifts = shifts[np.argsort(np.abs(shifts).sum(axis=1), kind="stable")]  # of equal ones, the least
    same = overlap(target, source, shifts)
    best = int(same.argmax())
    return int(shifts[best, 0]), int(shifts[best, 1]), int(same[best])


def _shifts(target: Ids, source: Ids) -> np.ndarray:
    dy, dx, _ = whole_shift(target, source)
    reach = max(LEAST_REACH_PX, round(REACH * max(_side(target), _side(source))))
    return window_shifts(reach, reach, (dy, dx))


def _side(pose: Ids) -> int:
    """The larger side of what is opaque, in pixels."""
    return max((int(np.ptp(np.flatnonzero(pose.any(axis=axis)))) + 1 for axis in (0, 1)), default=1) if pose.any() else 1


def _same_colour(target: Ids, source: Ids, pixels: np.ndarray, shifts: np.ndarray) -> Bool[np.ndarray, "p m"]:
    there = pixels[:, None] - shifts[None]
    inside = ((there >= 0) & (there < source.shape)).all(axis=2)
    y, x = there[..., 0].clip(0, source.shape[0] - 1), there[..., 1].clip(0, source.shape[1] - 1)
    return inside & (source[y, x] == target[pixels[:, 0], pixels[:, 1]][:, None])


def _motions(fits: np.ndarray, same: np.ndarray) -> np.ndarray:
    """The few shifts that together fit best: each next one is that which makes pixels fit most better.

    Greedy facility location, within 1 - 1/e of the best choice (Nemhauser, Wolsey and Fisher 1978).
    """
    worth = np.where(same, fits, 0.25 * fits) ** 2
    got, kept = np.zeros(len(worth), np.float32), list[int]()
    while len(kept) < min(MOST_MOTIONS, worth.shape[1]):
        gains = np.maximum(worth - got[:, None], 0).sum(axis=0)
        best = int(gains.argmax())
        if kept and gains[best] < LEAST_GAIN:
            break
        kept.append(best)
        got = np.maximum(got, worth[:, best])
    return np.array(kept, np.int64)


def _bonds(colours: np.ndarray, neighbours: np.ndarray) -> np.ndarray:
    return (BOND * np.where(colours[neighbours] == colours[:, None], 1.0, 0.5)).astype(np.float32)


def _apart(shifts: np.ndarray) -> np.ndarray:
    far = np.abs(shifts[:, None] - shifts[None]).max(axis=2) / NEARBY_PX
    return np.where(far > 0, np.maximum(LEAST_APART, np.minimum(far, 1.0)), 0.0).astype(np.float32)
