# ruff: noqa: ANN001, ANN201  (numba finds the types of compiled code)
"""Which objects lie above which: almost always as on the frame before, with what is new above."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.coding.coder import DAMAGED, FAULT, code_bit, code_size, given
from spritelift_runtime.coding.kinds import ORDERED, SKIPPED
from spritelift_runtime.coding.objects import BIRTHS, SPRITE, copy


@njit(cache=True)
@no_type_check
def code_order(coder, memory, things, order):
    """The things in their paint order; `order` (packing) lists their numbers in it."""
    n = len(things)
    plain = 1
    for i in range(min(n, len(order))):
        if order[i] != i:
            plain = 0
    given(coder, 0, min(memory.notes[BIRTHS], 3), 0, 0, 0)
    given(coder, 1, 0, 0, 0, 0)
    if n < 2 or code_bit(coder, plain, ORDERED, 1, 2):
        return things
    used = np.zeros(n, np.uint8)
    out = np.empty_like(things)
    first, skipped = 0, 0
    for i in range(n):
        while used[first]:
            first += 1
        skip, at = 0, first
        if len(order):
            while at != order[i]:
                at += 1
                skip += not used[at]
        given(coder, 0, things[first, SPRITE], skipped, 0, 0)
        given(coder, 1, min(i, 2), skipped, 0, 0)
        given(coder, 2, things[first, SPRITE], out[i - 1, SPRITE] if i else -1, 0, 0)
        skip = code_size(coder, skip, SKIPPED, 3, 0)
        at = first
        while skip and at < n - 1:
            at += 1
            skip -= not used[at]
        if skip or used[at] or coder.state[FAULT]:
            coder.state[FAULT] |= DAMAGED
            return things
        skipped = min(at - first, 2)
        used[at] = 1
        copy(things[at], out[i])
    return out
