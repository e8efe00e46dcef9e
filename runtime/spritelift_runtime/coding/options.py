# ruff: noqa: ANN001, ANN201  (numba finds the types of compiled code)
"""Angle, scale, opacity and tint of the few placements that have them."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.coding.coder import Coder, code_bit, code_number, code_symbol, given
from spritelift_runtime.coding.kinds import OPTION

FINE = 256
"""Values that are whole numbers of 1/256, as most are, are coded as these."""
VALUES = 6


def code_options(coder: Coder, rows: np.ndarray, before: np.ndarray) -> np.ndarray:
    """float64 [n, 6], NaN rows for placements without options; `before` are those of the last frame's."""
    out = np.full(rows.shape, np.nan)
    for i, row in enumerate(rows):
        last = before[i] if i < len(before) else np.full(VALUES, np.nan)
        has, had = not np.isnan(row).any(), not np.isnan(last).any()
        if not code_flag(coder, int(has), int(had), 0):
            continue
        for k in range(VALUES):
            out[i, k] = _code_value(coder, float(row[k]) if has else 0.0, float(last[k]) if had else 0.0, k)
    return out


def _code_value(coder: Coder, value: float, last: float, which: int) -> float:
    if code_flag(coder, int(value != last), which, 1) == 0:
        return last
    whole = (value * FINE).is_integer() and abs(value) < 1 << 40
    if code_flag(coder, int(whole), which, 2):
        start = int(last * FINE) if abs(last) < 1 << 40 else 0
        return (start + code_change(coder, int(value * FINE) - start if whole else 0, which)) / FINE
    return float(np.array(code_raw(coder, int(np.float64(value).view(np.int64)), which)).view(np.float64))


@njit(cache=True)
@no_type_check
def code_flag(coder, flag, which, node):
    """A decision about the option number `which`."""
    given(coder, 0, which, 0, 0, 0)
    return code_bit(coder, flag, OPTION, 1 + node, 1)


@njit(cache=True)
@no_type_check
def code_change(coder, change, which):
    """By how many 1/256 an option changed."""
    given(coder, 0, which, 0, 0, 0)
    return code_number(coder, change, OPTION + 1, 1)


@njit(cache=True)
@no_type_check
def code_raw(coder, bits, which):
    """Any 64 bits."""
    out = np.int64(0)
    for k in range(7, -1, -1):
        given(coder, 0, which, k, 0, 0)
        given(coder, 1, which, k, out & 0xFFFF, 0)
        out = out << 8 | code_symbol(coder, (bits >> (8 * k)) & 255, 8, OPTION + 1, 2)
    return out
