# ruff: noqa: ANN001, ANN201, ANN202  (numba finds the types of compiled code)
"""Which part of each object shows: masks that hardly change, and scenery that hides whatever passes behind it."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.coding.coder import FAULT, code_bit, given
from spritelift_runtime.coding.kinds import CUT, CUT_PIXEL, SAME_CUT
from spritelift_runtime.coding.objects import (
    AGE,
    CUT_AT,
    CUT_FOR,
    DEATHS,
    DEATHS_BEFORE,
    DX,
    DY,
    FLIP,
    SHOWN,
    SPRITE,
    X,
    Y,
)

UNKNOWN, SHOWS, HIDES = 0, 1, 2
"""What a pixel of the ground did to the object that was over it last."""


@njit(cache=True)
@no_type_check
def code_cuts(coder, memory, things, wanted, masks, pool, used, figures, ground, habits):
    """Bring `CUT_AT` and `CUT_FOR` of all things up to date; gives how much of `pool` is used then.

    `wanted` [n] (packing) are 1 + places in `masks` (bool, row by row of the unflipped sprite), 0 for whole things;
    masks that are new are written to `pool` (uint8) from `used`.
    """
    before = np.zeros(4, np.int64)
    for i in range(len(things)):
        thing = things[i]
        sprite = thing[SPRITE]
        hidden, seen = _hidden(thing, figures, ground)
        want = wanted[i] if len(wanted) else 0
        _cut_contexts(coder, memory, thing, hidden, seen, before)
        cut = code_bit(coder, 1 if want else 0, CUT, 1 if thing[CUT_AT] else 2, 8)
        area = figures.sizes[sprite, 0] * figures.sizes[sprite, 1]
        old = thing[CUT_AT] - 1 if thing[SHOWN] > 1 and thing[AGE] > 1 else -1
        before[0], before[1], before[2] = cut, 0, sprite
        if not cut:
            thing[CUT_FOR] = 0 if thing[CUT_AT] else min(thing[CUT_FOR] + 1, 255)
            thing[CUT_AT] = 0
            _remember(thing, figures, ground, pool, -1)
            continue
        if old >= 0:
            same = 1
            if len(wanted):
                for k in range(area):
                    if pool[old + k] != masks[want - 1 + k]:
                        same = 0
                        break
            _cut_contexts(coder, memory, thing, hidden, seen, before)
            if code_bit(coder, same, SAME_CUT, 1, 8):
                thing[CUT_FOR] = min(thing[CUT_FOR] + 1, 255)
                _remember(thing, figures, ground, pool, old)
                continue
        if len(wanted):
            pool[used : used + area] = masks[want - 1 : want - 1 + area]
        _code_mask(coder, thing, figures, ground, pool, old, used, habits)
        if coder.state[FAULT]:
            return used
        before[1] = 1
        thing[CUT_AT], thing[CUT_FOR] = used + 1, 0
        _remember(thing, figures, ground, pool, used)
        used += area
    return used


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _cut_contexts(coder, memory, thing, hidden, seen, before):
    notes, sprite = memory.notes, thing[SPRITE]
    was = 1 if thing[CUT_AT] else 0
    moved = thing[DX] << 8 ^ (thing[DY] & 255)
    fresh = min(thing[AGE], 2) << 2 | min(thing[SHOWN], 2)
    given(coder, 0, sprite, was, hidden, moved)
    given(coder, 1, was, hidden, seen, fresh)
    given(coder, 2, sprite, was, min(thing[CUT_FOR], 40), 1 if moved else 0)
    given(coder, 3, was, before[0], before[1], before[2] == sprite)
    given(coder, 4, sprite, thing[X], thing[Y], was)
    given(coder, 5, was, min(notes[DEATHS], 2), sprite, min(notes[DEATHS_BEFORE], 2))
    given(coder, 6, sprite, thing[Y], was, hidden)
    given(coder, 7, sprite, was, hidden, fresh)


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _place(thing, figures, ground, row, column):
    """Where on the ground a pixel of the thing's sprite is; -1 outside the frame."""
    width, height = figures.sizes[thing[SPRITE], 0], figures.sizes[thing[SPRITE], 1]
    x = thing[X] + (width - 1 - column if thing[FLIP] & 1 else column)
    y = thing[Y] + (height - 1 - row if thing[FLIP] & 2 else row)
    if x < 0 or y < 0 or x >= ground.at.shape[1] or y >= ground.at.shape[0]:
        return -1
    return ground.at[y, x]


@njit(inline="always", cache=True)
@no_type_check
def _hidden(thing, figures, ground):
    """How many (0, 1, 2, up to 5, more) of the thing's pixels the ground hid lately; whether it is known at all."""
    width, height = figures.sizes[thing[SPRITE], 0], figures.sizes[thing[SPRITE], 1]
    start = figures.starts[thing[SPRITE]]
    count, unknown = 0, 0
    for k in range(width * height):
        if figures.clear[start + k]:
            continue
        at = _place(thing, figures, ground, k // width, k % width)
        if at >= 0 and ground.colours[at] != figures.colours[start + k]:
            count += ground.hides[at] == HIDES
            unknown += ground.hides[at] == UNKNOWN
    bucket = count if count < 3 else (3 if count < 6 else 4)
    return bucket, 0 if unknown == 0 else (1 if unknown < 6 else 2)


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _remember(thing, figures, ground, pool, mask):
    """Note which pixels of the ground hid the thing (mask: its place in `pool`, -1 for a whole one)."""
    width, height = figures.sizes[thing[SPRITE], 0], figures.sizes[thing[SPRITE], 1]
    start = figures.starts[thing[SPRITE]]
    for k in range(width * height):
        if figures.clear[start + k]:
            continue
        at = _place(thing, figures, ground, k // width, k % width)
        if at >= 0 and ground.colours[at] != figures.colours[start + k]:
            ground.hides[at] = SHOWS if mask < 0 or pool[mask + k] else HIDES


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _shown(pool, mask, width, height, row, column):
    """Whether a pixel shows; 2 outside the mask, 3 where there is none."""
    if mask < 0:
        return 3
    if row < 0 or column < 0 or row >= height or column >= width:
        return 2
    return pool[mask + row * width + column]


@njit(inline="always", cache=True)
@no_type_check
def _code_mask(coder, thing, figures, ground, pool, old, new, habits):
    """Fill in, or pack, the mask at `new`; `old` is the thing's last one (-1: none)."""
    sprite = thing[SPRITE]
    width, height = figures.sizes[sprite, 0], figures.sizes[sprite, 1]
    start = figures.starts[sprite]
    moved = 1 if thing[DX] or thing[DY] else 0
    for row in range(height):
        for column in range(width):
            k = row * width + column
            at = _place(thing, figures, ground, row, column)
            right, below = (
                _ground(thing, figures, ground, row, column + 1),
                _ground(thing, figures, ground, row + 1, column),
            )
            colour = figures.colours[start + k]
            behind = ground.colours[at] if at >= 0 else -2
            hides = ground.hides[at] if at >= 0 else 3
            sort = (4 if figures.clear[start + k] else 0) | (2 if at < 0 else 0) | (1 if colour == behind else 0)
            west = _shown(pool, new, width, height, row, column - 1)
            north = _shown(pool, new, width, height, row - 1, column)
            corner = west << 2 | north
            corners = corner << 4 | _shown(pool, new, width, height, row - 1, column - 1) << 2
            corners |= _shown(pool, new, width, height, row - 1, column + 1)
            far = _shown(pool, new, width, height, row, column - 2) << 2
            far |= _shown(pool, new, width, height, row - 2, column)
            then = _shown(pool, old, width, height, row, column)
            around = _shown(pool, old, width, height, row, column + 1) << 2
            around |= _shown(pool, old, width, height, row + 1, column)
            back = _shown(pool, old, width, height, row, column - 1) << 2
            back |= _shown(pool, old, width, height, row - 1, column)
            given(coder, 0, sort, hides, then, corner)
            given(coder, 1, sort, then, around << 4 | back, corner)
            given(coder, 2, sort, hides << 4 | right << 2 | below, corner, moved)
            given(coder, 3, sort, corners, far, 0)
            given(coder, 4, sprite, k, then, sort)
            given(coder, 5, behind, sort, corner, hides)
            given(coder, 6, sort, hides << 8 | right << 6 | below << 4 | then << 2 | moved, corners, around)
            given(coder, 7, sprite, row, west, then << 2 | sort)
            given(coder, 8, sprite, column, north, then << 2 | sort)
            given(coder, 9, sort, colour, behind, hides)
            habit = habits[start + k]
            beside = (habits[start + k + 1] if column + 1 < width else 0) << 2
            beside |= habits[start + k + width] if row + 1 < height else 0
            given(coder, 10, sprite, habit, sort << 2 | then, corner)
            given(coder, 11, habit << 4 | beside, sort << 2 | then, corner, hides)
            pool[new + k] = code_bit(coder, np.int64(pool[new + k]), CUT_PIXEL, 1 + sort, 12)
    for k in range(width * height):
        habits[start + k] = SHOWS if pool[new + k] else HIDES


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _ground(thing, figures, ground, row, column):
    width, height = figures.sizes[thing[SPRITE], 0], figures.sizes[thing[SPRITE], 1]
    if row >= height or column >= width:
        return 3
    at = _place(thing, figures, ground, row, column)
    return ground.hides[at] if at >= 0 else 3
