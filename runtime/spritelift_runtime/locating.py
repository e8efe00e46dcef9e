"""Where a plane's camera stands, compiled: pixels at the edges of things are compared with what each camera would show.

Flat pixels agree with half the world; those that differ from their neighbours tell places apart. Sprites in front only
take matches away, from all cameras alike. What comes out is a guess, to be verified by the exact search.
"""

from typing import no_type_check

import numpy as np
from numba import njit

SAMPLES = 256
"""Most pixels of a clip that are compared."""
FEW_SAMPLES = 32
"""Of them, those compared where cameras are many."""
FINALISTS = 64
"""Cameras that are compared at all samples; more where they match equally well."""


@njit(cache=True, nogil=True)
@no_type_check
def sample_edges(frame: np.ndarray, clip: tuple[int, int, int, int]) -> np.ndarray:
    """int64 [n, 2]: x, y in the clip of at most `SAMPLES` pixels of packed `frame` [h, w], spread over all those unlike
    the one to the left or the one above; over all pixels where none is."""
    left, top, wide, high = clip
    edges = np.empty((wide * high, 2), np.int64)
    count = 0
    for y in range(1, high):
        for x in range(1, wide):
            own = frame[top + y, left + x]
            if own != frame[top + y, left + x - 1] or own != frame[top + y - 1, left + x]:
                edges[count, 0], edges[count, 1] = x, y
                count += 1
    if count == 0:
        for y in range(high):
            for x in range(wide):
                edges[count, 0], edges[count, 1] = x, y
                count += 1
    chosen = np.empty((min(count, SAMPLES), 2), np.int64)
    for n in range(len(chosen)):
        # Neither every row nor every column is the same distance from the next: no pattern is missed.
        chosen[n] = edges[(n * 2654435761) % count if count > SAMPLES else n]
    return chosen


@njit(cache=True, nogil=True)
@no_type_check
def best_camera(
    frame: np.ndarray, clip: tuple[int, int, int, int], picture: np.ndarray, cameras: np.ndarray, samples: np.ndarray
) -> tuple[int, int]:
    """Which of the cameras (int64 [n, 2] x, y; all inside packed `picture`) matches most samples, the first of equals;
    and how many it matches. (-1, -1) where there are no cameras."""
    threshold = 0
    few = np.zeros(len(cameras), np.int64)
    if len(cameras) > FINALISTS:
        counts = np.zeros(FEW_SAMPLES + 1, np.int64)
        for n in range(len(cameras)):
            few[n] = _matches(frame, clip, picture, cameras[n], samples[:FEW_SAMPLES])
            counts[few[n]] += 1
        threshold, finalists = FEW_SAMPLES, counts[FEW_SAMPLES]
        while threshold > 0 and finalists < FINALISTS:
            threshold -= 1
            finalists += counts[threshold]
    best, most = -1, -1
    for n in range(len(cameras)):
        if few[n] >= threshold:
            matches = _matches(frame, clip, picture, cameras[n], samples)
            if matches > most:
                best, most = n, matches
    return best, most


@njit(cache=True)
@no_type_check
def _matches(
    frame: np.ndarray, clip: tuple[int, int, int, int], picture: np.ndarray, camera: np.ndarray, samples: np.ndarray
) -> int:
    """How many of the samples show what that camera would."""
    matches = 0
    for n in range(len(samples)):
        x, y = samples[n]
        matches += frame[clip[1] + y, clip[0] + x] == picture[camera[1] + y, camera[0] + x]
    return matches


@njit(cache=True, nogil=True)
@no_type_check
def matching(frame: np.ndarray, places: np.ndarray, colours: np.ndarray) -> np.ndarray:
    """int64 [m]: at how many of the places (int64 [n], of packed `frame` [h * w]) each of colours [m, n] is seen."""
    counts = np.zeros(len(colours), np.int64)
    seen = frame[places]
    for m in range(len(colours)):
        row, count = colours[m], 0
        for n in range(len(row)):  # side by side: eight at a time
            count += row[n] == seen[n]
        counts[m] = count
    return counts
