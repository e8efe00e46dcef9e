"""The exact search, compiled: blobs that are known whole first, then the largest unknown one, front to back.

`explain` wraps it; what it decides, and why, is told there and in docs/mining.md.
"""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.blobs import Blobs, find_blobs
from spritelift_runtime.cost import PLACEMENT_BITS, RESIDUAL_PIXEL_BITS, cut_bits
from spritelift_runtime.dictionary import Tables

BACKGROUND, OPEN, COVERED = 0, 1, 2
"""What a pixel of the frame is: as the background, still to be explained, or explained."""
LEFT_PX = 100
"""Most pixels that are shown exactly though no sprite pays for them: with more, the frame is of another world."""
RAREST_PX = 400
"""Most dictionary pixels of one colour that are tried one by one."""
CRUMB_PX = 4
"""Blobs so small are mostly the rest of something larger nearby, half hidden: they are looked at after it."""
WHOLE, UNASKED = -1, -1


class Canvas(NamedTuple):
    """The frame under explanation: packed colours, states, and whether its background is unknown there, each [h, w]."""

    frame: np.ndarray
    state: np.ndarray
    unknown: np.ndarray


class Found(NamedTuple):
    """What was placed, front to back: `items` int64 [n, 4] = variant, x, y, first of its flags in `shown` (or `WHOLE`).

    A cut item has one flag (0 or 1) in `shown` for each of its variant's hard pixels.
    """

    items: np.ndarray
    shown: np.ndarray


class Rest(NamedTuple):
    """What is left of a blob: how many pixels; of them the eight extremes and the one of the rarest colour (flat
    indices; -1 where the dictionary has too many pixels of it); whether the background is unknown behind them all."""

    left: int
    extremes: np.ndarray
    rarest: int
    unknown: bool


@njit(cache=True)
@no_type_check
def search(
    frame: np.ndarray, background: np.ndarray, only: np.ndarray, proposals: np.ndarray, tables: Tables, exactly: bool
) -> tuple[Found, np.ndarray]:
    """Explain packed `frame` over packed `background` [h, w]; returns (`Found`, bool [h, w] of what is left).

    `only` is bool [h, w], or of no pixels where everything is to be explained; `proposals` int64 [n, 3] are variant,
    x, y; `exactly` shows the few pixels that nothing pays for by whatever has them.
    """
    state = np.zeros(frame.shape, np.uint8)
    for y in range(frame.shape[0]):
        for x in range(frame.shape[1]):
            if frame[y, x] != background[y, x]:
                state[y, x] = OPEN if only.size == 0 or only[y, x] else COVERED
    canvas = Canvas(frame, state, background < 0)
    blobs = find_blobs(state == OPEN, frame, 1)
    items = np.empty((len(blobs.pixels), 4), np.int64)
    shown, count = np.empty(256, np.uint8), 0
    if len(tables.starts):
        count = _place_fitting(canvas, tables, _whole(canvas, blobs, proposals, tables), items, count)
        count = _place_fitting(canvas, tables, _known(canvas, blobs, tables), items, count)
        count = _place_fitting(canvas, tables, _in_full(canvas, blobs, tables), items, count)
        used, flags = 0, np.empty(tables.counts.max(), np.uint8)
        commonness = np.full(len(blobs.pixels), UNASKED)
        ends, waiting, n, paying = blobs.starts[1:].copy(), _largest_first(canvas, blobs), 0, True
        while n < len(waiting):
            b = waiting[n]
            rest = _rest(canvas, blobs, b, ends[b], commonness, tables)
            ends[b] = blobs.starts[b] + rest.left
            variant, x, y = _best(canvas, blobs.boxes[b], rest, proposals, tables, flags, paying)
            if variant < 0:
                n += 1
                if n == len(waiting) and paying and exactly and 0 < (state == OPEN).sum() <= LEFT_PX:
                    n, paying = 0, False
            else:
                size = tables.counts[variant]
                if used + size > len(shown):
                    shown = _grown(shown, len(shown) + size)
                cut = _show(canvas, tables, variant, x, y, shown[used : used + size])
                _cover(canvas, tables, variant, x, y)
                items[count, 0], items[count, 1], items[count, 2] = variant, x, y
                items[count, 3] = used if cut else WHOLE
                used += size if cut else 0
                count += 1
        items = _uncut(canvas, tables, items[:count], shown)
    return Found(items[:count], shown), state == OPEN


@njit(cache=True)
@no_type_check
def _grown(flags: np.ndarray, by: int) -> np.ndarray:
    """The flags, with room for more of them."""
    larger = np.empty(len(flags) + by, np.uint8)
    for k in range(len(flags)):
        larger[k] = flags[k]
    return larger


@njit(cache=True)
@no_type_check
def _weigh(canvas: Canvas, tables: Tables, variant: int, x: int, y: int, least: int) -> tuple[int, int]:
    """Pixels that a candidate newly explains, and visible pixels that contradict it; (0, 0) where it explains fewer
    than `least`."""
    high, wide = canvas.frame.shape
    gain, miss = 0, 0
    end = tables.starts[variant] + tables.counts[variant]
    for p in range(tables.starts[variant], end):
        if gain + end - p < least:
            return 0, 0
        j, i = y + tables.dy[p], x + tables.dx[p]
        if 0 <= j < high and 0 <= i < wide:
            state = canvas.state[j, i]
            if canvas.frame[j, i] == tables.colour[p]:
                gain += state == OPEN
            else:
                miss += state != COVERED
    return gain, miss


@njit(cache=True)
@no_type_check
def _show(canvas: Canvas, tables: Tables, variant: int, x: int, y: int, shown: np.ndarray) -> int:
    """Flag the candidate's pixels that don't contradict the frame, before they are covered; how often the flags turn
    (`cost.cut_turns`), 0 where none contradicts."""
    high, wide = canvas.frame.shape
    first, turns = tables.starts[variant], 0
    for k in range(tables.counts[variant]):
        j, i = y + tables.dy[first + k], x + tables.dx[first + k]
        shown[k] = 1
        if 0 <= j < high and 0 <= i < wide and canvas.state[j, i] != COVERED:
            shown[k] = canvas.frame[j, i] == tables.colour[first + k]
        left, above = tables.left[first + k], tables.above[first + k]
        unlike_left = shown[k] != (1 if left < 0 else shown[left])
        turns += unlike_left and shown[k] != (1 if above < 0 else shown[above])
    return turns


@njit(cache=True)
@no_type_check
def _cover(canvas: Canvas, tables: Tables, variant: int, x: int, y: int) -> None:
    """Count the candidate's agreeing pixels as explained."""
    high, wide = canvas.frame.shape
    for p in range(tables.starts[variant], tables.starts[variant] + tables.counts[variant]):
        j, i = y + tables.dy[p], x + tables.dx[p]
        if 0 <= j < high and 0 <= i < wide and canvas.frame[j, i] == tables.colour[p]:
            canvas.state[j, i] = COVERED


@njit(cache=True)
@no_type_check
def _place_fitting(canvas: Canvas, tables: Tables, candidates: np.ndarray, items: np.ndarray, count: int) -> int:
    """Place candidates (int64 [n, 4]: variant, x, y, pixels gained) that nothing contradicts, the largest first, where
    those before took nothing from them; how many items there are now."""
    for n in _descending(candidates[:, 3]):
        variant, x, y, gain = candidates[n]
        now, miss = _weigh(canvas, tables, variant, x, y, 0)
        if now == gain and not miss:
            _cover(canvas, tables, variant, x, y)
            items[count, 0], items[count, 1], items[count, 2], items[count, 3] = variant, x, y, WHOLE
            count += 1
    return count


@njit(cache=True)
@no_type_check
def _descending(values: np.ndarray) -> np.ndarray:
    """Indices that order the values, the highest first, equal ones as they came: nothing is left to chance."""
    return np.argsort(-values, kind="mergesort")


@njit(cache=True)
@no_type_check
def _whole(canvas: Canvas, blobs: Blobs, proposals: np.ndarray, tables: Tables) -> np.ndarray:
    """The proposals that explain exactly one whole blob. Most frames end here."""
    high, wide = canvas.frame.shape
    fit, count = np.empty((len(proposals), 4), np.int64), 0
    for n in range(len(proposals)):
        variant, x, y = proposals[n]
        gain, miss = _weigh(canvas, tables, variant, x, y, 0)
        if miss or not gain:
            continue
        label = 0
        for p in range(tables.starts[variant], tables.starts[variant] + tables.counts[variant]):
            j, i = y + tables.dy[p], x + tables.dx[p]
            if 0 <= j < high and 0 <= i < wide and canvas.state[j, i] == OPEN:
                label = max(label, blobs.labels[j, i])
        if gain == blobs.starts[label] - blobs.starts[label - 1]:
            fit[count, 0], fit[count, 1], fit[count, 2], fit[count, 3] = variant, x, y, gain
            count += 1
    return fit[:count]


@njit(cache=True)
@no_type_check
def _known(canvas: Canvas, blobs: Blobs, tables: Tables) -> np.ndarray:
    """For every blob not yet explained that is exactly a sprite, or the largest part of one: that sprite, there."""
    fit, count = np.empty((len(blobs.pixels), 4), np.int64), 0
    for b in range(len(blobs.boxes)):
        if (
            canvas.state.ravel()[blobs.pixels[blobs.starts[b]]] != OPEN
            or blobs.starts[b + 1] - blobs.starts[b] <= CRUMB_PX
        ):
            continue
        k = np.searchsorted(tables.hashes, blobs.hashes[b])
        while k < len(tables.hashes) and tables.hashes[k] == blobs.hashes[b] and count < len(fit):
            variant = tables.part_variant[k]
            x, y = blobs.boxes[b, 0] - tables.part_x[k], blobs.boxes[b, 1] - tables.part_y[k]
            gain, miss = _weigh(canvas, tables, variant, x, y, 0)
            if not miss and gain:
                fit[count, 0], fit[count, 1], fit[count, 2], fit[count, 3] = variant, x, y, gain
                count += 1
            k += 1
    return fit[:count]


@njit(cache=True)
@no_type_check
def _in_full(canvas: Canvas, blobs: Blobs, tables: Tables) -> np.ndarray:
    """Sprites with a shape of their own that show in full, unexplained, within larger blobs: touching copies."""
    wide = canvas.frame.shape[1]
    frame, state = canvas.frame.ravel(), canvas.state.ravel()
    fit, count = np.empty((len(blobs.pixels), 4), np.int64), 0
    for at in blobs.pixels:
        if state[at] != OPEN:
            continue
        k = np.searchsorted(tables.anchors, frame[at])
        while k < len(tables.anchors) and tables.anchors[k] == frame[at] and count < len(fit):
            variant = tables.anchored[k]
            first = tables.starts[variant]
            x, y = at % wide - tables.dx[first], at // wide - tables.dy[first]
            # A look at its middle and its end first: calls are dear, and most places fail there.
            last = first + tables.counts[variant] - 1
            middle = (first + last) // 2
            ends = (y + tables.dy[last]) * wide + x + tables.dx[last]
            turns = (y + tables.dy[middle]) * wide + x + tables.dx[middle]
            fits = ends < len(frame) and frame[ends] == tables.colour[last] and frame[turns] == tables.colour[middle]
            if fits and _is_open(canvas, tables, variant, x, y):
                fit[count, 0], fit[count, 1], fit[count, 2], fit[count, 3] = variant, x, y, tables.counts[variant]
                count += 1
            k += 1
    return fit[:count]


@njit(cache=True)
@no_type_check
def _is_open(canvas: Canvas, tables: Tables, variant: int, x: int, y: int) -> bool:
    """Whether all of the variant shows there, and nothing of it is explained yet."""
    high, wide = canvas.frame.shape
    side = tables.sides[variant]
    if x < 0 or y < 0 or x + side[0] > wide or y + side[1] > high:
        return False
    for p in range(tables.starts[variant], tables.starts[variant] + tables.counts[variant]):
        j, i = y + tables.dy[p], x + tables.dx[p]
        if canvas.frame[j, i] != tables.colour[p] or canvas.state[j, i] != OPEN:
            return False
    return True


@njit(cache=True)
@no_type_check
def _largest_first(canvas: Canvas, blobs: Blobs) -> np.ndarray:
    """Blobs with something left, the most of it first: what is tiny is mostly the rest of something larger nearby."""
    flat = canvas.state.ravel()
    areas = np.zeros(len(blobs.boxes), np.int64)
    for b in range(len(blobs.boxes)):
        for at in range(blobs.starts[b], blobs.starts[b + 1]):
            areas[b] += flat[blobs.pixels[at]] == OPEN
    return _descending(areas)[: (areas > 0).sum()]


@njit(cache=True)
@no_type_check
def _rest(canvas: Canvas, blobs: Blobs, b: int, end: int, commonness: np.ndarray, tables: Tables) -> Rest:
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
def _best(
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
    wide = canvas.frame.shape[1]
    frame = canvas.frame.ravel()
    only_whole = rest.unknown
    best = (np.int64(-1), np.int64(0), np.int64(0))
    if not rest.left:
        return best
    left = rest.left if paying else 1  # what explains all that is left is taken though it doesn't pay
    worth = (0.0, np.int64(0), np.int64(0))
    for n in range(len(proposals)):
        variant, x, y = proposals[n]
        side = tables.sides[variant]
        if x < box[2] and x + side[0] > box[0] and y < box[3] and y + side[1] > box[1]:
            best, worth = _better(canvas, tables, variant, x, y, left, only_whole, flags, best, worth)
    for variant in range(len(tables.starts)):
        for corner in range(8):
            at = rest.extremes[corner]
            if tables.corner_colour[variant, corner] == frame[at]:
                x, y = at % wide - tables.corner_dx[variant, corner], at // wide - tables.corner_dy[variant, corner]
                best, worth = _better(canvas, tables, variant, x, y, left, only_whole, flags, best, worth)
    rarest = rest.rarest
    if rarest >= 0:
        c = np.searchsorted(tables.colours, frame[rarest])
        for k in range(tables.colour_starts[c], tables.colour_starts[c + 1]):
            p = tables.by_colour[k]
            x, y = rarest % wide - tables.dx[p], rarest // wide - tables.dy[p]
            best, worth = _better(canvas, tables, tables.variant[p], x, y, left, only_whole, flags, best, worth)
    return best


@njit(cache=True)
@no_type_check
def _better(
    canvas: Canvas,
    tables: Tables,
    variant: int,
    x: int,
    y: int,
    left: int,
    only_whole: bool,
    flags: np.ndarray,
    best: tuple[int, int, int],
    worth: tuple[float, int, int],
) -> tuple[tuple[int, int, int], tuple[float, int, int]]:
    """The better of a candidate and the best so far, with its worth: (bits saved, or 0; pixels gained; -misses)."""
    least = (worth[0] + PLACEMENT_BITS) / RESIDUAL_PIXEL_BITS if worth[0] > 0 else float(worth[1])
    gain, miss = _weigh(canvas, tables, variant, x, y, int(least))
    if not gain or (only_whole and miss):
        return best, worth
    saved = RESIDUAL_PIXEL_BITS * gain - PLACEMENT_BITS
    if miss and saved > worth[0]:
        saved -= cut_bits(_show(canvas, tables, variant, x, y, flags))
    # Where nothing is known of the background, these pixels may be just that: only a whole sprite is evidence.
    if saved <= 0 and (only_whole or (miss and gain < left)):
        return best, worth
    value = (max(saved, 0.0), gain, -miss)
    if value > worth or (value == worth and (variant, x, y) < best):
        return (variant, x, y), value
    return best, worth


@njit(cache=True)
@no_type_check
def _uncut(canvas: Canvas, tables: Tables, items: np.ndarray, shown: np.ndarray) -> np.ndarray:
    """The items, where a cut that only hides pixels painted by later items becomes an overlap.

    The greedy search may find the larger of two overlapping sprites first, though it lies behind.
    """
    high, wide = canvas.frame.shape
    own, over = np.full((high, wide), -1, np.int64), np.full((high, wide), -1, np.int64)
    for n in range(len(items) - 1, -1, -1):
        variant, x, y, flags = items[n]
        if flags == WHOLE:
            continue
        first, size = tables.starts[variant], tables.counts[variant]
        hidden_by_something = True
        for k in range(size):
            j, i = y + tables.dy[first + k], x + tables.dx[first + k]
            if 0 <= j < high and 0 <= i < wide:
                own[j, i] = n
                hidden_by_something &= shown[flags + k] == 1 or canvas.state[j, i] == COVERED
        if not hidden_by_something:
            continue
        last = n
        for m in range(n + 1, len(items)):
            if _paints(canvas, tables, items[m], shown, own, over, n):
                last = m
        overlap = True
        for k in range(size):
            j, i = y + tables.dy[first + k], x + tables.dx[first + k]
            if 0 <= j < high and 0 <= i < wide:
                overlap &= (over[j, i] == n) == (shown[flags + k] == 0)
        if overlap:  # behind the last that covers it
            for m in range(n, last):
                for k in range(4):
                    items[m, k] = items[m + 1, k]
            items[last, 0], items[last, 1], items[last, 2], items[last, 3] = variant, x, y, WHOLE
    return items


@njit(cache=True)
@no_type_check
def _paints(
    canvas: Canvas, tables: Tables, item: np.ndarray, shown: np.ndarray, own: np.ndarray, over: np.ndarray, n: int
) -> bool:
    """Mark with n, on `over`, the pixels of item n (marked on `own`) that this item shows; whether there are any."""
    high, wide = canvas.frame.shape
    variant, x, y, flags = item
    first, any_ = tables.starts[variant], False
    for k in range(tables.counts[variant]):
        j, i = y + tables.dy[first + k], x + tables.dx[first + k]
        if 0 <= j < high and 0 <= i < wide and own[j, i] == n and (flags == WHOLE or shown[flags + k] == 1):
            over[j, i] = n
            any_ = True
    return any_
