# ruff: noqa: ANN001, ANN201, ANN202  (numba finds the types of compiled code)
"""Planes of a frame given those of the one before: cameras move on, the rest stays."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.coding.coder import DAMAGED, FAULT, code_bit, code_number, code_size, given, mixed
from spritelift_runtime.coding.kinds import CAMERA, PLANE, PLANE_COUNT
from spritelift_runtime.coding.objects import copy

MOST_PLANES = 1 << 16
CAMERA_X, CAMERA_Y = 5, 6
COLUMNS = 9


@njit(cache=True)
@no_type_check
def code_planes(coder, last, steps, planes):
    """Planes [n, 9] of the next frame and their cameras' steps [n, 4] (x, y, and the ones before)."""
    given(coder, 0, len(last), 0, 0, 0)
    if code_bit(coder, 1 if len(planes) != len(last) else 0, PLANE_COUNT, 1, 1):
        count = code_size(coder, len(planes), PLANE_COUNT, 1, 8)
    else:
        count = len(last)
    if count > MOST_PLANES:
        coder.state[FAULT] |= DAMAGED
        count = 0
    out, moved = np.zeros((count, COLUMNS), np.int64), np.zeros((count, 4), np.int64)
    for i in range(count):
        if i < len(last):
            copy(last[i], out[i])
            for axis in range(2):
                moved[i, axis] = moved[i, 2 + axis] = steps[i, axis]
        target = planes[i] if i < len(planes) else out[i]
        before = moved[i - 1, :2] if i else np.zeros(2, np.int64)
        _code_rest(coder, out[i], target, i)
        for axis in range(2):
            _code_camera(coder, out, moved, i, axis, target[CAMERA_X + axis], before)
    return out, moved


@njit(inline="always", cache=True)
@no_type_check
def _code_rest(coder, plane, target, i):
    same = True
    for column in range(COLUMNS):
        if column != CAMERA_X and column != CAMERA_Y:
            same &= plane[column] == target[column]
    given(coder, 0, i, 0, 0, 0)
    given(coder, 1, plane[0], 0, 0, 0)
    if not code_bit(coder, 0 if same else 1, PLANE, 1, 2):
        return
    for column in range(COLUMNS):
        if column != CAMERA_X and column != CAMERA_Y:
            given(coder, 0, column, i, plane[column], plane[0])
            given(coder, 1, column, 0, 0, 0)
            plane[column] += code_number(coder, target[column] - plane[column], PLANE, 2)


@njit(inline="always", cache=True)
@no_type_check
def _code_camera(coder, out, moved, i, axis, target, before):
    plane, step, then = out[i], moved[i, axis], moved[i, 2 + axis]
    across = moved[i, 0] if axis else 0
    other = mixed(before[0], before[1])
    given(coder, 0, i, axis, step, mixed(then, across))
    given(coder, 1, i, axis, step, other)
    given(coder, 2, i, axis, step, 0)
    given(coder, 3, i, axis, mixed(plane[CAMERA_X], plane[CAMERA_Y]), step)
    given(coder, 4, i, axis, plane[CAMERA_X + axis] & 15, mixed(other, step))
    given(coder, 5, i, axis, out[i - 1, CAMERA_X + axis] & 15 if i else 0, mixed(other, plane[CAMERA_X + axis] & 15))
    if i:
        given(coder, 6, i, axis, out[i - 1, CAMERA_X + axis], plane[CAMERA_X + axis])
    else:
        given(coder, 6, i, axis, plane[CAMERA_X + axis], 0)
    dx = code_number(coder, target - plane[CAMERA_X + axis], CAMERA, 7)
    plane[CAMERA_X + axis] += dx
    moved[i, 2 + axis], moved[i, axis] = step, dx
