"""Connected pixels, compiled: found, boxed and told apart by a hash of their exact pixels."""

from typing import NamedTuple, no_type_check

import numpy as np
from numba import njit


class Blobs(NamedTuple):
    """The blobs of a mask, in the order of their first pixels.

    Blob b has the flat pixels `pixels[starts[b]:starts[b + 1]]`; `labels` int32 [h, w] is b + 1 at these, 0 elsewhere;
    `boxes` int64 [n, 4] are left, top, right, bottom (the last two exclusive); `hashes` are of the exact pixels, with
    equal blobs giving equal hashes wherever they stand.
    """

    pixels: np.ndarray
    starts: np.ndarray
    labels: np.ndarray
    boxes: np.ndarray
    hashes: np.ndarray


@njit(cache=True)
@no_type_check
def pixel_hash(dx: int, dy: int, colour: int) -> int:
    """64 bits of one pixel of a blob, to be summed up over it in any order (splitmix64's mixing)."""
    z = (np.uint64(dx) << np.uint64(48)) ^ (np.uint64(dy) << np.uint64(32)) ^ np.uint64(np.uint32(colour))
    z += np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True)
@no_type_check
def find_blobs(mask: np.ndarray, colours: np.ndarray, reach: int) -> Blobs:
    """`Blobs` of bool `mask` [h, w] with packed `colours`.

    Pixels at most `reach` apart in both directions belong together (1: they touch, if only at a corner).
    """
    high, wide = mask.shape
    labels = np.zeros((high, wide), np.int32)
    pixels = np.empty(mask.sum(), np.int64)
    starts, boxes = [0], [(0, 0, 0, 0)]
    filled = 0
    for y0 in range(high):
        for x0 in range(wide):
            if not mask[y0, x0] or labels[y0, x0]:
                continue
            label = len(starts)
            labels[y0, x0] = label
            pixels[filled] = y0 * wide + x0
            next_up, filled = filled, filled + 1
            left, top, right, bottom = x0, y0, x0, y0
            while next_up < filled:
                y, x = pixels[next_up] // wide, pixels[next_up] % wide
                next_up += 1
                left, right = min(left, x), max(right, x)
                top, bottom = min(top, y), max(bottom, y)
                for j in range(max(0, y - reach), min(high, y + reach + 1)):
                    for i in range(max(0, x - reach), min(wide, x + reach + 1)):
                        if mask[j, i] and not labels[j, i]:
                            labels[j, i] = label
                            pixels[filled] = j * wide + i
                            filled += 1
            starts.append(filled)
            boxes.append((left, top, right + 1, bottom + 1))
    table = np.empty((len(boxes) - 1, 4), np.int64)
    hashes = np.zeros(len(boxes) - 1, np.uint64)
    for b in range(len(table)):
        for k in range(4):
            table[b, k] = boxes[b + 1][k]
        for at in range(starts[b], starts[b + 1]):
            y, x = pixels[at] // wide, pixels[at] % wide
            hashes[b] += pixel_hash(x - table[b, 0], y - table[b, 1], colours[y, x])
    return Blobs(pixels, np.array(starts), labels, table, hashes)
