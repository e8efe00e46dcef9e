"""How well one picture with soft edges, at one place, explains a frame: compiled, as searches ask it often."""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.blending import ROUNDED
from spritelift_runtime.blending_compiled import blended
from spritelift_runtime.cost import OFF_BITS

OPACITY_STEPS = 256
"""Opacities are whole numbers of 1/256: finer than eight bits of alpha can show."""


class Between(NamedTuple):
    """What a thing stands between: `behind` uint8 [h, w, 3]; what is in front lets the share `through` float32 [h, w]
    of it show, and adds `over` float32 [h, w, 3]."""

    behind: np.ndarray
    through: np.ndarray
    over: np.ndarray

    @classmethod
    def nothing_before(cls, behind: np.ndarray) -> "Between":
        """In front of everything."""
        high, wide = behind.shape[:2]
        return cls(behind, np.ones((high, wide), np.float32), np.zeros((high, wide, 3), np.float32))


@njit(cache=True)
@no_type_check
def weigh(
    frame: np.ndarray, between: Between, rgba: np.ndarray, x: int, y: int, least: float, most: float
) -> tuple[float, float, float]:
    """Bits saved by painting `rgba` uint8 [h, w, 4] with its corner at (x, y) of the frame, bits that stay, and the
    opacity of `least` to `most` that fits best.

    Only the picture's own pixels inside the frame count.
    """
    opacity = most
    if least < most:
        opacity = _opacity(frame, between, rgba, x, y, least, most)
    before, after = 0.0, 0.0
    for j in range(max(0, -y), min(rgba.shape[0], frame.shape[0] - y)):
        for i in range(max(0, -x), min(rgba.shape[1], frame.shape[1] - x)):
            if rgba[j, i, 3] == 0:
                continue
            alpha = np.int64(np.rint(rgba[j, i, 3] * opacity))
            through, then, now = between.through[y + j, x + i], 0, 0
            for c in range(3):
                behind = np.int64(between.behind[y + j, x + i, c])
                painted = blended(behind, np.int64(rgba[j, i, c]), alpha, ROUNDED)
                over, seen = between.over[y + j, x + i, c], np.int64(frame[y + j, x + i, c])
                then = max(then, abs(np.int64(np.rint(through * behind + over)) - seen))
                now = max(now, abs(np.int64(np.rint(through * painted + over)) - seen))
            before += OFF_BITS[min(then, 255)]
            after += OFF_BITS[min(now, 255)]
    return before - after, after, opacity


@njit(cache=True)
@no_type_check
def scan(
    frame: np.ndarray,
    between: Between,
    rgba: np.ndarray,
    corners: tuple[int, int, int, int],
    stride: int,
    least: float,
    most: float,
) -> tuple[float, float, float, int, int]:
    """The best of many places: what `weigh` says of it, and its corner x, y.

    `corners` are the first and last x, then the first and last y that are tried, every `stride` pixels.
    """
    best, left, opacity, at_x, at_y = -np.inf, 0.0, most, corners[0], corners[2]
    for y in range(corners[2], corners[3] + 1, stride):
        for x in range(corners[0], corners[1] + 1, stride):
            saved, stays, own = weigh(frame, between, rgba, x, y, least, most)
            if saved > best:
                best, left, opacity, at_x, at_y = saved, stays, own, x, y
    return best, left, opacity, at_x, at_y


@njit(cache=True)
@no_type_check
def _opacity(frame: np.ndarray, between: Between, rgba: np.ndarray, x: int, y: int, least: float, most: float) -> float:
    """The opacity with the least squared error."""
    along, square = 0.0, 1e-9
    for j in range(max(0, -y), min(rgba.shape[0], frame.shape[0] - y)):
        for i in range(max(0, -x), min(rgba.shape[1], frame.shape[1] - x)):
            if rgba[j, i, 3] == 0:
                continue
            through = between.through[y + j, x + i]
            share = through * rgba[j, i, 3] / 255.0
            for c in range(3):
                behind = between.behind[y + j, x + i, c]
                off = frame[y + j, x + i, c] - between.over[y + j, x + i, c] - through * behind
                step = share * (float(rgba[j, i, c]) - behind)
                along += off * step
                square += step * step
    return min(max(np.rint(along / square * OPACITY_STEPS) / OPACITY_STEPS, least), most)


@njit(cache=True)
@no_type_check
def off(frame: np.ndarray, shown: np.ndarray) -> np.ndarray:
    """uint8 [h, w]: by how many levels the worst channel of each pixel differs."""
    out = np.zeros(frame.shape[:2], np.uint8)
    for y in range(frame.shape[0]):
        for x in range(frame.shape[1]):
            worst = 0
            for c in range(3):
                worst = max(worst, abs(np.int64(frame[y, x, c]) - np.int64(shown[y, x, c])))
            out[y, x] = worst
    return out
