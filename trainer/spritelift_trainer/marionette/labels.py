"""Where patches stand, as what an encoder should say: which anchor of which layer holds which, moved how far."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from jaxtyping import Int64

from spritelift_trainer.marionette.patches import Patches
from spritelift_trainer.marionette.shape import Shape


@dataclass(frozen=True, eq=False)
class Labels:
    """Active anchors, frame by frame."""

    starts: Int64[np.ndarray, " frames_and_1"]
    """Rows `starts[f]:starts[f + 1]` are frame f's."""
    layer: Int64[np.ndarray, " n"]
    at: Int64[np.ndarray, " n"]
    """Number of the anchor in its layer, row by row."""
    patch: Int64[np.ndarray, " n"]
    outcome: Int64[np.ndarray, "n 2"]
    """Shift across and down, counted from -k/2."""
    lost: int
    """Patches for which every anchor was taken, or too far."""


def labels_of(patches: Patches, shape: Shape) -> Labels:
    """Each patch gets the nearest anchor that is free, of the lowest layer above all that it covers."""
    rows, starts = [], [0]
    for first, stop in zip(patches.starts[:-1].tolist(), patches.starts[1:].tolist(), strict=True):
        rows += _of_frame(patches, first, stop, shape)
        starts.append(len(rows))
    table = np.array(rows, np.int64).reshape(-1, 5)
    lost = len(patches.patch) - len(table)
    return Labels(np.array(starts), table[:, 0], table[:, 1], table[:, 2], table[:, 3:], lost)


def _of_frame(patches: Patches, first: int, stop: int, shape: Shape) -> list[tuple[int, int, int, int, int]]:
    taken = set[tuple[int, int]]()
    layers = np.zeros(stop - first, np.int64)
    found = []
    for n in range(first, stop):
        low = _least_layer(patches.box[first:n], layers[: n - first], patches.box[n], shape)
        order = [*range(low, shape.layers), *range(low - 1, -1, -1)]
        for layer, (at, across, down) in product(order, _candidates(patches.corner[n].tolist(), shape)):
            if (layer, at) not in taken:
                taken.add((layer, at))
                found.append((layer, at, int(patches.patch[n]), across, down))
                layers[n - first] = layer
                break
    return found


def _least_layer(boxes: np.ndarray, layers: np.ndarray, box: np.ndarray, shape: Shape) -> int:
    """Above what it covers, as sprites of one layer have no order."""
    meets = (boxes[:, :2] < box[2:]).all(1) & (box[:2] < boxes[:, 2:]).all(1)
    return min(int(layers[meets].max(initial=-1)) + 1, shape.layers - 1)


def _candidates(corner: list[int], shape: Shape) -> list[tuple[int, int, int]]:
    """Anchors that reach a patch with this corner, the nearest first: number, and the outcome of each axis."""
    rows, columns = shape.grid
    across, down = _axis(corner[0], columns, shape), _axis(corner[1], rows, shape)
    found = [
        (abs(x) + abs(y), row * columns + column, x + shape.k // 2, y + shape.k // 2)
        for (row, y), (column, x) in product(down, across)
    ]
    return [each[1:] for each in sorted(found)]


def _axis(corner: int, count: int, shape: Shape) -> list[tuple[int, int]]:
    """Anchors of one axis that reach this far, with their shifts."""
    first = shape.cell // 2 - shape.k // 2  # where a patch begins that doesn't move from anchor 0
    shifts = ((n, corner - first - n * shape.cell) for n in range(count))
    return [(n, shift) for n, shift in shifts if abs(shift) <= shape.k // 2]
