# ruff: noqa: ANN001, ANN201, ANN202  (numba finds the types of compiled code)
"""What becomes of one object: gone or not, its sprite and flip, its step; given its past, and what others just did.

Formations march together and blink together: what the last object of the same rhythm, or of the same sprite, did on
this frame tells most of it. Where nothing tells, its own last events do.
"""

from typing import NamedTuple, no_type_check

from numba import njit

from spritelift_runtime.coding.coder import DAMAGED, FAULT, code_bit, code_number, code_symbol, given, mixed
from spritelift_runtime.coding.kinds import FLIP as FLIPPED
from spritelift_runtime.coding.kinds import FOLLOWS, NEXT_SPRITE, REST, REST_VALUE, SAME_SPRITE, STAYS
from spritelift_runtime.coding.kinds import STEP_X as ACROSS
from spritelift_runtime.coding.kinds import STEP_Y as DOWN
from spritelift_runtime.coding.objects import (
    AGE,
    AWAY,
    BIRTHS_BEFORE,
    CHANGES,
    CHANGES_BEFORE,
    DEATHS,
    DEATHS_BEFORE,
    DX,
    DY,
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
    follow,
)

FAR = 1 << 30
"""Places and layers are below this either way."""

WENT, STEPPED_X, STEPPED_Y, TURNED, WAS, FOLLOWED = range(6)
"""What the object coded last did: 0 if it went; its step; whether it changed sprites, which it had; if it followed."""


class Prospect(NamedTuple):
    """What a thing's fate may depend on, beside its own fields."""

    near: int
    """Sprite of what it meets (-1: nothing)."""
    base_x: int
    base_y: int
    """How far it is carried."""
    last_x: int
    last_y: int
    """Its last step beside being carried."""
    steps: int
    """Both as one number."""
    rhythm: int
    """When it moved last, and the time before, and how."""
    grouped: bool
    """Whether something of the same rhythm was coded on this frame."""
    twinned: bool
    """Whether something of the same sprite was."""
    by_twin: int
    by_last: int
    """What the last of the same sprite, and the last of any, did."""
    alike: bool
    """Whether the last of any had the same sprite."""
    edges: int
    place: int


@njit(inline="always", cache=True)
@no_type_check
def code_fate(coder, memory, thing, target, near, before, bits):
    """Whether a thing is still there; if so, it is brought up to date. `before` is what the one before it did."""
    about, group, twin = _prospect(memory, thing, near, before)
    notes, sprite = memory.notes, thing[SPRITE]
    if thing[GONE]:  # it came back
        thing[AWAY], thing[GONE] = thing[GONE], 0
    elif not _code_stays(coder, memory, thing, target, about, before):
        before[WENT], before[STEPPED_X], before[STEPPED_Y], before[TURNED], before[WAS] = 0, 0, 0, 0, sprite
        twin[0], twin[1] = notes[FRAME], 0
        return False
    now = _code_sprite(coder, memory, thing, target, about, group, bits)
    if now >= len(memory.sizes):
        coder.state[FAULT] |= DAMAGED
        return False
    changed = 1 if now != sprite else 0
    flip = _code_flip(coder, thing, target, about, twin, now)
    event = mixed(now if changed else -1, flip ^ thing[FLIP])
    dx, dy = _code_steps(coder, memory, thing, target, about, before, event, now)
    x, y = thing[X] + about.base_x + dx, thing[Y] + about.base_y + dy
    _code_rest(coder, thing, target)
    if not (-FAR < x < FAR and -FAR < y < FAR and -FAR < thing[LAYER] < FAR):
        coder.state[FAULT] |= DAMAGED
        return False
    before[WENT], before[STEPPED_X], before[STEPPED_Y], before[TURNED], before[WAS] = 1, dx, dy, changed, sprite
    group[0], group[1], group[2], group[3] = notes[FRAME], dx, dy, changed
    twin[0], twin[1], twin[2], twin[3], twin[4], twin[5] = notes[FRAME], 1, dx, dy, now if changed else -1, flip
    twin[6], twin[7] = about.last_x, about.last_y
    _learn_reference(memory, thing, x, y)
    follow(thing, now, x, y, flip, dx, dy)
    return True


@njit(inline="always", cache=True)
@no_type_check
def _prospect(memory, thing, near, before):
    """The thing's `Prospect`, and the rows of `Memory.groups` and `Memory.twins` that it belongs to."""
    notes, sprite = memory.notes, thing[SPRITE]
    base_x, base_y, last_x, last_y = _frame_of_reference(memory, thing)
    rhythm = mixed(mixed(mixed(thing[STILL], thing[STILL_BEFORE]), thing[MOVED_X]), thing[MOVED_Y])
    group = memory.groups[mixed(rhythm, thing[FIXED]) & (GROUPS - 1)]
    twin = memory.twins[sprite]
    twinned = twin[0] == notes[FRAME]
    by_twin = mixed(mixed(twin[2], twin[3]), twin[4]) if twinned else twin[1] - 5
    by_last = mixed(mixed(mixed(before[WENT], before[STEPPED_X]), before[STEPPED_Y]), before[TURNED])
    about = Prospect(
        near,
        base_x,
        base_y,
        last_x,
        last_y,
        (last_x << 16) ^ (last_y & 0xFFFF),
        rhythm,
        group[0] == notes[FRAME],
        twinned,
        by_twin,
        by_last,
        before[WAS] == sprite,
        _edges(memory, thing),
        thing[X] << 16 | (thing[Y] & 0xFFFF),
    )
    return about, group, twin


@njit(inline="always", cache=True)
@no_type_check
def _edges(memory, thing):
    """Which edges of the frame the thing will reach: bits; and 16 if it will have left."""
    width, height = memory.sizes[thing[SPRITE], 0], memory.sizes[thing[SPRITE], 1]
    x, y = thing[X] + thing[DX], thing[Y] + thing[DY]
    wide, high = memory.notes[WIDTH], memory.notes[HEIGHT]
    out = (x <= 0) | (y <= 0) << 1 | (x + width >= wide) << 2 | (y + height >= high) << 3
    return out | (x + width <= 0 or y + height <= 0 or x >= wide or y >= high) << 4


@njit(inline="always", cache=True)
@no_type_check
def _code_stays(coder, memory, thing, target, about, before):
    notes, sprite = memory.notes, thing[SPRITE]
    deaths = min(notes[DEATHS], 3)
    given(coder, 0, sprite, min(thing[AGE], 30), about.near, about.steps)
    given(coder, 1, sprite, about.near, about.edges, deaths)
    given(coder, 2, sprite, about.edges, about.steps, 0)
    given(coder, 3, before[WENT], about.alike, sprite, memory.twins[sprite, 1] if about.twinned else -1)
    given(coder, 4, sprite, about.place, 0, 0)
    given(coder, 5, sprite, thing[LAST2], about.near, 0)
    given(coder, 6, sprite, deaths, min(notes[DEATHS_BEFORE], 3), min(notes[BIRTHS_BEFORE], 3))
    given(coder, 7, sprite, thing[SHOWN], thing[SPRITE_BEFORE], thing[SHOWN_BEFORE])
    given(coder, 8, sprite, thing[LAST8], 0, 0)
    given(coder, 9, sprite, min(thing[AGE], 255), thing[AWAY], 0)
    return code_bit(coder, 1 if target[SPRITE] >= 0 else 0, STAYS, 1, 10)


@njit(inline="always", cache=True)
@no_type_check
def _code_sprite(coder, memory, thing, target, about, group, bits):
    """The sprite that the thing has now."""
    notes, sprite = memory.notes, thing[SPRITE]
    deaths = min(notes[DEATHS], 3)
    by_group = mixed(mixed(group[1], group[2]), group[3]) if about.grouped else 0
    given(coder, 0, sprite, thing[SHOWN], thing[SHOWN_BEFORE], thing[SPRITE_BEFORE])
    given(coder, 1, about.grouped, group[3] if about.grouped else 0, sprite, thing[SHOWN])
    given(coder, 2, about.by_twin, about.twinned, thing[SHOWN], sprite)
    given(coder, 3, about.by_last, about.alike, sprite, about.near)
    given(coder, 4, sprite, thing[SHOWN], thing[STILL], 0)
    given(coder, 5, thing[LAST4], sprite, 0, 0)
    given(coder, 6, sprite, about.near, deaths, min(notes[DEATHS_BEFORE], 3))
    given(coder, 7, about.place, sprite, 0, 0)
    given(coder, 8, about.rhythm, by_group, about.grouped, sprite)
    given(coder, 9, thing[LAST8], sprite, 0, 0)
    given(coder, 10, sprite, min(notes[CHANGES], 3), min(notes[CHANGES_BEFORE], 3), about.steps)
    if not code_bit(coder, 1 if target[SPRITE] != sprite else 0, SAME_SPRITE, 1, 11):
        return sprite
    notes[CHANGES] += 1
    given(coder, 0, sprite, thing[SPRITE_BEFORE], 0, 0)
    given(coder, 1, sprite, 0, 0, 0)
    given(coder, 2, about.by_twin, sprite, 0, 0)
    given(coder, 3, sprite, about.near, deaths, 0)
    given(coder, 4, sprite, thing[LAST4], 0, 0)
    given(coder, 5, sprite, about.steps, thing[FLIP], 0)
    given(coder, 6, sprite, thing[SPRITE_BEFORE], thing[SHOWN], thing[LAST8])
    given(coder, 7, 0, 0, 0, 0)
    return code_symbol(coder, target[SPRITE], bits, NEXT_SPRITE, 8)


@njit(inline="always", cache=True)
@no_type_check
def _code_flip(coder, thing, target, about, twin, now):
    sprite, flip = thing[SPRITE], thing[FLIP]
    changed = 1 if now != sprite else 0
    given(coder, 0, now, sprite, flip, changed)
    given(coder, 1, now, flip, twin[5] if about.twinned else -1, changed)
    given(coder, 2, now, flip, about.last_x, changed)
    given(coder, 3, flip, thing[LAST4], now, 0)
    given(coder, 4, flip, now, sprite, mixed(thing[SPRITE_BEFORE], thing[SHOWN]))
    given(coder, 5, flip, changed, about.place, now)
    return code_symbol(coder, target[FLIP], 2, FLIPPED, 6)


@njit(inline="always", cache=True)
@no_type_check
def _code_steps(coder, memory, thing, target, about, before, event, now):
    """How the thing moved, beside being carried: as another one just did, or by itself."""
    step_x, step_y = target[X] - thing[X] - about.base_x, target[Y] - thing[Y] - about.base_y
    group = memory.groups[mixed(about.rhythm, thing[FIXED]) & (GROUPS - 1)]
    twin = memory.twins[thing[SPRITE]]
    together = about.twinned and twin[1] and twin[6] == about.last_x and twin[7] == about.last_y
    like_x, like_y = (group[1], group[2]) if about.grouped else (twin[2], twin[3])
    news = like_x != about.last_x or like_y != about.last_y
    if news and (about.grouped or together):
        _follow_contexts(coder, thing, about, before, event, like_x, like_y)
        follows = code_bit(coder, 1 if step_x == like_x and step_y == like_y else 0, FOLLOWS, 1, 9)
        before[FOLLOWED] = follows
        if follows:
            return like_x, like_y
    _step_contexts(coder, memory, thing, about, event, about.steps, thing[X], now)
    step_x = code_number(coder, step_x, ACROSS, 15)
    _step_contexts(coder, memory, thing, about, event, mixed(about.steps, step_x), thing[Y], now)
    return step_x, code_number(coder, step_y, DOWN, 15)


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _follow_contexts(coder, thing, about, before, event, like_x, like_y):
    sprite, like = thing[SPRITE], like_x << 8 ^ like_y
    given(coder, 0, about.grouped, sprite, event, 0)
    given(coder, 1, about.grouped, about.twinned, about.near, 0)
    given(coder, 2, about.grouped, before[FOLLOWED], about.alike, 0)
    given(coder, 3, sprite, about.edges, about.near, about.steps)
    given(coder, 4, thing[LAST2], like, sprite, 0)
    given(coder, 5, sprite, thing[STILL], like, 0)
    given(coder, 6, about.place, sprite, 0, 0)
    given(coder, 7, thing[LAST8], 0, 0, 0)
    given(coder, 8, about.rhythm, like, 0, 0)


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _step_contexts(coder, memory, thing, about, event, steps, line, now):
    """What a step along one axis depends on: the last `steps` (the other axis, too), `line`, where it starts."""
    notes, sprite = memory.notes, thing[SPRITE]
    group = memory.groups[mixed(about.rhythm, thing[FIXED]) & (GROUPS - 1)]
    twin = memory.twins[sprite]
    given(coder, 0, about.grouped, group[1] << 8 ^ group[2], steps, about.rhythm)
    given(coder, 1, sprite, about.rhythm, steps, event)
    given(coder, 2, about.twinned, twin[2] << 8 ^ twin[3], steps, event)
    given(coder, 3, about.by_last, about.alike, steps, sprite)
    given(coder, 4, thing[LAST2], sprite, steps, event)
    given(coder, 5, sprite, event, steps, about.edges)
    given(coder, 6, about.place, sprite, steps, 0)
    given(coder, 7, thing[LAST4], sprite, steps, 0)
    given(coder, 8, line, sprite, steps, 0)
    given(coder, 9, sprite, about.near, steps, min(notes[DEATHS], 2))
    given(coder, 10, thing[LAST8], steps, 0, 0)
    given(coder, 11, now, thing[SHOWN], steps, 0)
    given(coder, 12, notes[STEP_X], notes[STEP_Y], steps, sprite)
    given(coder, 13, steps, 0, 0, 0)
    given(coder, 14, sprite, event, about.near, 0)


@njit(inline="always", cache=True)
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


@njit(inline="always", cache=True)
@no_type_check
def _frame_of_reference(memory, thing):
    """How far the thing is carried, and how it moved last beside being carried."""
    notes = memory.notes
    if thing[FIXED] or memory.bound[thing[SPRITE]] > 0:
        last_x, last_y = thing[DX] - notes[STEP_X_BEFORE], thing[DY] - notes[STEP_Y_BEFORE]
        return notes[STEP_X], notes[STEP_Y], last_x, last_y
    return 0, 0, thing[DX], thing[DY]


@njit(inline="always", cache=True)
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
