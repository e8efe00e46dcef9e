"""How well two poses agree around each pixel, for every shift of the one over the other."""

from typing import no_type_check

import numpy as np
from jaxtyping import Float32, Int32
from numba import njit

RADII = np.array([1, 2, 4], np.int64)
"""Half sides of the windows that are compared, in pixels: details, a limb, where on the body it is."""
SHARES = np.array([0.3, 0.3, 0.4], np.float32)
"""What each of them counts."""
NOTHING = 0.25
"""What two transparent pixels count in a window, of an opaque one: outlines tell a place, emptiness little."""
SOME_RADIUS_PX = 3
"""Half side of the one window where many turned views are looked through for a few pixels."""

Ids = Int32[np.ndarray, "_ _"]
"""A pose as colour numbers; 0 is transparent."""


def agreement(
    target: Ids, source: Ids, alike: Float32[np.ndarray, "c c"], shifts: np.ndarray, pixels: np.ndarray
) -> Float32[np.ndarray, "shift pixel"]:
    """In [0, 1]: how alike the surroundings of each target pixel are to those of the source pixel the shift points to.

    Pixel (y, x) of int64 `pixels` [pixel, 2] points to the source's (y - dy, x - dx) for the shift (dy, dx) of int64
    `shifts` [shift, 2]. `alike` says how much two colours are one, in [0, 1].
    """
    return _agreement(target, source, alike, shifts, pixels, RADII, SHARES, NOTHING)


def agreement_of_some(
    target: Ids, source: Ids, alike: Float32[np.ndarray, "c c"], shifts: np.ndarray, pixels: np.ndarray
) -> Float32[np.ndarray, "shift pixel"]:
    """The same by the window of `SOME_RADIUS_PX` alone, which is quick for few pixels; 0 where the shift points to
    another colour."""
    return _agreement_of_some(target, source, alike, shifts, pixels, SOME_RADIUS_PX, NOTHING)


def gains(worth: Float32[np.ndarray, "motion pixel"], so_far: Float32[np.ndarray, " pixel"]) -> np.ndarray:
    """float64 [motion]: how much better pixels would fit with that motion as well, added up."""
    return _gains(worth, so_far)


def overlap(target: Ids, source: Ids, shifts: np.ndarray) -> np.ndarray:
    """int64 [shift]: opaque pixels of the same colour in both, for each shift of the whole source."""
    return _overlap(target, source, shifts)


def window_shifts(reach_y: int, reach_x: int, middle: tuple[int, int] = (0, 0)) -> np.ndarray:
    """int64 [n, 2]: every (dy, dx) no further from `middle` than the reach, in pixels."""
    dy, dx = np.mgrid[-reach_y : reach_y + 1, -reach_x : reach_x + 1]
    return np.column_stack([dy.ravel() + middle[0], dx.ravel() + middle[1]]).astype(np.int64)


@njit(cache=True)
@no_type_check
def _agreement(target, source, alike, shifts, pixels, radii, shares, nothing):  # noqa: ANN001, ANN202
    high, wide = target.shape
    tall, broad = source.shape
    out = np.zeros((len(shifts), len(pixels)), np.float32)
    same, most = np.zeros((high + 1, wide + 1), np.float32), np.zeros((high + 1, wide + 1), np.float32)
    for n in range(len(shifts)):
        dy, dx = shifts[n]
        for y in range(high):
            along_same, along_most = np.float32(0), np.float32(0)
            for x in range(wide):
                j, i = y - dy, x - dx
                here = target[y, x]
                there = source[j, i] if 0 <= j < tall and 0 <= i < broad else 0
                weight = np.float32(nothing) if here == 0 and there == 0 else np.float32(1)
                along_same += weight * alike[here, there]
                along_most += weight
                same[y + 1, x + 1] = same[y, x + 1] + along_same
                most[y + 1, x + 1] = most[y, x + 1] + along_most
        for p in range(len(pixels)):
            y, x = pixels[p]
            for k in range(len(radii)):
                top, left = max(0, y - radii[k]), max(0, x - radii[k])
                end, right = min(high, y + radii[k] + 1), min(wide, x + radii[k] + 1)
                agreed = same[end, right] - same[top, right] - same[end, left] + same[top, left]
                whole = most[end, right] - most[top, right] - most[end, left] + most[top, left]
                out[n, p] += shares[k] * agreed / whole
    return out


@njit(cache=True)
@no_type_check
def _agreement_of_some(target, source, alike, shifts, pixels, radius, nothing):  # noqa: ANN001, ANN202
    high, wide = target.shape
    tall, broad = source.shape
    out = np.zeros((len(shifts), len(pixels)), np.float32)
    for n in range(len(shifts)):
        for p in range(len(pixels)):
            y, x = pixels[p]
            j, i = y - shifts[n, 0], x - shifts[n, 1]
            if not (0 <= j < tall and 0 <= i < broad) or source[j, i] != target[y, x]:
                continue
            agreed, whole = np.float32(0), np.float32(0)
            for v in range(-radius, radius + 1):
                for u in range(-radius, radius + 1):
                    here = target[y + v, x + u] if 0 <= y + v < high and 0 <= x + u < wide else 0
                    there = source[j + v, i + u] if 0 <= j + v < tall and 0 <= i + u < broad else 0
                    weight = np.float32(nothing) if here == 0 and there == 0 else np.float32(1)
                    agreed += weight * alike[here, there]
                    whole += weight
            out[n, p] = agreed / whole
    return out


@njit(cache=True)
@no_type_check
def _gains(worth, so_far):  # noqa: ANN001, ANN202
    out = np.zeros(len(worth))
    for n in range(len(worth)):
        for p in range(len(so_far)):
            if worth[n, p] > so_far[p]:
                out[n] += worth[n, p] - so_far[p]
    return out


@njit(cache=True)
@no_type_check
def _overlap(target, source, shifts):  # noqa: ANN001, ANN202
    high, wide = target.shape
    out = np.zeros(len(shifts), np.int64)
    for n in range(len(shifts)):
        dy, dx = shifts[n]
        for y in range(max(0, dy), min(high, source.shape[0] + dy)):
            for x in range(max(0, dx), min(wide, source.shape[1] + dx)):
                if target[y, x] != 0 and target[y, x] == source[y - dy, x - dx]:
                    out[n] += 1
    return out
