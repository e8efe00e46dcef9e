"""f_c, f_b and g (4.1): the same residual net for both encoders, and its transposition without residuals."""

from typing import TypeVar

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from spritelift_trainer.animator.shape import PATCH, Shape

Layer = TypeVar("Layer", nn.Linear, nn.Conv2d)
Maps = Float[Tensor, "n c y x"]
Frames = Float[Tensor, "n 3 h w"]
SLOPE = 0.2
"""Of the leaky rectifiers (Dupont et al.)."""
GROUPS = 4


def normed(channels: int) -> nn.Sequential:
    """What stands before a convolution."""
    return nn.Sequential(nn.GroupNorm(GROUPS, channels), nn.LeakyReLU(SLOPE))


def zero(layer: Layer) -> Layer:
    """The layer with weights and biases of 0, to begin with."""
    nn.init.zeros_(layer.weight)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer


class Residual(nn.Module):
    """A pre-activation block; it begins as the identity, so that depth costs no signal."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        first = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        last = zero(nn.Conv2d(channels, channels, 3, padding=1))
        self.body = nn.Sequential(normed(channels), first, normed(channels), last)

    def forward(self, x: Maps) -> Maps:
        """Same size."""
        return x + self.body(x)


def encoder_layers(shape: Shape) -> nn.Sequential:
    """Frames to maps, one cell for each `stride` px a side."""
    width = shape.width
    residuals = [Residual(width) for _ in range(shape.blocks)]
    if shape.net == "fast":
        first: list[nn.Module] = [nn.PixelUnshuffle(PATCH), nn.Conv2d(3 * PATCH**2, width, 3, padding=1)]
        layers = [*first, *residuals]
    else:
        layers = [nn.Conv2d(3, width, 1), *residuals]
        for _ in range(shape.stages):
            halving = nn.Conv2d(width, width, 4, stride=2, padding=1)
            layers += [normed(width), halving, *(Residual(width) for _ in range(shape.blocks))]
    return nn.Sequential(*layers, normed(width), nn.Conv2d(width, shape.channels, 1))


def decoder_layers(shape: Shape) -> nn.Sequential:
    """Maps to frames: the encoder's layers the other way round, without its residual blocks (4.1)."""
    width = shape.width
    first: list[nn.Module] = [nn.Conv2d(shape.channels, width, 1), normed(width)]
    if shape.net == "fast":
        middle = [nn.Conv2d(width, width, 3, padding=1), normed(width)]
        last: list[nn.Module] = [nn.Conv2d(width, 3 * PATCH**2, 3, padding=1), nn.PixelShuffle(PATCH)]
        return nn.Sequential(*first, *middle, *last)
    layers = first
    for _ in range(shape.stages):
        layers += [nn.ConvTranspose2d(width, width, 4, stride=2, padding=1), normed(width)]
    return nn.Sequential(*layers, nn.Conv2d(width, 3, 1))


class Encoder(nn.Module):
    """f_c or f_b: frames in [0, 1] to maps z."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.padding = (0, shape.padding[1], 0, shape.padding[0])
        self.layers = encoder_layers(shape)

    def forward(self, frames: Frames) -> Maps:
        """Frames of the shape's size; sides that are no whole cells are continued by their last pixels."""
        if any(self.padding):
            frames = F.pad(frames, self.padding, mode="replicate")
        return self.layers(2 * frames - 1)


class Renderer(nn.Module):
    """g: maps to frames in [0, 1]."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.size = shape.size
        self.layers = decoder_layers(shape)

    def forward(self, maps: Maps) -> Frames:
        """Of the shape's size: padding is cut off."""
        wide, high = self.size
        return torch.sigmoid(self.layers(maps)[..., :high, :wide])
