"""Where each pixel of a pose comes from in another pose: a field of a few motions, piecewise constant."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Int32

from spritelift_runtime.repainting.agreement import Ids, agreement, agreement_of_some, gains, overlap, window_shifts
from spritelift_runtime.repainting.smoothing import grid_of, settled
from spritelift_runtime.repainting.views import View

REACH = 0.4
"""A limb moves no further than this share of the larger side, beside what the whole body moved."""
LEAST_REACH_PX = 6
MOST_MOTIONS = 28
LEAST_GAIN = 0.6
"""A motion is worth having if it makes pixels fit that much better, added up over all of them."""
OTHER_COLOUR = 2.5
"""What it costs to point to a pixel of another colour; surroundings that agree not at all cost `UNLIKE`."""
UNLIKE = 6.0
OTHER_WORTH = 0.25
"""What a motion to another colour is worth, of one to the same, where the few motions are chosen."""
BOND = 0.55
"""What two neighbours pay for moving differently; half where their colours differ, as parts end at outlines."""
NEARBY_PX = 3.0
"""Neighbours that move almost alike pay less: the bond is whole from this difference on."""
LEAST_APART = 0.35
TURNS = tuple(22.5 * n for n in range(1, 16))
"""Degrees by which limbs are looked for where shifts alone don't fit."""
TURN_REACH = 0.5
"""As `REACH`, for these: what turns about a joint moves far from the middle."""
ENOUGH_PX = 150
"""About so many of them are asked, evenly spread."""
FITS = 0.85
"""Pixels that fit worse may belong to a limb that turned."""
TURNED_LEAST_GAIN = 2.0
MOST_TURNED = 8
TURNED = 0.3
"""What a turned view costs each pixel: shifts explain most of pixel art, and are more exact."""
LIKELY = 40
"""Motions of each turned view that are weighed against the others."""
MIRRORED_MISSES = 0.75
"""A mirrored source has to miss no more than this share of the pixels that the source as it is misses."""


@dataclass(frozen=True)
class Motion:
    """Target pixel (y, x) comes from pixel (y - dy, x - dx) of the source's view."""

    view: View
    dy: int
    dx: int


@dataclass(frozen=True, eq=False)
class Pointing:
    """Every opaque pixel of the target and, for each motion, what it costs to come from there."""

    pixels: np.ndarray
    """int64 [pixel, 2]: y, x in the target."""
    neighbours: Int32[np.ndarray, "pixel 4"]
    motions: tuple[Motion, ...]
    origins: np.ndarray
    """int64 [pixel, motion]: the source's pixel in reading order, -1 outside of it."""
    costs: Float32[np.ndarray, "pixel motion"]
    """Min-marginals: the least of a row is where it points."""
    fits: Float32[np.ndarray, " pixel"]
    """Agreement with where each one points, in [0, 1]."""

    @property
    def fit(self) -> float:
        """The mean of `fits`."""
        return float(self.fits.mean()) if len(self.fits) else 0.0

    @property
    def chosen(self) -> np.ndarray:
        """int64 [pixel]: the motion of each pixel."""
        return self.costs.argmin(axis=1)


def point(target: Ids, source: Ids, alike: Float32[np.ndarray, "c c"]) -> Pointing:
    """Where the pixels of `target` come from in `source`; both on canvases of any size, 0 where transparent."""
    pixels, neighbours = grid_of(target > 0)
    view, middle = facing(target, source)
    reach = max(LEAST_REACH_PX, round(REACH * max(_side(target), _side(source))))
    motions, fits = _shifted(target, source, alike, pixels, view, window_shifts(reach, reach, middle))
    more = _turned(target, source, alike, pixels, fits.max(axis=0), view)
    fits = np.concatenate([fits, *(_fits(target, source, alike, pixels, motion) for motion in more)])
    motions += more
    origins = np.column_stack([_origin(pixels, motion) for motion in motions])
    colours = target[pixels[:, 0], pixels[:, 1]]
    same = (origins >= 0) & (source.ravel()[np.maximum(origins, 0)] == colours[:, None])
    turned = np.array([motion.view != view for motion in motions])
    costs = (OTHER_COLOUR * ~same + UNLIKE * (1 - fits.T) + TURNED * turned).astype(np.float32)
    costs = settled(costs, neighbours, _bonds(colours, neighbours), _apart(motions))
    fits = fits[costs.argmin(axis=1), np.arange(len(pixels))]
    return Pointing(pixels, neighbours, tuple(motions), origins, costs, fits)


def whole_shift(target: Ids, source: Ids) -> tuple[int, int, int]:
    """The one shift (dy, dx) of the whole source under which most pixels are the same, and how many are."""
    (one, y, x), (other, v, u) = _trimmed(target), _trimmed(source)
    taller, wider = (max(one.shape[axis], other.shape[axis]) for axis in (0, 1))
    # From one's box standing in the middle of the other's.
    middle = ((one.shape[0] - other.shape[0]) // 2, (one.shape[1] - other.shape[1]) // 2)
    shifts = window_shifts(taller // 2, wider // 2, middle)
    away = np.abs(shifts + np.array([y - v, x - u])).sum(axis=1)
    shifts = shifts[np.argsort(away, kind="stable")]  # of equally good ones, the least
    same = overlap(one, other, shifts)
    best = int(same.argmax())
    return int(shifts[best, 0]) + y - v, int(shifts[best, 1]) + x - u, int(same[best])


def _trimmed(pose: Ids) -> tuple[Ids, int, int]:
    """The pose without its empty edges, and where (y, x) that part begins."""
    rows, columns = np.flatnonzero(pose.any(axis=1)), np.flatnonzero(pose.any(axis=0))
    if not len(rows):
        return pose[:1, :1], 0, 0
    top, left = int(rows[0]), int(columns[0])
    return np.ascontiguousarray(pose[top : rows[-1] + 1, left : columns[-1] + 1]), top, left


def common(one: Ids, other: Ids) -> int:
    """Pixels that the two have in common, at the best shift of the whole, mirrored or not."""
    plain, mirrored = whole_shift(one, other)[2], whole_shift(one, np.ascontiguousarray(other[:, ::-1]))[2]
    return max(plain, mirrored)


def facing(target: Ids, source: Ids) -> tuple[View, tuple[int, int]]:
    """The source as it is, or mirrored where that has clearly more in common; and how the whole of it moved."""
    plain, mirrored = View(source.shape), View(source.shape, mirrored=True)
    as_is, turned = whole_shift(target, source), whole_shift(target, np.ascontiguousarray(mirrored.of(source)))
    opaque = int((target > 0).sum())
    better = opaque - turned[2] < MIRRORED_MISSES * (opaque - as_is[2])
    view, best = (mirrored, turned) if better else (plain, as_is)
    return view, best[:2]


def _side(pose: Ids) -> int:
    """The larger side of what is opaque, in pixels."""
    if not pose.any():
        return 1
    return max(int(np.ptp(np.flatnonzero(pose.any(axis=axis)))) + 1 for axis in (0, 1))


def _shifted(
    target: Ids, source: Ids, alike: np.ndarray, pixels: np.ndarray, view: View, shifts: np.ndarray
) -> tuple[list[Motion], np.ndarray]:
    """The motions of one view that are worth having, and float32 [motion, pixel], how well they fit."""
    seen = view.of(source)
    fits = agreement(target, seen, alike, shifts, pixels)
    there = _seen(np.pad(seen, 1), pixels[None] - shifts[:, None] + 1)
    same = there == target[pixels[:, 0], pixels[:, 1]]
    worth = np.where(same, fits, np.float32(OTHER_WORTH) * fits) ** 2
    kept = _best_together(worth, np.zeros(len(pixels), np.float32), MOST_MOTIONS, LEAST_GAIN)
    return [Motion(view, int(dy), int(dx)) for dy, dx in shifts[kept]], fits[kept]


def _turned(
    target: Ids, source: Ids, alike: np.ndarray, pixels: np.ndarray, fits: np.ndarray, facing: View
) -> list[Motion]:
    """Motions of turned views that explain what fits badly so far."""
    bad = np.flatnonzero(fits < FITS)
    bad = bad[:: max(1, len(bad) // ENOUGH_PX)]
    if not len(bad):
        return []
    so_far = fits[bad] ** 2
    tables, motions = list[np.ndarray](), list[Motion]()
    reach = max(LEAST_REACH_PX, round(TURN_REACH * max(_side(target), _side(source))))
    for degrees in TURNS:
        view = View(source.shape, facing.mirrored, degrees)
        seen = view.of(source)
        middle = ((target.shape[0] - seen.shape[0]) // 2, (target.shape[1] - seen.shape[1]) // 2)
        shifts = window_shifts(reach, reach, middle)
        worth = agreement_of_some(target, seen, alike, shifts, pixels[bad]) ** 2
        likely = np.argsort(-gains(worth, so_far), kind="stable")[:LIKELY]
        tables.append(worth[likely])
        motions += [Motion(view, int(dy), int(dx)) for dy, dx in shifts[likely]]
    kept = _best_together(np.concatenate(tables), so_far, MOST_TURNED, TURNED_LEAST_GAIN)
    return [motions[n] for n in kept.tolist()]


def _best_together(worth: np.ndarray, so_far: np.ndarray, most: int, least_gain: float) -> np.ndarray:
    """The few rows that together are worth most: each next one is that which makes pixels fit most better.

    Greedy facility location, within 1 - 1/e of the best choice (Nemhauser, Wolsey and Fisher 1978).
    """
    got, kept = so_far, list[int]()
    # What a row adds only gets less: one that is weighed anew and stays first is the best of all (Minoux 1978).
    bound = gains(worth, got)
    while len(kept) < min(most, len(worth)):
        best = int(bound.argmax())
        fresh = float(gains(worth[best : best + 1], got)[0])
        if fresh < bound[best]:
            bound[best] = fresh
            continue
        if fresh < least_gain and (kept or so_far.any()):
            break
        kept.append(best)
        got = np.maximum(got, worth[best])
    return np.array(kept, np.int64)


def _fits(target: Ids, source: Ids, alike: np.ndarray, pixels: np.ndarray, motion: Motion) -> np.ndarray:
    """float32 [1, pixel]: how well one motion fits."""
    shifts = np.array([[motion.dy, motion.dx]], np.int64)
    return agreement(target, motion.view.of(source), alike, shifts, pixels)


def _origin(pixels: np.ndarray, motion: Motion) -> np.ndarray:
    origins = motion.view.origins
    spot = pixels - (motion.dy, motion.dx)
    inside = ((spot >= 0) & (spot < origins.shape)).all(axis=1)
    y, x = spot[:, 0].clip(0, origins.shape[0] - 1), spot[:, 1].clip(0, origins.shape[1] - 1)
    return np.where(inside, origins[y, x], -1)


def _seen(framed: Ids, spot: np.ndarray) -> np.ndarray:
    """The colours at (y, x) of the last axis of a picture with an empty frame, which is what lies outside as well."""
    y, x = (spot[..., axis].clip(0, framed.shape[axis] - 1) for axis in (0, 1))
    return framed[y, x]


def _bonds(colours: np.ndarray, neighbours: np.ndarray) -> np.ndarray:
    return (BOND * np.where(colours[neighbours] == colours[:, None], 1.0, 0.5)).astype(np.float32)


def _apart(motions: list[Motion]) -> np.ndarray:
    shifts = np.array([(motion.dy, motion.dx) for motion in motions])
    far = np.abs(shifts[:, None] - shifts[None]).max(axis=2) / NEARBY_PX
    out = np.where(far > 0, np.maximum(LEAST_APART, np.minimum(far, 1.0)), 0.0).astype(np.float32)
    for i, one in enumerate(motions):
        for j, other in enumerate(motions):
            if one.view != other.view:
                out[i, j] = 1.0
    return out
