# ruff: noqa: ANN001, ANN201, ANN202  (numba finds the types of compiled code)
"""The residual: how many pixels of a frame are wrong, which, and what colour they are."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.coding.coder import DAMAGED, FAULT, UNPACKING, code_bit, code_size, code_symbol, given
from spritelift_runtime.coding.kinds import WRONG_COLOUR, WRONG_COUNT, WRONG_GAP, WRONG_SAME


@njit(cache=True)
@no_type_check
def code_wrong(coder, last_places, last_colours, places, colours, width, pixels, bits):
    """Places (rising) and colours (below 2**bits) of a frame's wrong pixels, given those of the frame before."""
    count = _code_wrong_count(coder, len(places), len(last_places))
    if count > pixels:
        coder.state[FAULT] |= DAMAGED
        count = 0
    if coder.state[UNPACKING]:
        places, colours = np.zeros(count, np.int64), np.zeros(count, np.int64)
    at, next_last, next_above, gap = -1, 0, 0, 0
    for i in range(count):
        while next_last < len(last_places) and last_places[next_last] <= at:
            next_last += 1
        while next_above < i and places[next_above] + width <= at:
            next_above += 1
        then = last_places[next_last] if next_last < len(last_places) else -1
        above = places[next_above] + width if next_above < i else -1
        at, gap = _code_gap(coder, places[i], at, then, above, gap)
        if at >= pixels or coder.state[FAULT]:
            coder.state[FAULT] |= DAMAGED
            break
        places[i] = at
        while next_above < i and places[next_above] + width < at:
            next_above += 1
        while next_last < len(last_places) and last_places[next_last] < at:
            next_last += 1
        west = colours[i - 1] if i and places[i - 1] == at - 1 else -1
        north = colours[next_above] if next_above < i and places[next_above] + width == at else -1
        same = next_last < len(last_places) and last_places[next_last] == at
        there = last_colours[next_last] if same else -1
        given(coder, 0, west, north, there, 0)
        given(coder, 1, there, 0, 0, 0)
        given(coder, 2, west, north, 0, 0)
        given(coder, 3, colours[i - 1] if i else -1, 0, 0, 0)
        given(coder, 4, at, 0, 0, 0)
        given(coder, 5, west, colours[i - 2] if i > 1 else -1, 0, 0)
        given(coder, 6, 0, 0, 0, 0)
        colours[i] = code_symbol(coder, colours[i], bits, WRONG_COLOUR, 7)
    return places, colours


@njit(inline="always", cache=True)
@no_type_check
def _code_wrong_count(coder, count, last):
    given(coder, 0, min(last, 5), 0, 0, 0)
    given(coder, 1, last, 0, 0, 0)
    if code_bit(coder, 1 if count == last else 0, WRONG_COUNT, 1, 2):
        return last
    given(coder, 0, 0, 0, 0, 0)
    given(coder, 1, min(last, 40), 0, 0, 0)
    return code_size(coder, count, WRONG_COUNT, 2, 8)


@njit(inline="always", cache=True)
@no_type_check
def _code_gap(coder, place, at, then, above, gap):
    """The next wrong place, going by the last frame's and the line above; and how far it is from the last."""
    run = 1 if gap == 1 else 0
    if then >= 0:
        given(coder, 0, run, min(then - at, 20), min(above - at, 20) if above >= 0 else -1, 0)
        given(coder, 1, then == at + 1, then == above, above >= 0, 0)
        if code_bit(coder, 1 if place == then else 0, WRONG_SAME, 1, 2):
            return then, then - at
    if above >= 0 and above != then:
        given(coder, 0, run, min(above - at, 20), then >= 0, 0)
        given(coder, 1, above == at + 1, then >= 0, 0, 0)
        if code_bit(coder, 1 if place == above else 0, WRONG_SAME, 2, 2):
            return above, above - at
    given(coder, 0, run, min(then - at, 20) if then >= 0 else -1, min(above - at, 20) if above >= 0 else -1, 0)
    given(coder, 1, min(gap, 40), 0, 0, 0)
    given(coder, 2, 0, 0, 0, 0)
    step = 1 + code_size(coder, place - at - 1, WRONG_GAP, 3, 0)
    return at + step, step
