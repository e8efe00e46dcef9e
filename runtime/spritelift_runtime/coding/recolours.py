# ruff: noqa: ANN001, ANN201  (numba finds the types of compiled code)
"""Recolourings of the few things that have them: as on the frame before, as of the one before, or told anew."""

from collections.abc import Sequence
from typing import no_type_check

from numba import njit

from spritelift_runtime.coding.coder import Coder, code_bit, code_size, code_symbol, given
from spritelift_runtime.coding.kinds import RECOLOUR
from spritelift_runtime.coding.pictures import check

Places = tuple[tuple[int, int], ...]
"""Palette places of colours, and of those shown instead."""


def code_recolours(coder: Coder, wanted: Sequence[Places], before: Sequence[Places], colours: int) -> list[Places]:
    """One recolouring for each of those `before`, which the same things had on the last frame; of so many `colours`.

    When unpacking, what is wanted goes unread.
    """
    out: list[Places] = []
    for i, last in enumerate(before):
        target, other = wanted[i] if i < len(wanted) else (), out[-1] if out else ()
        if not code_flag(coder, int(target != last), int(bool(last)), 0):
            out.append(last)
        elif other and code_flag(coder, int(target == other), 0, 1):
            out.append(other)
        else:
            out.append(_code_anew(coder, target, colours))
    return out


def _code_anew(coder: Coder, target: Places, colours: int) -> Places:
    count = code_pairs(coder, len(target))
    check(coder, count <= colours)
    bits, pairs = max(colours - 1, 0).bit_length(), list[tuple[int, int]]()
    for k in range(count):
        old, new = target[k] if k < len(target) else (0, 0)
        pair = code_place(coder, old, bits, 0), code_place(coder, new, bits, 1)
        check(coder, max(pair) < colours)
        pairs.append(pair)
    return tuple(pairs)


@njit(cache=True)
@no_type_check
def code_flag(coder, flag, given_that, node):
    """A decision about a thing's colours."""
    given(coder, 0, node, given_that, 0, 0)
    return code_bit(coder, flag, RECOLOUR, 1 + node, 1)


@njit(cache=True)
@no_type_check
def code_pairs(coder, count):
    """How many colours are replaced."""
    given(coder, 0, 2, 0, 0, 0)
    return code_size(coder, count, RECOLOUR, 1, 8)


@njit(cache=True)
@no_type_check
def code_place(coder, place, bits, which):
    """A colour's place in the palette: one replaced (0), or one shown instead (1)."""
    given(coder, 0, 3, which, 0, 0)
    return code_symbol(coder, place, bits, RECOLOUR + 1, 1)
