"""The candidate that saves most bits for what is left of a blob."""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.blobs import Blobs
from spritelift_runtime.cost import PLACEMENT_BITS, RESIDUAL_PIXEL_BITS, cut_bits
from spritelift_runtime.dictionary import Tables
from spritelift_runtime.exact.canvas import COVERED, OPEN, Canvas, descending, show

RAREST_PX = 400
"""Most dictionary pixels of one colour that are tried one by one."""
UNASKED = -1


class Rest(NamedTuple):
    """What is left of a blob: how many pixels; of them the eight extremes and the one of the rarest colour (flat
    indices; -1 where the dictionary has too many pixels of it); whether the background is unknown behind them all."""

    left: int
    extremes: np.ndarray
    rarest: int
    unknown: bool


@njit(cache=True)
@no_type_check
def largest_first(canvas: Canvas, blobs: Blobs) -> np.ndarray:
    """Blobs with something left, the most of it first: what is tiny is mostly the rest of something larger nearby."""
    flat = canvas.state.ravel()
    areas = np.zeros(len(blobs.boxes), np.int64)
    for b in range(len(blobs.boxes)):
        for at in range(blobs.starts[b], blobs.starts[b + 1]):
            areas[b] += flat[blobs.pixels[at]] == OPEN
    return descending(areas)[: (areas > 0).sum()]


@njit(cache=True)
@no_type_check
def rest_of(canvas: Canvas, blobs: Blobs, b: int, end: int, commonness: np.ndarray, tables: Tables) -> Rest:
    """What is left of a blob, whose pixels before `end` were left the last time; they are moved to the front."""
    wide = canvas.frame.shape[1]
    frame, state, unknown = canvas.frame.ravel(), canvas.state.ravel(), canvas.unknown.ravel()
    extremes = np.full(8, -1, np.int64)
    lowest = np.full(8, 1 << 60, np.int64)
    first = free = blobs.starts[b]
    rarest, rarest_px, all_unknown = np.int64(-1), RAREST_PX + 1, True
    for k in range(first, end):
        at = blobs.pixels[k]
        if state[at] != OPEN:
            continue
        if commonness[k] == UNASKED:
            commonness[k] = _commonness(frame[at], tables)
        pixels = commonness[k]
        blobs.pixels[free], commonness[free] = at, pixels
        free += 1
        all_unknown &= unknown[at]
        if pixels < rarest_px or (pixels == rarest_px and at < rarest):
            rarest, rarest_px = at, pixels
        y, x = at // wide, at % wide
        orders = (at, -at, (y << 20) - x, x - (y << 20), (x << 20) + y, -(x << 20) - y, (x << 20) - y, y - (x << 20))
        for corner in range(8):
            if orders[corner] < lowest[corner]:
                extremes[corner], lowest[corner] = at, orders[corner]
    return Rest(free - first, extremes, rarest, all_unknown)


@njit(cache=True)
@no_type_check
def _commonness(colour: int, tables: Tables) -> int:
    """How many of the dictionary's pixels have the colour; more than `RAREST_PX` where none has."""
    c = np.searchsorted(tables.colours, colour)
    if c < len(tables.colours) and tables.colours[c] == colour:
        return tables.colour_starts[c + 1] - tables.colour_starts[c]
    return RAREST_PX + 1


@njit(cache=True)
@no_type_check
def best(
    canvas: Canvas,
    box: np.ndarray,
    rest: Rest,
    proposals: np.ndarray,
    tables: Tables,
    flags: np.ndarray,
    paying: bool,
) -> tuple[int, int, int]:
    """The candidate (variant, x, y) for what is left of a blob; variant -1 where nothing is left, or nothing fits.

    It is the one that saves most bits; failing that, the one that explains most of those wholly visible and those
    that, cut, explain all that is left.
    """
    high, wide = canvas.frame.shape
    frame, state = canvas.frame.ravel(), canvas.state.ravel()
    only_whole = rest.unknown
    best = (np.int64(-1), np.int64(0), np.int64(0))
    if not rest.left:
        return best
    left = rest.left if paying else 1  # what explains all that is left is taken though it doesn't pay
    worth = (0.0, np.int64(0), np.int64(0))
    candidates = _candidates(canvas, box, rest, proposals, tables)
    dx, dy, colour = tables.dx, tables.dy, tables.colour
    for n in range(len(candidates)):
        variant, x, y = candidates[n]
        first = tables.starts[variant]
        end = first + tables.counts[variant]
        least = int((worth[0] + PLACEMENT_BITS) / RESIDUAL_PIXEL_BITS) if worth[0] > 0 else worth[1]
        # As `canvas.weigh`, but given up early, and not by a call: most of a search's time goes by here.
        gain, miss = 0, 0
        for p in range(first, end):
            if gain + end - p < least:
                gain = 0
                break
            j, i = y + dy[p], x + dx[p]
            if 0 <= j < high and 0 <= i < wide:
                at = j * wide + i
                if frame[at] == colour[p]:
                    gain += state[at] == OPEN
                else:
                    miss += state[at] != COVERED
        if not gain or (only_whole and miss):
            continue
        saved = RESIDUAL_PIXEL_BITS * gain - PLACEMENT_BITS
        if miss and saved > worth[0]:
            saved -= cut_bits(show(canvas, tables, variant, x, y, flags))
        # Where nothing is known of the background, these pixels may be just that: only a whole sprite is evidence.
        if saved <= 0 and (only_whole or (miss and gain < left)):
            continue
        value = (max(saved, 0.0), gain, -miss)
        if value > worth or (value == worth and (variant, x, y) < best):
            best, worth = (variant, x, y), value
    return best


@njit(cache=True)
@no_type_check
def _candidates(canvas: Canvas, box: np.ndarray, rest: Rest, proposals: np.ndarray, tables: Tables) -> np.ndarray:
    """int64 [n, 3] (variant, x, y): proposals that meet the blob's box, every variant where one of its extreme pixels
    meets one of the rest's, and where the rest's rarest colour is one of the variant's own."""
    wide = canvas.frame.shape[1]
    frame = canvas.frame.ravel()
    found = np.empty((len(proposals) + 8 * len(tables.starts) + RAREST_PX, 3), np.int64)
    count = 0
    for n in range(len(proposals)):
        variant, x, y = proposals[n]
        side = tables.sides[variant]
        if x < box[2] and x + side[0] > box[0] and y < box[3] and y + side[1] > box[1]:
            found[count, 0], found[count, 1], found[count, 2] = variant, x, y
            count += 1
    for variant in range(len(tables.starts)):
        for corner in range(8):
            at = rest.extremes[corner]
            if tables.corner_colour[variant, corner] == frame[at]:
                found[count, 0] = variant
                found[count, 1] = at % wide - tables.corner_dx[variant, corner]
                found[count, 2] = at // wide - tables.corner_dy[variant, corner]
                count += 1
    rarest = rest.rarest
    if rarest >= 0:
        c = np.searchsorted(tables.colours, frame[rarest])
        for k in range(tables.colour_starts[c], tables.colour_starts[c + 1]):
            p = tables.by_colour[k]
            found[count, 0] = tables.variant[p]
            found[count, 1], found[count, 2] = rarest % wide - tables.dx[p], rarest // wide - tables.dy[p]
            count += 1
    return found[:count]
