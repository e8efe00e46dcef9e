"""Tables of the logistic curve in whole numbers: the same on every machine, so that what one packs another unpacks."""

import numpy as np
from jaxtyping import Int32

STEPS = 2047
"""Log odds run from -STEPS to STEPS; `UNIT` steps are one nat."""
UNIT = 184
ONE = 1 << 16
"""Probability 1; those used are 1 to ONE - 1."""
RATES = 1024

_FINE = 1 << 96


def _exponentials() -> list[int]:
    """exp(i / UNIT) for i = 0..STEPS in units of 2**-96, by whole numbers only."""
    term, step, n = _FINE, 0, 0
    while term:  # the exponential series of 1 / UNIT
        step, n = step + term, n + 1
        term //= UNIT * n
    powers = [_FINE]
    for _ in range(STEPS):
        powers.append(powers[-1] * step // _FINE)
    return powers


def _squashed() -> Int32[np.ndarray, "s"]:
    table = np.zeros(2 * STEPS + 1, np.int32)
    for i, power in enumerate(_exponentials()):
        chance = min(max((ONE * power + (power + _FINE) // 2) // (power + _FINE), 1), ONE - 1)
        table[STEPS + i], table[STEPS - i] = chance, ONE - chance
    return table


SQUASH = _squashed()
"""Probability (of ONE) of log odds i - STEPS, at i."""
STRETCH = (np.searchsorted(SQUASH, np.arange(ONE), side="left").clip(0, 2 * STEPS) - STEPS).astype(np.int32)
"""Log odds of a probability: the least that reaches it."""
RATE = np.array([(100 * ONE) // (100 * n + 110) for n in range(RATES)], np.int32)
"""How far (of ONE) a probability moves to what was seen after n others: 1 / (n + 1.1)."""
COST = np.rint(-np.log2(np.arange(1, ONE + 1) / ONE) * ONE).astype(np.int64)[np.arange(ONE) - 1]
"""Bits (of ONE) that something so likely costs. Only for telling what was spent on what: nothing is coded by it."""
