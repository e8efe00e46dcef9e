"""Sprites moved from their anchors (3.4) and laid over each other (3.5)."""

import torch
from einops import rearrange
from jaxtyping import Float, Int64
from torch import Tensor
from torch.nn.functional import one_hot, pad

from spritelift_trainer.marionette.overlaps import OVERLAPPING, Overlaps
from spritelift_trainer.marionette.shape import Shape
from spritelift_trainer.marionette.shifts import Shifts


def moved(sprites: Float[Tensor, "n layer a 4 k k"], shifts: Shifts) -> Float[Tensor, "n layer a 4 2*k 2*k"]:
    """Each sprite, spread over the places where its shifts put it, on a canvas that holds all of them.

    The canvas begins k/2 before the place of a sprite that doesn't move; its last row and column are empty. Shifts
    along one axis are a product with a matrix, the mean of those that move by each of them.
    """
    down, across = (_moving(shifts[..., axis, :], sprites.shape[-1]) for axis in (1, 0))
    return torch.einsum("nlaYy,nlacyx,nlaXx->nlacYX", down, sprites, across)


def _moving(probabilities: Float[Tensor, "n layer a outcome"], k: int) -> Float[Tensor, "n layer a {2*k} {k}"]:
    """Matrices [.., to, from] that move a line of k pixels by 0 to k with these probabilities."""
    unmoved = torch.eye(2 * k, k, dtype=probabilities.dtype, device=probabilities.device)
    by_each = torch.stack([unmoved.roll(shift, 0) for shift in range(k + 1)])
    return torch.einsum("nlao,oij->nlaij", probabilities, by_each)


def layer_of(
    placed: Float[Tensor, "n a 4 side side"], order: Float[Tensor, "n a"], shape: Shape
) -> Float[Tensor, "n 4 h w"]:
    """One layer: its sprites over each other, those of greater `order` on top; premultiplied colours, and alpha.

    Wherever sprites overlap, theirs alone decide, so that random numbers give each overlap an order of its own.
    """
    if placed.device.type == "cpu":
        return Overlaps.apply(placed, order, shape)
    return layer_by_tensors(placed, order, shape)


def layer_by_tensors(
    placed: Float[Tensor, "n a 4 side side"], order: Float[Tensor, "n a"], shape: Shape
) -> Float[Tensor, "n 4 h w"]:
    """The same on other devices, by tensors alone."""
    rows, margin = shape.grid[0], OVERLAPPING - 1
    blocks = rearrange(
        placed, "n (row col) c (i y) (j x) -> (i j) n row col c y x", row=rows, i=OVERLAPPING, j=OVERLAPPING
    ).unbind()
    ranks = rearrange(order, "n (row col) -> n row col", row=rows)
    # Block (b, c) of the canvas gets part (i, j) of the anchor at (b - i, c - j).
    around = [(j, margin - j, i, margin - i) for i in range(OVERLAPPING) for j in range(OVERLAPPING)]
    stack = torch.stack([_framed(block, each) for block, each in zip(blocks, around, strict=True)], 3)
    priority = torch.stack([pad(ranks, each, value=-1.0) for each in around], 3)
    canvas = rearrange(_over(_sorted(stack, priority)), "n row col c y x -> n c (row y) (col x)")
    start = shape.k // 2 + shape.k // 4  # the first anchor's canvas begins that far before the frame
    width, height = shape.size
    return canvas[..., start : start + height, start : start + width]


def _framed(parts: Float[Tensor, "n row col c y x"], around: tuple[int, int, int, int]) -> Tensor:
    left, right, top, bottom = around
    return pad(parts, (0, 0, 0, 0, 0, 0, left, right, top, bottom))


def _sorted(stack: Float[Tensor, "n row col s c y x"], priority: Float[Tensor, "n row col s"]) -> Tensor:
    """Each block's parts, those of greatest priority first; a product with a permutation is quicker than to gather."""
    top_first = priority.argsort(dim=3, descending=True, stable=True)
    places = one_hot(top_first, stack.shape[3]).to(stack.dtype)
    return (places @ stack.flatten(4)).view(stack.shape)


def _over(stack: Float[Tensor, "n row col s 4 y x"]) -> Float[Tensor, "n row col 4 y x"]:
    """Porter and Duff's "over", the first on top, from straight alpha to premultiplied."""
    alpha = stack[..., 3:, :, :]
    clear = torch.cumprod(1 - alpha, 3)
    shown = alpha * torch.cat([torch.ones_like(clear[:, :, :, :1]), clear[:, :, :, :-1]], 3)
    colour = (shown * stack[..., :3, :, :]).sum(3)
    return torch.cat([colour, 1 - clear[:, :, :, -1]], 3)


def over(layers: list[Float[Tensor, "n 4 h w"]], background: Float[Tensor, "n 3 h w"]) -> Float[Tensor, "n 3 h w"]:
    """Premultiplied layers, back to front, over the background."""
    for layer in layers:
        background = layer[:, :3] + (1 - layer[:, 3:]) * background
    return background


def random_order(n: int, shape: Shape, device: torch.device) -> Float[Tensor, "layer n a"]:
    """An order for every sprite of every layer of n frames."""
    return torch.rand(shape.layers, n, shape.anchors, device=device)


def fixed_order(n: int, shape: Shape, device: torch.device) -> Float[Tensor, "layer n a"]:
    """The order at test time: anchors row by row, later ones on top."""
    ranks = torch.arange(shape.anchors, device=device) / shape.anchors
    return ranks.expand(shape.layers, n, shape.anchors)


def hard(probabilities: Float[Tensor, "*any outcome"]) -> Float[Tensor, "*any outcome"]:
    """All on the likeliest outcome."""
    likeliest: Int64[Tensor, "*any"] = probabilities.argmax(-1)
    return one_hot(likeliest, probabilities.shape[-1]).to(probabilities.dtype)
