"""The one formula of `blending`, for compiled loops; apart from it, as whoever only composes needs no compiler."""

from numba import njit

from spritelift_runtime import blending

blended = njit(cache=True)(blending.blended)
