# ruff: noqa: ANN001, ANN201  (numba finds the types of compiled code)
"""Objects on their way from frame to frame, as the coder remembers them."""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit, types

from spritelift_runtime.coding.coder import mixed

SPRITE, X, Y, LAYER, FLIP, FIXED = range(6)
DX, DY = 6, 7
"""Last step, in frame pixels."""
AGE, SHOWN, SHOWN_BEFORE, SPRITE_BEFORE = 8, 9, 10, 11
"""Frames on screen, with this sprite, with the one before, and which that was."""
STILL, STILL_BEFORE, MOVED_X, MOVED_Y = 12, 13, 14, 15
"""Frames since it last moved, as many before that, and its last step that was one."""
LAST, LAST2, LAST4, LAST8 = 16, 17, 18, 19
"""What happened to it lately: hashes of its last 1, 2, 4 and 8 events."""
UID, GONE, CUT_AT, CUT_FOR = 20, 21, 22, 23
"""Its number, frames it has been gone, 1 + where its mask is (0: it is whole), frames since that changed."""
AWAY = 24
"""Frames it had been gone when it came back last."""
FIELDS = 25

FRAME, NEXT_UID, DEATHS, DEATHS_BEFORE, BIRTHS, BIRTHS_BEFORE, LAST_BIRTH, LAST_DEAD = range(8)
STEP_X, STEP_Y, STEP_X_BEFORE, STEP_Y_BEFORE = 8, 9, 10, 11
"""How far the world moved on this frame and the one before."""
LAST_BORN, BORN_BEFORE, BACK_FROM, WIDTH, HEIGHT, CHANGES, CHANGES_BEFORE = 12, 13, 14, 15, 16, 17, 18
NOTES = 24

GROUPS = 4096
ANCHORS = 1 << 14
GRAVES = 16


_LINE = types.Array(types.int64, 1, "C")


class Memory(NamedTuple):
    """What coding placements remembers beside the coder's own statistics; int64 all."""

    notes: np.ndarray
    """[NOTES]: numbers about this frame and the one before."""
    sizes: np.ndarray
    """[sprites, 2]: width, height."""
    groups: np.ndarray
    """[GROUPS, 6]: what objects of one rhythm did: frame, dx, dy, whether the sprite changed."""
    twins: np.ndarray
    """[sprites, 8]: what the last object of a sprite did: frame, stayed, dx, dy, next sprite, next flip."""
    bound: np.ndarray
    """[sprites]: above 0 for sprites that move with the world rather than with the frame."""
    births: np.ndarray
    """[sprites, 8]: where one was last born: x, y, layer, flip, fixed, times."""
    anchors: np.ndarray
    """[ANCHORS, 2, 3]: for a sprite born while another is there, x and y: the last offset, how often it held in a row,
    which pair it is."""
    graves: np.ndarray
    """[GRAVES, FIELDS]: objects that went lately, the latest first."""


def new_memory(sizes: np.ndarray, frame: tuple[int, int]) -> Memory:
    """Nothing seen yet, for sprites of those `sizes` (width, height)."""
    sprites = max(len(sizes), 1)
    memory = Memory(
        np.zeros(NOTES, np.int64),
        sizes.copy(),
        np.full((GROUPS, 6), -1, np.int64),
        np.full((sprites, 8), -1, np.int64),
        np.zeros(sprites, np.int64),
        np.zeros((sprites, 8), np.int64),
        np.zeros((ANCHORS, 2, 3), np.int64),
        np.full((GRAVES, FIELDS), -1, np.int64),
    )
    memory.notes[[WIDTH, HEIGHT]] = frame
    memory.notes[[LAST_DEAD, LAST_BORN, BORN_BEFORE]] = -1
    return memory


@njit(types.void(_LINE, _LINE), cache=True)
@no_type_check
def copy(source, target):
    """Fill `target`: what numpy does in one line costs seconds to compile."""
    for i in range(len(source)):
        target[i] = source[i]


@njit(cache=True)
@no_type_check
def begin_frame(memory, step_x, step_y):
    """The next frame, on which the world moved by a step."""
    notes = memory.notes
    notes[FRAME] += 1
    notes[DEATHS_BEFORE], notes[BIRTHS_BEFORE] = notes[DEATHS], notes[BIRTHS]
    notes[CHANGES_BEFORE], notes[CHANGES] = notes[CHANGES], 0
    notes[DEATHS], notes[BIRTHS] = 0, 0
    notes[STEP_X_BEFORE], notes[STEP_Y_BEFORE] = notes[STEP_X], notes[STEP_Y]
    notes[STEP_X], notes[STEP_Y] = step_x, step_y
    notes[LAST_DEAD] = -1
    for grave in memory.graves:
        grave[GONE] += 1


@njit(cache=True)
@no_type_check
def bury(memory, thing):
    """An object that is there no longer; it may come back."""
    for i in range(GRAVES - 1, 0, -1):
        copy(memory.graves[i - 1], memory.graves[i])
    copy(thing, memory.graves[0])
    memory.graves[0, GONE] = 0
    memory.notes[DEATHS] += 1
    memory.notes[LAST_DEAD] = thing[SPRITE]


@njit(cache=True)
@no_type_check
def follow(thing, sprite, x, y, flip, step_x, step_y):
    """An object's new state; (step_x, step_y) is how it moved, in the world where it goes with that."""
    if sprite != thing[SPRITE]:
        thing[SHOWN_BEFORE], thing[SHOWN], thing[SPRITE_BEFORE] = thing[SHOWN], 0, thing[SPRITE]
    if step_x or step_y:
        thing[STILL_BEFORE], thing[STILL] = thing[STILL], 0
        thing[MOVED_X], thing[MOVED_Y] = step_x, step_y
    else:
        thing[STILL] = min(thing[STILL] + 1, 255)
    event = mixed(mixed(mixed(sprite if sprite != thing[SPRITE] else -1, step_x), step_y), flip)
    thing[LAST8] = (thing[LAST8] << 5 ^ (event & 31)) & 0xFFFFFFFFFF
    thing[LAST4] = (thing[LAST4] << 10 ^ (event & 1023)) & 0xFFFFFFFFFF
    thing[LAST2] = mixed(thing[LAST], event)
    thing[LAST] = event
    thing[DX], thing[DY] = x - thing[X], y - thing[Y]
    thing[SPRITE], thing[X], thing[Y], thing[FLIP] = sprite, x, y, flip
    thing[AGE] = min(thing[AGE] + 1, 1 << 20)
    thing[SHOWN] = min(thing[SHOWN] + 1, 255)
