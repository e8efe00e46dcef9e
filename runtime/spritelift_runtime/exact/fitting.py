"""Sprites that nothing contradicts: they are placed before anything is searched. Most frames end here."""

from typing import no_type_check

import numpy as np
from numba import njit

from spritelift_runtime.art import CRUMB_PX
from spritelift_runtime.blobs import Blobs
from spritelift_runtime.dictionary import Tables
from spritelift_runtime.exact.canvas import OPEN, WHOLE, Canvas, cover, descending, weigh


@njit(cache=True)
@no_type_check
def place_fitting(canvas: Canvas, tables: Tables, candidates: np.ndarray, items: np.ndarray, count: int) -> int:
    """Place candidates (int64 [n, 4]: variant, x, y, pixels gained) that nothing contradicts, the largest first, where
    those before took nothing from them; how many items there are now."""
    for n in descending(candidates[:, 3]):
        variant, x, y, gain = candidates[n]
        now, miss = weigh(canvas, tables, variant, x, y)
        if now == gain and not miss:
            cover(canvas, tables, variant, x, y)
            items[count, 0], items[count, 1], items[count, 2], items[count, 3] = variant, x, y, WHOLE
            count += 1
    return count


@njit(cache=True)
@no_type_check
def whole(canvas: Canvas, blobs: Blobs, proposals: np.ndarray, tables: Tables) -> np.ndarray:
    """The proposals that explain exactly one whole blob. Most frames end here."""
    high, wide = canvas.frame.shape
    fit, count = np.empty((len(proposals), 4), np.int64), 0
    for n in range(len(proposals)):
        variant, x, y = proposals[n]
        gain, miss = weigh(canvas, tables, variant, x, y)
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
def known(canvas: Canvas, blobs: Blobs, tables: Tables) -> np.ndarray:
    """For every blob not yet explained that is exactly a sprite, or the largest part of one: that sprite, there.

    Crumbs are mostly the rest of something larger nearby, half hidden: they are looked at after it.
    """
    fit, count = np.empty((len(blobs.pixels), 4), np.int64), 0
    for b in range(len(blobs.boxes)):
        if (
            canvas.state.ravel()[blobs.pixels[blobs.starts[b]]] != OPEN
            or blobs.starts[b + 1] - blobs.starts[b] < CRUMB_PX
        ):
            continue
        k = np.searchsorted(tables.hashes, blobs.hashes[b])
        while k < len(tables.hashes) and tables.hashes[k] == blobs.hashes[b] and count < len(fit):
            variant = tables.part_variant[k]
            x, y = blobs.boxes[b, 0] - tables.part_x[k], blobs.boxes[b, 1] - tables.part_y[k]
            gain, miss = weigh(canvas, tables, variant, x, y)
            if not miss and gain:
                fit[count, 0], fit[count, 1], fit[count, 2], fit[count, 3] = variant, x, y, gain
                count += 1
            k += 1
    return fit[:count]


@njit(cache=True)
@no_type_check
def in_full(canvas: Canvas, blobs: Blobs, tables: Tables) -> np.ndarray:
    """Sprites with a shape of their own that show in full, unexplained, within larger blobs: touching copies."""
    high, wide = canvas.frame.shape
    frame, state = canvas.frame.ravel(), canvas.state.ravel()
    dx, dy, colour = tables.dx, tables.dy, tables.colour
    fit, count = np.empty((len(blobs.pixels), 4), np.int64), 0
    last_colour, first_anchor = np.int32(-1), 0
    for at in blobs.pixels:
        if state[at] != OPEN:
            continue
        if frame[at] != last_colour:
            last_colour, first_anchor = frame[at], np.searchsorted(tables.anchors, frame[at])
        k = first_anchor
        while k < len(tables.anchors) and tables.anchors[k] == frame[at] and count < len(fit):
            variant = tables.anchored[k]
            k += 1
            first = tables.starts[variant]
            x, y = at % wide - dx[first], at // wide - dy[first]
            if x < 0 or y < 0 or x + tables.sides[variant, 0] > wide or y + tables.sides[variant, 1] > high:
                continue
            end = first + tables.counts[variant]
            middle = (first + end) // 2
            # A look at its end and its middle first: most places fail there.
            if frame[(y + dy[end - 1]) * wide + x + dx[end - 1]] != colour[end - 1]:
                continue
            if frame[(y + dy[middle]) * wide + x + dx[middle]] != colour[middle]:
                continue
            shows = True
            for p in range(first, end):
                spot = (y + dy[p]) * wide + x + dx[p]
                if frame[spot] != colour[p] or state[spot] != OPEN:
                    shows = False
                    break
            if shows:
                fit[count, 0], fit[count, 1], fit[count, 2], fit[count, 3] = variant, x, y, end - first
                count += 1
    return fit[:count]
