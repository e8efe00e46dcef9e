# ruff: noqa: ANN001, ANN201, ANN202  (numba finds the types of compiled code)
"""Objects that were not there on the frame before: which, and where, going by those that came before."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.coding.coder import (
    DAMAGED,
    FAULT,
    code_bit,
    code_number,
    code_symbol,
    given,
    mixed,
)
from spritelift_runtime.coding.fates import FAR
from spritelift_runtime.coding.kinds import BORN, BORN_FLIP, BORN_REST, BORN_SPRITE, BORN_X
from spritelift_runtime.coding.objects import (
    ANCHORS,
    BIRTHS,
    BIRTHS_BEFORE,
    BORN_BEFORE,
    DEATHS,
    DEATHS_BEFORE,
    FIELDS,
    FIXED,
    FLIP,
    FRAME,
    GONE,
    GRAVES,
    LAST_BIRTH,
    LAST_BORN,
    LAST_DEAD,
    LAYER,
    NEXT_UID,
    SPRITE,
    SPRITE_BEFORE,
    UID,
    X,
    Y,
    copy,
)

MOST_OBJECTS = 1 << 16
_BURIED, _BORN = 1 << 24, 1 << 25
"""Added to the sprite of an anchor that went, or came, on this frame."""


@njit(cache=True)
@no_type_check
def code_births(coder, memory, living, births, bits):
    """`living` and, after them, what was born: `births` [n, 6] when packing."""
    notes = memory.notes
    out = np.empty((len(living) + max(len(births), 8), FIELDS), np.int64)
    for i in range(len(living)):
        copy(living[i], out[i])
    count = len(living)
    for number in range(MOST_OBJECTS):
        more = 1 if number < len(births) else 0
        since = min(notes[FRAME] - notes[LAST_BIRTH], 300)
        given(coder, 0, min(number, 20), notes[DEATHS], 0, 0)
        given(coder, 1, min(number, 3), since, 0, 0)
        given(coder, 2, min(number, 3), notes[DEATHS_BEFORE], notes[BIRTHS_BEFORE], 0)
        given(coder, 3, number, notes[LAST_DEAD], notes[LAST_BORN], 0)
        given(coder, 4, number, notes[DEATHS], notes[LAST_BORN], notes[BORN_BEFORE])
        given(coder, 5, number, since, notes[LAST_BORN], 0)
        given(coder, 6, number, notes[LAST_DEAD], memory.graves[0, GONE], memory.graves[0, SPRITE])
        more = code_bit(coder, more, BORN, 1, 7)
        if not more or coder.state[FAULT]:
            break
        if count == len(out):
            wider = np.empty((2 * count, FIELDS), np.int64)
            for i in range(count):
                copy(out[i], wider[i])
            out = wider
        at = min(number, max(len(births) - 1, 0))
        target = births[at] if len(births) else np.zeros(6, np.int64)
        _code_birth(coder, memory, out, count, len(living), target, bits)
        if coder.state[FAULT]:
            return living[:0]
        count += 1
        notes[BIRTHS] += 1
        notes[LAST_BIRTH] = notes[FRAME]
    return out[:count]


@njit(inline="always", cache=True)
@no_type_check
def _code_birth(coder, memory, out, count, living, target, bits):
    notes, thing = memory.notes, out[count]
    for field in range(FIELDS):
        thing[field] = 0
    thing[UID] = notes[NEXT_UID]
    notes[NEXT_UID] += 1
    last = out[count - 1, SPRITE] if count > living else -1
    given(coder, 0, last, notes[BIRTHS], 0, 0)
    given(coder, 1, notes[LAST_DEAD], notes[DEATHS], last, 0)
    given(coder, 2, notes[LAST_BORN], notes[BORN_BEFORE], 0, 0)
    given(coder, 3, last, out[count - 1, X] if count > living else 0, out[count - 1, Y] if count > living else 0, 0)
    given(coder, 4, notes[LAST_BORN], 0, 0, 0)
    given(coder, 5, 0, 0, 0, 0)
    sprite = code_symbol(coder, target[SPRITE], bits, BORN_SPRITE, 6)
    if sprite >= len(memory.sizes):
        coder.state[FAULT] |= DAMAGED
        return
    then = memory.births[sprite]
    given(coder, 0, sprite, then[3], then[5], last)
    given(coder, 1, sprite, 0, 0, 0)
    flip = code_symbol(coder, target[FLIP], 2, BORN_FLIP, 2)
    x = _code_place(coder, memory, out, count, living, sprite, target[X], 0, last, 0)
    y = _code_place(coder, memory, out, count, living, sprite, target[Y], 1, last, x)
    given(coder, 0, sprite, 0, 0, 0)
    given(coder, 1, out[count - 1, LAYER] if count else 0, 0, 0, 0)
    layer = code_number(coder, target[LAYER], BORN_REST, 2)
    given(coder, 0, sprite, 0, 0, 0)
    given(coder, 1, out[count - 1, FIXED] if count else 0, 0, 0, 0)
    fixed = code_bit(coder, target[FIXED], BORN_REST, 3000, 2)
    if not (-FAR < x < FAR and -FAR < y < FAR and -FAR < layer < FAR):
        coder.state[FAULT] |= DAMAGED
        return
    _learn_anchors(memory, out, count, living, sprite, x, y)
    thing[SPRITE], thing[X], thing[Y], thing[LAYER], thing[FLIP], thing[FIXED] = sprite, x, y, layer, flip, fixed
    thing[SPRITE_BEFORE] = -1
    then[0], then[1], then[2], then[3], then[4], then[5] = x, y, layer, flip, fixed, then[5] + 1
    notes[BORN_BEFORE], notes[LAST_BORN] = notes[LAST_BORN], sprite


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _anchors(memory, out, count, living):
    """Objects that a birth may depend on: [n, 3] of kind, x, y; one of a kind."""
    seen = np.zeros(len(memory.sizes), np.uint8)
    found = np.empty((min(living, 64) + GRAVES + 1, 3), np.int64)
    n = 0
    for i in range(living):
        if n < 64 and not seen[out[i, SPRITE]]:
            seen[out[i, SPRITE]] = 1
            found[n, 0], found[n, 1], found[n, 2] = out[i, SPRITE], out[i, X], out[i, Y]
            n += 1
    for i in range(GRAVES):
        grave = memory.graves[i]
        if grave[SPRITE] >= 0 and grave[GONE] == 0:
            found[n, 0], found[n, 1], found[n, 2] = grave[SPRITE] + _BURIED, grave[X], grave[Y]
            n += 1
    if count > living:
        found[n, 0], found[n, 1], found[n, 2] = out[count - 1, SPRITE] + _BORN, out[count - 1, X], out[count - 1, Y]
        n += 1
    return found[:n]


@njit(inline="always", cache=True)
@no_type_check
def _anchored(memory, anchors, sprite, axis):
    """The place that the most dependable anchor makes likely, how often it was right in a row, and which it is."""
    best, place, which = 0, 0, -1
    for i in range(len(anchors)):
        pair = mixed(sprite, anchors[i, 0])
        entry = memory.anchors[pair & (ANCHORS - 1), axis]
        if entry[1] > best and entry[2] == pair:
            best, place, which = entry[1], anchors[i, 1 + axis] + entry[0], anchors[i, 0]
    return best, place, which


@njit(inline="always", cache=True)
@no_type_check
def _learn_anchors(memory, out, count, living, sprite, x, y):
    anchors = _anchors(memory, out, count, living)
    for i in range(len(anchors)):
        pair = mixed(sprite, anchors[i, 0])
        for axis in range(2):
            entry = memory.anchors[pair & (ANCHORS - 1), axis]
            offset = (y if axis else x) - anchors[i, 1 + axis]
            entry[1] = min(entry[1] + 1, 30) if entry[0] == offset and entry[2] == pair else 1
            entry[0], entry[2] = offset, pair


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _code_place(coder, memory, out, count, living, sprite, value, axis, last, other):
    """x (axis 0) or y of something born: where an anchor puts it, where one was born before, or anywhere."""
    anchors = _anchors(memory, out, count, living)
    score, place, which = _anchored(memory, anchors, sprite, axis)
    then = memory.births[sprite]
    at_last = out[count - 1, X + axis] if count > living else 0
    if score:
        given(coder, 0, axis, sprite, min(score, 6), 0)
        given(coder, 1, axis, sprite, which, 0)
        given(coder, 2, axis, min(score, 6), which >> 24, which & 0xFFFFFF == sprite)
        given(coder, 3, axis, sprite, which, at_last)
        if code_bit(coder, 1 if value == place else 0, BORN_X, 1, 4):
            return place
    if then[5] and not (score and place == then[axis]):
        given(coder, 0, axis, sprite, min(score, 6), 0)
        given(coder, 1, axis, sprite, other == then[0], 0)
        given(coder, 2, axis, min(then[5], 6), other == then[0], 0)
        if code_bit(coder, 1 if value == then[axis] else 0, BORN_X, 2, 3):
            return then[axis]
    given(coder, 0, axis, sprite, other, 0)
    given(coder, 1, axis, sprite, last, at_last)
    given(coder, 2, axis, sprite, 0, 0)
    given(coder, 3, axis, 0, 0, 0)
    given(coder, 4, axis, sprite, at_last, other)
    return code_number(coder, value, BORN_X + 1, 5)
