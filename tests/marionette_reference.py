"""MarioNette as its paper says it (Smirnov et al. 2021, 3.1 to 3.6), literally and slowly, one frame at a time.

The fast model is checked against this. They share the names of the parameters and `Shape`, and of that only what it
was told: grids and sizes are worked out here again. What the paper leaves open is marked "ours".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log2, pi

import torch
from torch import Tensor
from torch.nn.functional import conv2d

from spritelift_trainer.marionette.shape import Shape

Params = dict[str, Tensor]
"""Every parameter and buffer of the fast model, by its name, float64."""
Known = list[list[bool]]
"""Rows of pixels: whether each is known."""


@dataclass(frozen=True, eq=False)
class Reference:
    """A batch of frames, drawn again, and all probabilities that led to it."""

    frames: Tensor
    """[n, 3, h, w]"""
    switch: Tensor
    """[n, layer, a]"""
    scores: Tensor
    """[n, layer, a, m]"""
    shifts: Tensor
    """[n, layer, a, 2, k + 1]: across, then down."""
    background: list[Tensor]
    """[n, places] of each axis along which the background has several."""


def draw(frames: Tensor, order: Tensor, params: Params, shape: Shape) -> Reference:
    """Frames [n, 3, h, w]; where sprites of a layer overlap, greater `order` [layer, n, a] is on top."""
    drawn = [draw_frame(frame, order[:, i], params, shape) for i, frame in enumerate(frames)]
    pictures, switches, scores, shifts, places = zip(*drawn, strict=True)
    return Reference(
        frames=torch.stack(pictures),
        switch=torch.stack(switches),
        scores=torch.stack(scores),
        shifts=torch.stack(shifts),
        background=[torch.stack(axis) for axis in zip(*places, strict=True)],
    )


def draw_frame(frame: Tensor, order: Tensor, params: Params, shape: Shape) -> tuple:
    """One frame's picture, switches [layer, a], scores [layer, a, m], shifts [layer, a, 2, k + 1] and places."""
    codes = [normal_code(latent, shape) for latent in params["dictionary.latent"]]
    sprites = [generated(code, params, shape) for code in codes]
    inner = encoded(frame, params, shape)
    picture, places = background(frame, params, shape)
    switches, scores, shifts = [], [], []
    for layer in range(shape.layers):
        placements = []
        for anchor, middle in enumerate(anchors(shape)):
            features = inner[layer][anchor]
            p = switch(features, params)
            s = score(features, codes, params, shape)
            sprite = p * sum(s[i] * sprites[i] for i in range(shape.sprites))  # eq. 2
            if shape.shifts == "crop":
                shift = crop_shifts(frame, sprite, middle, params, shape)
            else:
                mixed_code = sum(s[i] * codes[i] for i in range(shape.sprites))
                shift = shift_head(torch.cat([features, mixed_code]), params, shape)
            placements.append(placed(sprite, shift, middle, shape))
            switches.append(p)
            scores.append(s)
            shifts.append(shift)
        colour, alpha = flattened(placements, order[layer])
        picture = colour + (1 - alpha) * picture  # back to front (3.5)
    told = (torch.stack(part).unflatten(0, (shape.layers, -1)) for part in (switches, scores, shifts))
    return picture, *told, places


# 3.1: the dictionary


def normal_code(latent: Tensor, shape: Shape) -> Tensor:
    """z: zero mean, unit variance."""
    return normal(latent) if shape.layer_norm else latent


def generated(code: Tensor, params: Params, shape: Shape) -> Tensor:
    """P = G(z), [4, k, k]."""
    hidden = group_norm(linear(code, params, "dictionary.hidden"), params, "dictionary.norm")
    painted = linear(hidden.clamp(min=0), params, "dictionary.paint")
    return sigmoid(painted).view(4, shape.k, shape.k)


# 3.2: anchors and their features


def grid(shape: Shape) -> tuple[int, int]:
    """Rows and columns of anchors: 2h / k x 2w / k, and one more for what is left of a cell (ours)."""
    width, height = shape.size
    half = shape.k // 2
    return (height + half - 1) // half, (width + half - 1) // half


def anchors(shape: Shape) -> Iterator[tuple[int, int]]:
    """The middle of each cell, (x, y) in pixels, row by row."""
    half = shape.k // 2
    rows, columns = grid(shape)
    for row in range(rows):
        for column in range(columns):
            yield column * half + half // 2, row * half + half // 2


def encoded(frame: Tensor, params: Params, shape: Shape) -> list[list[Tensor]]:
    """Intermediate features [d] of each layer's anchors, layer-normed."""
    rows, columns = grid(shape)
    half, d = shape.k // 2, shape.dim
    x, known = window(frame, 0, 0, columns * half, rows * half)
    x, known = downsampled(x, known, params, "encoder.down", shape)
    x, _ = partial_conv(x, known, 1, params, "encoder.head.conv")
    assert x.shape == (shape.layers * d, rows, columns)
    scale, offset = params["encoder.inner_norm.weight"], params["encoder.inner_norm.bias"]
    return [
        [
            normal(x[layer * d : (layer + 1) * d, row, column]) * scale + offset
            for row in range(rows)
            for column in range(columns)
        ]
        for layer in range(shape.layers)
    ]


def switch(inner: Tensor, params: Params) -> Tensor:
    """p: whether an anchor is active."""
    hidden = group_norm(linear(inner, params, "encoder.switch_hidden"), params, "encoder.switch_norm")
    return sigmoid(linear(leaky_relu(hidden), params, "encoder.switch"))[0]


def downsampled(x: Tensor, known: Known, params: Params, name: str, shape: Shape) -> tuple[Tensor, Known]:
    """log2(k) - 1 blocks, each of which halves the resolution."""
    number = 0
    for _ in range(int(log2(shape.k)) - 1):
        for stride in (1, 2) if shape.convolutions == 2 else (2,):
            x, known = partial_conv(x, known, stride, params, f"{name}.convs.{number}.conv")
            x = leaky_relu(group_norm(x, params, f"{name}.norms.{number}"))
            number += 1
    return x, known


# 3.3: sprites chosen for anchors


def score(inner: Tensor, codes: list[Tensor], params: Params, shape: Shape) -> Tensor:
    """s over the dictionary (eq. 1)."""
    projected = linear(inner, params, "encoder.feature")
    a = normal(projected) if shape.layer_norm else projected
    likeness = torch.stack([torch.exp(a @ z / shape.dim**0.5) for z in codes])
    return likeness / likeness.sum()


# 3.4: shifts


def crop_shifts(frame: Tensor, sprite: Tensor, middle: tuple[int, int], params: Params, shape: Shape) -> Tensor:
    """From the frame around the anchor, as large as a sprite, and the anchor's sprite."""
    k = shape.k
    crop, known = window(frame, middle[0] - k // 2, middle[1] - k // 2, k, k)
    x, known = downsampled(torch.cat([crop, sprite]), known, params, "shifts.down", shape)
    x, _ = partial_conv(x, known, 2, params, "shifts.last.conv")
    assert x.shape == (shape.dim, 1, 1)
    return shift_head(x[:, 0, 0], params, shape)


def shift_head(x: Tensor, params: Params, shape: Shape) -> Tensor:
    """Probabilities of -k/2 to k/2, across and down."""
    hidden = leaky_relu(group_norm(linear(x, params, "shifts.head.hidden"), params, "shifts.head.norm"))
    told = linear(hidden, params, "shifts.head.out")
    outcomes = shape.k + 1
    return torch.stack([softmax(told[:outcomes]), softmax(told[outcomes:])])


def placed(sprite: Tensor, shifts: Tensor, middle: tuple[int, int], shape: Shape) -> Tensor:
    """What is to be expected of a sprite [4, k, k] where it may stand: straight RGBA [4, h, w], of the frame's size."""
    k, half, (width, height) = shape.k, shape.k // 2, shape.size
    beyond = 2 * k  # as far as a sprite can reach off the frame
    canvas = torch.zeros(4, height + 2 * beyond, width + 2 * beyond, dtype=sprite.dtype)
    for dy in range(-half, half + 1):
        for dx in range(-half, half + 1):
            left, top = beyond + middle[0] - half + dx, beyond + middle[1] - half + dy
            canvas[:, top : top + k, left : left + k] += shifts[0, dx + half] * shifts[1, dy + half] * sprite
    return canvas[:, beyond : beyond + height, beyond : beyond + width]


# 3.5: compositing


def flattened(placements: list[Tensor], order: Tensor) -> tuple[Tensor, Tensor]:
    """Sprites [4, h, w] over one another on a clear canvas (Porter & Duff 1984): premultiplied colours, and alpha."""
    colour, alpha = torch.zeros_like(placements[0][:3]), torch.zeros_like(placements[0][3:])
    for anchor in sorted(range(len(placements)), key=lambda anchor: float(order[anchor])):
        rgb, a = placements[anchor][:3], placements[anchor][3:]
        colour = a * rgb + (1 - a) * colour
        alpha = a + (1 - a) * alpha
    return colour, alpha


def background(frame: Tensor, params: Params, shape: Shape) -> tuple[Tensor, list[Tensor]]:
    """What lies behind all layers, and the probabilities of its place along each axis where it has several."""
    width, height = shape.size
    if "background.colour" in params:
        return torch.stack([shade.expand(height, width) for shade in params["background.colour"]]), []
    texture = sigmoid(params["background.picture"])
    across, down = background_places(frame, params, shape)
    seen = torch.zeros_like(frame)
    for dy in range(len(down)):
        for dx in range(len(across)):
            seen = seen + across[dx] * down[dy] * texture[:, dy : dy + height, dx : dx + width]
    return seen, [places for places in (across, down) if len(places) > 1]


def background_places(frame: Tensor, params: Params, shape: Shape) -> tuple[Tensor, Tensor]:
    """Of the frame's left, then top edge on the texture; the network is ours."""
    x = frame
    for i in range(3):
        weight, bias = params[f"background.convs.{i}.weight"], params[f"background.convs.{i}.bias"]
        x = leaky_relu(conv2d(x, weight, bias, stride=2, padding=1))
    told = linear(x.mean((1, 2)), params, "background.place")
    places_across = params["background.picture"].shape[2] - shape.size[0] + 1
    return softmax(told[:places_across]), softmax(told[places_across:])


# 3.6: training


def loss(drawn: Reference, frames: Tensor) -> Tensor:
    """L2, and the Beta(0.5, 0.5) prior on each kind of probability; means are ours."""
    total = ((drawn.frames - frames) ** 2).mean()
    for kind in (drawn.switch, drawn.scores, drawn.shifts, *drawn.background):
        p = kind.clamp(1e-6, 1 - 1e-6)  # ours: the density is infinite at 0 and 1
        density = 1 / (pi * (p * (1 - p)) ** 0.5)
        total = total - 1e-4 * density.log().mean()
    return total


# What networks are made of


def linear(x: Tensor, params: Params, name: str) -> Tensor:
    """W x + b."""
    return params[f"{name}.weight"] @ x + params[f"{name}.bias"]


def leaky_relu(x: Tensor) -> Tensor:
    """Slope 0.01 below 0 (ours)."""
    return torch.where(x > 0, x, 0.01 * x)


def sigmoid(x: Tensor) -> Tensor:
    """1 / (1 + exp(-x))."""
    return 1 / (1 + torch.exp(-x))


def softmax(x: Tensor) -> Tensor:
    """Probabilities of the outcomes."""
    return torch.exp(x) / torch.exp(x).sum()


def normal(x: Tensor) -> Tensor:
    """All of it together of mean 0 and variance 1."""
    away = x - x.mean()
    return away / ((away**2).mean() + 1e-5) ** 0.5


def group_norm(x: Tensor, params: Params, name: str) -> Tensor:
    """Wu & He 2018: channels [c, ...] in 8 groups (ours), each normal over its channels and pixels."""
    channels = len(x)
    groups = torch.cat([normal(x[i : i + channels // 8]) for i in range(0, channels, channels // 8)])
    each = (channels, *[1] * (x.ndim - 1))
    return groups * params[f"{name}.weight"].view(each) + params[f"{name}.bias"].view(each)


def window(frame: Tensor, left: int, top: int, width: int, height: int) -> tuple[Tensor, Known]:
    """That part of a frame, which may reach beyond it: nothing is known there."""
    part = torch.zeros(3, height, width, dtype=frame.dtype)
    known = [[False] * width for _ in range(height)]
    for y in range(height):
        for x in range(width):
            if 0 <= top + y < frame.shape[1] and 0 <= left + x < frame.shape[2]:
                part[:, y, x] = frame[:, top + y, left + x]
                known[y][x] = True
    return part, known


def partial_conv(x: Tensor, known: Known, stride: int, params: Params, name: str) -> tuple[Tensor, Known]:
    """Liu et al. 2018, eq. 1 and 2: 3x3, on [c, h, w]; what is off the picture is not known, either."""
    weight, bias = params[f"{name}.weight"], params[f"{name}.bias"]
    outputs, sees = [], []
    for y in range(0, x.shape[1], stride):
        for x_ in range(0, x.shape[2], stride):
            terms = [
                weight[:, :, i, j] @ x[:, y + i - 1, x_ + j - 1]
                for i in range(3)
                for j in range(3)
                if 0 <= y + i - 1 < x.shape[1] and 0 <= x_ + j - 1 < x.shape[2] and known[y + i - 1][x_ + j - 1]
            ]
            outputs.append(sum(terms) * 9 / len(terms) + bias if terms else torch.zeros_like(bias))
            sees.append(bool(terms))
    columns = -(-x.shape[2] // stride)
    rows = len(sees) // columns
    made = torch.stack(outputs, 1).view(-1, rows, columns)
    return made, [sees[row * columns : (row + 1) * columns] for row in range(rows)]
