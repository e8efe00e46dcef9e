"""One layer's sprites over each other, compiled for the processor: forwards, and the gradient.

Every block of a cell's size is covered by the same 16 anchors' canvases at most. They are put in order once for the
block, and its pixels are gone through front to back; nothing is sorted, padded or copied as tensors are.
"""

from typing import Any, no_type_check

import numpy as np
import torch
from jaxtyping import Float
from numba import njit
from torch import Tensor

from spritelift_trainer.marionette.shape import Shape

OVERLAPPING = 4
"""Cells that a moved sprite (2k pixels a side) reaches over, each way: so many anchors squared may meet in a pixel."""
_MOST = OVERLAPPING * OVERLAPPING


class Overlaps(torch.autograd.Function):
    """`placing.layer_of` for tensors in main memory."""

    @staticmethod
    def forward(
        ctx: Any, placed: Float[Tensor, "n a 4 side side"], order: Float[Tensor, "n a"], shape: Shape
    ) -> Float[Tensor, "n 4 h w"]:
        """Premultiplied colours, and alpha."""
        placed, order = placed.detach().contiguous(), order.detach().contiguous()
        ctx.save_for_backward(placed, order)
        ctx.shape = shape
        out = torch.zeros(len(placed), 4, shape.size[1], shape.size[0], dtype=placed.dtype)
        _lay(placed.numpy(), order.numpy(), out.numpy(), *_blocks(shape))
        return out

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None, None]:
        """Of what was placed; an order has none."""
        placed, order = ctx.saved_tensors
        found = torch.zeros_like(placed)
        whole = grads[0].contiguous().numpy()
        _lay_back(placed.numpy(), order.numpy(), whole, found.numpy(), *_blocks(ctx.shape))
        return found, None, None


def _blocks(shape: Shape) -> tuple[np.ndarray, np.ndarray, int]:
    """int64 [b, 6], row and column of each block that the frame shows, then its first and last row and column there;
    rows and columns of the grid of anchors, int64 [2]; and the side of a cell, which is that of a block."""
    cell = shape.cell
    start = cell + cell // 2  # the first anchor's canvas, and block 0, begin that far before the frame
    rows, columns = (
        [
            (n, max(n * cell - start, 0), min((n + 1) * cell - start, side))
            for n in range(count + OVERLAPPING)
            if (n + 1) * cell - start > 0 and n * cell - start < side
        ]
        for count, side in zip(shape.grid, shape.size[::-1], strict=True)
    )
    blocks = [(row, column, y0, y1, x0, x1) for row, y0, y1 in rows for column, x0, x1 in columns]
    return np.array(blocks, np.int64), np.array(shape.grid, np.int64), cell


@njit(cache=True)
@no_type_check
def _lay(
    placed: np.ndarray, order: np.ndarray, out: np.ndarray, blocks: np.ndarray, grid: np.ndarray, cell: int
) -> None:
    anchors, tops, lefts = np.empty(_MOST, np.int64), np.empty(_MOST, np.int64), np.empty(_MOST, np.int64)
    clear = np.empty((cell, cell), placed.dtype)
    for n in range(len(placed)):
        for row, column, y0, y1, x0, x1 in blocks:
            count = _meeting(order[n], row, column, grid, cell, anchors, tops, lefts)
            clear[:] = 1
            for s in range(count):
                sprite = placed[n, anchors[s]]
                for y in range(y0, y1):
                    for x in range(x0, x1):
                        shown = clear[y - y0, x - x0] * sprite[3, y - tops[s], x - lefts[s]]
                        for c in range(3):
                            out[n, c, y, x] += shown * sprite[c, y - tops[s], x - lefts[s]]
                        clear[y - y0, x - x0] -= shown
            for y in range(y0, y1):
                for x in range(x0, x1):
                    out[n, 3, y, x] = 1 - clear[y - y0, x - x0]


@njit(cache=True)
@no_type_check
def _lay_back(
    placed: np.ndarray,
    order: np.ndarray,
    wanted: np.ndarray,
    found: np.ndarray,
    blocks: np.ndarray,
    grid: np.ndarray,
    cell: int,
) -> None:
    """`wanted` [n, 4, h, w] is the loss's gradient by what was laid, `found` that by what was placed."""
    anchors, tops, lefts = np.empty(_MOST, np.int64), np.empty(_MOST, np.int64), np.empty(_MOST, np.int64)
    clear = np.empty(_MOST, placed.dtype)
    for n in range(len(placed)):
        for row, column, y0, y1, x0, x1 in blocks:
            count = _meeting(order[n], row, column, grid, cell, anchors, tops, lefts)
            for y in range(y0, y1):
                for x in range(x0, x1):
                    left = placed.dtype.type(1)
                    for s in range(count):
                        clear[s] = left
                        left *= 1 - placed[n, anchors[s], 3, y - tops[s], x - lefts[s]]
                    red, green, blue = wanted[n, 0, y, x], wanted[n, 1, y, x], wanted[n, 2, y, x]
                    behind, through = placed.dtype.type(0), placed.dtype.type(1)  # of all behind sprite s
                    for s in range(count - 1, -1, -1):
                        j, i = y - tops[s], x - lefts[s]
                        sprite = placed[n, anchors[s]]
                        own = red * sprite[0, j, i] + green * sprite[1, j, i] + blue * sprite[2, j, i]
                        alpha = sprite[3, j, i]
                        to = found[n, anchors[s]]
                        shown = clear[s] * alpha
                        to[0, j, i], to[1, j, i], to[2, j, i] = shown * red, shown * green, shown * blue
                        to[3, j, i] = clear[s] * (own - behind + wanted[n, 3, y, x] * through)
                        behind = alpha * own + (1 - alpha) * behind
                        through *= 1 - alpha


@njit(cache=True)
@no_type_check
def _meeting(
    order: np.ndarray,
    block_y: int,
    block_x: int,
    grid: np.ndarray,
    cell: int,
    anchors: np.ndarray,
    tops: np.ndarray,
    lefts: np.ndarray,
) -> int:
    """How many anchors' canvases lie over a block; these, the topmost first, and where each canvas begins."""
    start = cell + cell // 2
    count = 0
    for row in range(max(0, block_y - OVERLAPPING + 1), min(grid[0], block_y + 1)):
        for column in range(max(0, block_x - OVERLAPPING + 1), min(grid[1], block_x + 1)):
            anchor = row * grid[1] + column
            at = count
            while at > 0 and order[anchors[at - 1]] < order[anchor]:
                anchors[at], tops[at], lefts[at] = anchors[at - 1], tops[at - 1], lefts[at - 1]
                at -= 1
            anchors[at], tops[at], lefts[at] = anchor, row * cell - start, column * cell - start
            count += 1
    return count
