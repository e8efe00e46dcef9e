# ruff: noqa: ANN001, ANN201, ANN202  (numba finds the types of compiled code)
"""An arithmetic coder of binary decisions, each predicted by mixing what several contexts have seen so far.

One code path packs and unpacks: every function takes the value to pack and gives it back, or, unpacking, ignores it
and gives what was packed. Probabilities of all contexts are mixed in the logistic domain by weights learnt as it
goes (Mahoney 2005, "Adaptive weighing of context models for lossless data compression"), in whole numbers only.
"""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit, types

from spritelift_runtime.coding.logistic import COST, ONE, RATE, SQUASH, STEPS, STRETCH

CONTEXTS = 16
"""Most contexts of one decision."""
KINDS = 64
"""Kinds of decisions; each has its own weights."""
SLOT_BITS = 22
INPUTS = 2 * CONTEXTS + 1
NODES = 16
CONFIDENCES = 16

LOW, HIGH, CODE, AT, UNPACKING, FAULT = 0, 1, 2, 3, 4, 5
"""Places in `Coder.state`."""
OVERFLOW, DAMAGED = 1, 2
"""Faults: the stream has no room left; what was unpacked makes no sense."""

GIVEN = 8
FOUND = GIVEN + CONTEXTS
CONTENT = FOUND + CONTEXTS
INPUT = CONTENT + CONTEXTS
SPENT = INPUT + INPUTS

_TOP = 0xFFFFFFFF
_LIMIT = 255
_MAP_LIMIT = 255
_FIRST_WEIGHTS = 65000
"""Of all inputs together."""


class Coder(NamedTuple):
    """All that is learnt while coding, and the stream."""

    state: np.ndarray
    """int64: the coder's interval, place in the stream, direction, fault; then, for the next decision, from `GIVEN` its
    contexts, from `FOUND` the slots they lead to, from `CONTENT` what is in these, from `INPUT` the log odds to mix;
    from `SPENT` what each kind of decision has cost so far, in 1 / 65,536 bits."""
    slots: np.ndarray
    """int64: tag 16, recent bits 10, count 10, probability 28 bits."""
    histories: np.ndarray
    """int64 [KINDS, CONTEXTS, 256]: what a slot with such a history meant so far; count 10, probability 22 bits."""
    weights: np.ndarray
    """int64 [2, KINDS, sets, INPUTS + 1]: the mixers' weights (of ONE), last how often they were used."""
    stream: np.ndarray
    """uint8: packed bytes."""


_LINE = types.Array(types.int64, 1, "C")
CODER = types.NamedTuple(
    [
        _LINE,
        _LINE,
        types.Array(types.int64, 3, "C"),
        types.Array(types.int64, 4, "C"),
        types.Array(types.uint8, 1, "C"),
    ],
    Coder,
)
"""`Coder` as compiled code sees it. Functions that everybody calls say what they take: numba would compile them anew
for each constant that they are called with."""
_I = types.int64


def packing(room: int) -> Coder:
    """A coder that packs into `room` bytes."""
    return _coder(np.zeros(room, np.uint8))


def unpacking(stream: bytes) -> Coder:
    """A coder that reads `stream`."""
    coder = _coder(np.frombuffer(stream, np.uint8).copy())
    coder.state[UNPACKING] = 1
    for _ in range(4):
        coder.state[CODE] = coder.state[CODE] << 8 | next_byte(coder)
    return coder


def _coder(stream: np.ndarray) -> Coder:
    state = np.zeros(SPENT + KINDS, np.int64)
    state[HIGH] = _TOP
    weights = np.zeros((2, KINDS, max(NODES, CONFIDENCES), INPUTS + 1), np.int64)
    return Coder(
        state,
        np.zeros(1 << SLOT_BITS, np.int64),
        np.broadcast_to(_first_histories(), (KINDS, CONTEXTS, 256)).copy(),
        weights,
        stream,
    )


def _first_histories() -> np.ndarray:
    """What each history means before it is known better: the share of ones in it, and how often it came."""
    table = np.full(256, 1 << 31, np.int64)
    for bucket, before in enumerate((0, 4, 20, 90)):
        for recent in range(2, 64):
            seen = recent.bit_length() - 1
            ones = recent.bit_count() - 1
            zeros = seen - ones
            ones, zeros = ones + (before if not zeros else 0), zeros + (before if not ones else 0)
            chance = ((30 + 100 * ones) << 22) // (60 + 100 * (ones + zeros))
            table[bucket << 6 | recent] = chance << 10 | 2
    return table


def finished(coder: Coder) -> bytes:
    """The stream's bytes, as few as tell it from every other."""
    low, high, at = (int(coder.state[i]) for i in (LOW, HIGH, AT))
    for length in range(5):
        rest = (1 << (32 - 8 * length)) - 1
        ending = (low + rest) & ~rest
        if ending <= high:
            return coder.stream[:at].tobytes() + ending.to_bytes(4, "big")[:length]
    raise AssertionError("four bytes tell every place of the interval.")


@njit(_I(CODER), cache=True)
@no_type_check
def next_byte(coder):
    """The stream's next byte; a few zeros after its end."""
    at = coder.state[AT]
    coder.state[AT] = at + 1
    if at > len(coder.stream) + 8:
        coder.state[FAULT] |= DAMAGED
    return np.int64(coder.stream[at]) if at < len(coder.stream) else 0


@njit(_I(_I, _I), cache=True)
@no_type_check
def mixed(h, value):
    """`value` hashed into `h`."""
    h = (h ^ (value + 0x51ED270B)) * 0x2545F4914F6CDD1D
    return h ^ ((h >> 29) & 0x7FFFFFFFF)


@njit(types.void(CODER, _I, _I, _I, _I, _I), cache=True)
@no_type_check
def given(coder, i, a, b, c, d):
    """Make (a, b, c, d) the decision's context number `i`."""
    h = ((a * 0x2545F4914F6CDD1D + b) * 0x2545F4914F6CDD1D + c) * 0x2545F4914F6CDD1D + d
    coder.state[GIVEN + i] = h * 16 + i


@njit(_I(CODER, _I, _I, _I), cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _look_up(coder, kind, node, n):
    """Fill the mixer's inputs from what each context has seen; gives how sure the first two are, 0 to 15."""
    sure = 0
    for i in range(n):
        h = mixed(coder.state[GIVEN + i], kind << 32 ^ node)
        at = h & ((1 << SLOT_BITS) - 1)
        tag = (h >> 30) & 0xFFFF
        slot = coder.slots[at]
        if (slot >> 48) & 0xFFFF != tag or slot == 0:
            slot = tag << 48 | 1 << 38 | 1 << 27
        coder.state[FOUND + i] = at
        coder.state[CONTENT + i] = slot
        count = (slot >> 28) & 1023
        chance = slot & 0xFFFFFFF
        bucket = 0 if count < 6 else (1 if count < 16 else (2 if count < 64 else 3))
        history = coder.histories[kind, i, bucket << 6 | (slot >> 38) & 63]
        coder.state[INPUT + 2 * i] = 0 if count == 0 else STRETCH[chance >> 12]
        coder.state[INPUT + 2 * i + 1] = STRETCH[history >> 16] if history & 1023 else 0
        if i < 2:
            sure = sure << 2 | (0 if count == 0 else (1 if count == 1 else (2 if count < 4 else 3)))
    coder.state[INPUT + 2 * n] = 256
    return sure


@njit(types.void(CODER, _I, _I, _I), cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _learn(coder, bit, kind, n):
    """Tell every context's slot and history what came."""
    for i in range(n):
        slot = coder.state[CONTENT + i]
        count = (slot >> 28) & 1023
        chance = slot & 0xFFFFFFF
        recent = (slot >> 38) & 63
        bucket = 0 if count < 6 else (1 if count < 16 else (2 if count < 64 else 3))
        at = bucket << 6 | recent
        history = coder.histories[kind, i, at]
        times, likely = history & 1023, history >> 10
        likely += (((bit << 22) - bit - likely) * RATE[times]) >> 16
        coder.histories[kind, i, at] = likely << 10 | min(times + 1, _MAP_LIMIT)
        chance += (((bit << 28) - bit - chance) * RATE[count]) >> 16
        recent = recent << 1 | bit
        if recent > 63:
            recent = 32 | recent & 31
        tag = (slot >> 48) & 0xFFFF
        coder.slots[coder.state[FOUND + i]] = tag << 48 | recent << 38 | min(count + 1, _LIMIT) << 28 | chance


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _dot(inputs, weights, n):
    total = 0
    for i in range(n):
        total += inputs[i] * weights[i]
    return min(max(total >> 16, -STEPS), STEPS)


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _adjust(inputs, weights, n, wrong):
    """Move weights towards what would have been less wrong; fast at first."""
    times = weights[INPUTS]
    rate = 18 + 4000 // (times + 30)
    for i in range(n):
        weights[i] += (inputs[i] * wrong * rate + (1 << 19)) >> 20
    weights[INPUTS] = min(times + 1, 1 << 20)


@njit(_I(CODER, _I, _I), cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _narrow(coder, bit, chance):
    """Code one decision of probability `chance` (of ONE) for 1; gives it."""
    state = coder.state
    middle = state[LOW] + ((state[HIGH] - state[LOW]) * chance >> 16)
    if state[UNPACKING]:
        bit = 1 if state[CODE] <= middle else 0
    if bit:
        state[HIGH] = middle
    else:
        state[LOW] = middle + 1
    while (state[LOW] ^ state[HIGH]) < 1 << 24:
        if state[UNPACKING]:
            state[CODE] = (state[CODE] << 8 & _TOP) | next_byte(coder)
        elif state[AT] < len(coder.stream):
            coder.stream[state[AT]] = state[HIGH] >> 24
            state[AT] += 1
        else:
            state[FAULT] |= OVERFLOW
        state[LOW] = state[LOW] << 8 & _TOP
        state[HIGH] = (state[HIGH] << 8 & _TOP) | 255
    return bit


@njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
@no_type_check
def _begin(weights, n):
    """A mixer's first weights: all alike."""
    for i in range(n):
        weights[i] = _FIRST_WEIGHTS // n


@njit(_I(CODER, _I, _I, _I, _I), cache=True)
@no_type_check
def code_bit(coder, bit, kind, node, n):
    """One decision (0 or 1) of a `kind`, at `node` of its tree, given the first `n` contexts."""
    sure = _look_up(coder, kind, node, n)
    inputs, count = coder.state[INPUT:], 2 * n + 1
    by_node = coder.weights[0, kind, min(node, NODES - 1)]
    by_confidence = coder.weights[1, kind, sure]
    if by_node[INPUTS] == 0:
        _begin(by_node, count)
    if by_confidence[INPUTS] == 0:
        _begin(by_confidence, count)
    one = _dot(inputs, by_node, count)
    other = _dot(inputs, by_confidence, count)
    chance = SQUASH[((one + other) >> 1) + STEPS]
    bit = _narrow(coder, bit, chance)
    coder.state[SPENT + kind] += COST[chance if bit else ONE - chance]
    goal = (bit << 16) - bit
    _adjust(inputs, by_node, count, goal - SQUASH[one + STEPS])
    _adjust(inputs, by_confidence, count, goal - SQUASH[other + STEPS])
    _learn(coder, bit, kind, n)
    return bit


@njit(_I(CODER, _I, _I, _I, _I), cache=True)
@no_type_check
def code_symbol(coder, value, bits, kind, n):
    """A number below 2**bits, highest bit first, given the first `n` contexts."""
    node = 1
    for b in range(bits - 1, -1, -1):
        node = node * 2 + code_bit(coder, (value >> b) & 1, kind, node, n)
    return node - (1 << bits)


@njit(_I(CODER, _I, _I, _I, _I), cache=True)
@no_type_check
def code_size(coder, value, kind, n, base):
    """A number of 0 or more (below 2**62): how many bits it has, then these. Nodes from `base` are its own."""
    value += 1
    length = 0
    while code_bit(coder, 1 if value >> (length + 1) else 0, kind, base + length, n):
        length += 1
        if length > 61:
            coder.state[FAULT] |= DAMAGED
            return 0
    out = 1
    for b in range(length - 1, -1, -1):
        # Low bits of large numbers are noise: only the leading ones have contexts of their own.
        node = base + 64 + length * 256 + (out if length - b < 8 else 128 + b)
        out = out << 1 | code_bit(coder, (value >> b) & 1, kind, node, n)
    return out - 1


@njit(_I(CODER, _I, _I, _I), cache=True)
@no_type_check
def code_number(coder, value, kind, n):
    """A signed number: whether it is 0, its sign, its size."""
    if not code_bit(coder, 1 if value else 0, kind, 1, n):
        return 0
    if code_bit(coder, 1 if value < 0 else 0, kind, 2, n):
        return -1 - code_size(coder, -value - 1, kind, n, 3)
    return 1 + code_size(coder, value - 1, kind, n, 3)
