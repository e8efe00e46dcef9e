# ruff: noqa: ANN001, ANN201, ANN202  (numba finds the types of compiled code)
"""Which objects of the frame before are still there, and which that went lately are there again."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.coding.coder import FAULT, code_bit, given
from spritelift_runtime.coding.fates import code_fate
from spritelift_runtime.coding.kinds import BACK
from spritelift_runtime.coding.objects import (
    AGE,
    AWAY,
    DEATHS,
    DX,
    DY,
    FIELDS,
    GONE,
    GRAVES,
    LAST8,
    LAST_DEAD,
    SPRITE,
    X,
    Y,
    bury,
    copy,
)


@njit(cache=True)
@no_type_check
def code_survivors(coder, memory, old, targets, bits):
    """The old objects that are still there, in their order, as they are now.

    `targets` [n, 6] says (packing) what becomes of each: sprite (-1: gone), x, y, layer, flip, fixed.
    """
    out = np.empty((len(old), FIELDS), np.int64)
    alive = 0
    before = np.zeros(6, np.int64)  # what the object coded last did
    for i in range(len(old)):
        thing = out[alive]
        copy(old[i], thing)
        near = _neighbour(memory, old, i)
        if code_fate(coder, memory, thing, targets[i], near, before, bits):
            alive += 1
        else:
            bury(memory, old[i])
        if coder.state[FAULT]:
            return out[:0]
    return out[:alive]


@njit(cache=True)
@no_type_check
def code_returns(coder, memory, back):
    """Those of the objects that went lately which are there again; `back` [GRAVES] (packing) says whether each is."""
    notes, graves = memory.notes, memory.graves
    out = np.empty((GRAVES, FIELDS), np.int64)
    count, left = 0, 0
    for i in range(GRAVES):
        grave = graves[i]
        if grave[SPRITE] < 0:
            break
        sprite = grave[SPRITE]
        given(coder, 0, sprite, grave[GONE], min(grave[AGE], 8), 0)
        given(coder, 1, sprite, min(notes[DEATHS], 3), i, 0)
        given(coder, 2, sprite, grave[GONE], grave[LAST8], 0)
        given(coder, 3, min(grave[GONE], 20), i, min(grave[AGE], 4), 0)
        given(coder, 4, sprite, grave[X], grave[Y], grave[GONE])
        given(coder, 5, sprite, grave[GONE], min(count, 3), notes[LAST_DEAD])
        given(coder, 6, min(grave[GONE], 3), notes[LAST_DEAD] == sprite, min(notes[DEATHS], 3), count)
        given(coder, 7, sprite, grave[AWAY], grave[GONE], 0)
        if code_bit(coder, back[i] if len(back) else 0, BACK, 1, 8):
            copy(grave, out[count])
            count += 1
        else:
            copy(grave, graves[left])
            left += 1
    if count:
        for i in range(left, GRAVES):
            graves[i, SPRITE] = -1
    return out[:count]


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _neighbour(memory, old, i):
    """The sprite of an object that thing i meets and doesn't move with; -1 where there is none."""
    here = old[i]
    width, height = memory.sizes[here[SPRITE], 0], memory.sizes[here[SPRITE], 1]
    left, top = here[X] + here[DX] - 1, here[Y] + here[DY] - 1
    for j in range(len(old)):
        there = old[j]
        if there[DX] == here[DX] and there[DY] == here[DY]:
            continue
        x, y = there[X] + there[DX], there[Y] + there[DY]
        if x <= left + width + 1 and y <= top + height + 1:
            wide, high = memory.sizes[there[SPRITE], 0], memory.sizes[there[SPRITE], 1]
            if x + wide > left and y + high > top:
                return there[SPRITE]
    return -1
