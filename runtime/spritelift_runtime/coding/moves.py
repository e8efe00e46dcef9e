# ruff: noqa: ANN001, ANN201, ANN202  (numba finds the types of compiled code)
"""What becomes of the objects of the frame before: gone, or what they show now and where."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.coding.coder import DAMAGED, FAULT, code_bit, code_number, code_symbol, given, mixed
from spritelift_runtime.coding.kinds import FLIP as FLIPPED
from spritelift_runtime.coding.kinds import NEXT_SPRITE, REST, REST_VALUE, SAME_SPRITE, STAYS
from spritelift_runtime.coding.kinds import STEP_X as ACROSS
from spritelift_runtime.coding.kinds import STEP_Y as DOWN
from spritelift_runtime.coding.objects import (
    AGE,
    BIRTHS_BEFORE,
    CHANGES,
    CHANGES_BEFORE,
    DEATHS,
    DEATHS_BEFORE,
    DX,
    DY,
    FIELDS,
    FIXED,
    FLIP,
    FRAME,
    GONE,
    GROUPS,
    HEIGHT,
    LAST2,
    LAST4,
    LAST8,
    LAYER,
    MOVED_X,
    MOVED_Y,
    SHOWN,
    SHOWN_BEFORE,
    SPRITE,
    SPRITE_BEFORE,
    STEP_X,
    STEP_X_BEFORE,
    STEP_Y,
    STEP_Y_BEFORE,
    STILL,
    STILL_BEFORE,
    WIDTH,
    X,
    Y,
    bury,
    copy,
    follow,
)

FAR = 1 << 30
"""Places and layers are below this either way."""


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
        near = neighbour(memory, old, i)
        if code_fate(coder, memory, thing, targets[i], near, before, bits):
            alive += 1
        else:
            bury(memory, old[i])
        if coder.state[FAULT]:
            return out[:0]
    return out[:alive]


@njit(cache=True)
@no_type_check
def neighbour(memory, old, i):
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


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _edges(memory, thing):
    """Which edges of the frame the thing will reach: bits; and 16 if it will have left."""
    width, height = memory.sizes[thing[SPRITE], 0], memory.sizes[thing[SPRITE], 1]
    x, y = thing[X] + thing[DX], thing[Y] + thing[DY]
    wide, high = memory.notes[WIDTH], memory.notes[HEIGHT]
    out = (x <= 0) | (y <= 0) << 1 | (x + width >= wide) << 2 | (y + height >= high) << 3
    return out | (x + width <= 0 or y + height <= 0 or x >= wide or y >= high) << 4


@njit(cache=True)
@no_type_check
def code_fate(coder, memory, thing, target, near, before, bits):
    """Whether a thing is still there; if so, it is brought up to date."""
    notes = memory.notes
    sprite = thing[SPRITE]
    base_x, base_y, last_x, last_y = _frame_of_reference(memory, thing)
    rhythm = mixed(mixed(mixed(thing[STILL], thing[STILL_BEFORE]), thing[MOVED_X]), thing[MOVED_Y])
    group = memory.groups[mixed(rhythm, thing[FIXED]) & (GROUPS - 1)]
    twin = memory.twins[sprite]
    known = 1 if group[0] == notes[FRAME] else 0
    twin_known = 1 if twin[0] == notes[FRAME] else 0
    by_group = mixed(mixed(group[1], group[2]), group[3]) if known else 0
    by_twin = mixed(mixed(twin[2], twin[3]), twin[4]) if twin_known else twin[1] - 5
    by_last = mixed(mixed(mixed(before[0], before[1]), before[2]), before[3])
    same_as_last = 1 if before[4] == sprite else 0
    deaths = min(notes[DEATHS], 3)
    edges = _edges(memory, thing)
    place = thing[X] << 16 | (thing[Y] & 0xFFFF)

    given(coder, 0, sprite, min(thing[AGE], 30), near, last_x << 8 ^ last_y)
    given(coder, 1, sprite, near, edges, deaths)
    given(coder, 2, sprite, edges, last_x << 8 ^ last_y, 0)
    given(coder, 3, before[0], same_as_last, sprite, twin[1] if twin_known else -1)
    given(coder, 4, sprite, place, 0, 0)
    given(coder, 5, sprite, thing[LAST2], near, 0)
    given(coder, 6, sprite, deaths, min(notes[DEATHS_BEFORE], 3), min(notes[BIRTHS_BEFORE], 3))
    given(coder, 7, sprite, thing[SHOWN], thing[SPRITE_BEFORE], thing[SHOWN_BEFORE])
    given(coder, 8, sprite, thing[LAST8], 0, 0)
    given(coder, 9, sprite, thing[GONE], 0, 0)
    if not code_bit(coder, 1 if target[SPRITE] >= 0 else 0, STAYS, min(thing[GONE], 1) + 1, 10):
        before[0], before[1], before[2], before[3], before[4] = 0, 0, 0, 0, sprite
        twin[0], twin[1] = notes[FRAME], 0
        return False

    given(coder, 0, sprite, thing[SHOWN], thing[SHOWN_BEFORE], thing[SPRITE_BEFORE])
    given(coder, 1, known, group[3] if known else 0, sprite, thing[SHOWN])
    given(coder, 2, by_twin, twin_known, thing[SHOWN], sprite)
    given(coder, 3, by_last, same_as_last, sprite, near)
    given(coder, 4, sprite, thing[SHOWN], thing[STILL], 0)
    given(coder, 5, thing[LAST4], sprite, 0, 0)
    given(coder, 6, sprite, near, deaths, min(notes[DEATHS_BEFORE], 3))
    given(coder, 7, place, sprite, 0, 0)
    given(coder, 8, rhythm, by_group, known, sprite)
    given(coder, 9, thing[LAST8], sprite, 0, 0)
    given(coder, 10, sprite, min(notes[CHANGES], 3), min(notes[CHANGES_BEFORE], 3), last_x << 8 ^ last_y)
    changed = code_bit(coder, 1 if target[SPRITE] != sprite else 0, SAME_SPRITE, 1, 11)
    now = sprite
    if changed:
        notes[CHANGES] += 1
        given(coder, 0, sprite, thing[SPRITE_BEFORE], 0, 0)
        given(coder, 1, sprite, 0, 0, 0)
        given(coder, 2, by_twin, sprite, 0, 0)
        given(coder, 3, sprite, near, deaths, 0)
        given(coder, 4, sprite, thing[LAST4], 0, 0)
        given(coder, 5, sprite, last_x << 8 ^ last_y, thing[FLIP], 0)
        given(coder, 6, sprite, thing[SPRITE_BEFORE], thing[SHOWN], thing[LAST8])
        given(coder, 7, 0, 0, 0, 0)
        now = code_symbol(coder, target[SPRITE], bits, NEXT_SPRITE, 8)
        if now >= len(memory.sizes):
            coder.state[FAULT] |= DAMAGED
            return False
    given(coder, 0, now, sprite, thing[FLIP], changed)
    given(coder, 1, now, thing[FLIP], twin[5] if twin_known else -1, changed)
    given(coder, 2, now, thing[FLIP], last_x, changed)
    given(coder, 3, thing[FLIP], thing[LAST4], now, 0)
    given(coder, 4, thing[FLIP], now, sprite, mixed(thing[SPRITE_BEFORE], thing[SHOWN]))
    given(coder, 5, thing[FLIP], changed, place, now)
    flip = code_symbol(coder, target[FLIP], 2, FLIPPED, 6)

    event = mixed(now if changed else -1, flip ^ thing[FLIP])
    steps = (last_x << 16) ^ (last_y & 0xFFFF)
    x = thing[X] + base_x
    dx = _code_step(coder, memory, thing, target[X] - x, ACROSS, (event, steps, rhythm, known, group[1] << 8 ^ group[2],
        twin_known, twin[2] << 8 ^ twin[3], by_last, same_as_last, near, place, thing[X], edges), now)  # fmt: skip
    x += dx
    y = thing[Y] + base_y
    steps = mixed(steps, dx)
    dy = _code_step(coder, memory, thing, target[Y] - y, DOWN, (event, steps, rhythm, known, group[1] << 8 ^ group[2],
        twin_known, twin[2] << 8 ^ twin[3], by_last, same_as_last, near, place, thing[Y], edges), now)  # fmt: skip
    y += dy
    _code_rest(coder, thing, target)
    if abs(x) > FAR or abs(y) > FAR or abs(thing[LAYER]) > FAR:
        coder.state[FAULT] |= DAMAGED
        return False

    before[0], before[1], before[2], before[3], before[4] = 1, dx, dy, changed, sprite
    group[0], group[1], group[2], group[3] = notes[FRAME], dx, dy, changed
    twin[0], twin[1], twin[2], twin[3], twin[4], twin[5] = notes[FRAME], 1, dx, dy, now if changed else -1, flip
    _learn_reference(memory, thing, x, y)
    follow(thing, now, x, y, flip, dx, dy)
    return True


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _code_step(coder, memory, thing, step, kind, about, now):
    """How far a thing moved along one axis."""
    event, steps, rhythm, known, by_group, twin_known, by_twin, by_last, same_as_last, near, place, line, edges = about
    sprite = thing[SPRITE]
    given(coder, 0, known, by_group, steps, rhythm)
    given(coder, 1, sprite, rhythm, steps, event)
    given(coder, 2, twin_known, by_twin, steps, event)
    given(coder, 3, by_last, same_as_last, steps, sprite)
    given(coder, 4, thing[LAST2], sprite, steps, event)
    given(coder, 5, sprite, event, steps, edges)
    given(coder, 6, place, sprite, steps, 0)
    given(coder, 7, thing[LAST4], sprite, steps, 0)
    given(coder, 8, line, sprite, steps, 0)
    given(coder, 9, sprite, near, steps, min(memory.notes[DEATHS], 2))
    given(coder, 10, thing[LAST8], steps, 0, 0)
    given(coder, 11, now, thing[SHOWN], steps, 0)
    given(coder, 12, memory.notes[STEP_X], memory.notes[STEP_Y], steps, sprite)
    given(coder, 13, steps, 0, 0, 0)
    return code_number(coder, step, kind, 14)


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _code_rest(coder, thing, target):
    """Layer, and whether it is fixed: they hardly ever change."""
    same = target[LAYER] == thing[LAYER] and target[FIXED] == thing[FIXED]
    given(coder, 0, thing[SPRITE], 0, 0, 0)
    given(coder, 1, 0, 0, 0, 0)
    if not code_bit(coder, 0 if same else 1, REST, 1, 2):
        return
    given(coder, 0, thing[SPRITE], thing[LAYER], 0, 0)
    given(coder, 1, 0, 0, 0, 0)
    thing[LAYER] += code_number(coder, target[LAYER] - thing[LAYER], REST_VALUE, 2)
    given(coder, 0, thing[SPRITE], thing[FIXED], 0, 0)
    thing[FIXED] = code_bit(coder, target[FIXED], REST, 2, 1)


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _frame_of_reference(memory, thing):
    """How far the thing is carried, and how it moved last beside being carried."""
    notes = memory.notes
    if thing[FIXED] or memory.bound[thing[SPRITE]] > 0:
        last_x, last_y = thing[DX] - notes[STEP_X_BEFORE], thing[DY] - notes[STEP_Y_BEFORE]
        return notes[STEP_X], notes[STEP_Y], last_x, last_y
    return 0, 0, thing[DX], thing[DY]


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _learn_reference(memory, thing, x, y):
    """Whether the thing's sprite goes with the world: whichever would have told its steps better."""
    notes = memory.notes
    step_x, step_y = notes[STEP_X], notes[STEP_Y]
    if step_x == notes[STEP_X_BEFORE] and step_y == notes[STEP_Y_BEFORE]:
        return
    dx, dy = x - thing[X], y - thing[Y]
    by_frame = dx == thing[DX] and dy == thing[DY]
    by_world = dx - step_x == thing[DX] - notes[STEP_X_BEFORE] and dy - step_y == thing[DY] - notes[STEP_Y_BEFORE]
    score = memory.bound[thing[SPRITE]] + int(by_world) - int(by_frame)
    memory.bound[thing[SPRITE]] = min(max(score, -8), 8)
