"""A trained net made exact: weights and activations rounded so that every sum is a whole number of small steps.

Float convolutions differ in the last bits from one library to the next, and one flipped argmax is another
sprite. Here activations are whole numbers (0 to `LEVELS`) and weights are multiples of a power of two, chosen
for each layer so that no partial sum needs more than the 24 bits of a float32. Then any order of summation, any
library and any device give the same answer, bit for bit. Weights keep at most 12 bits, so that TF32 hardware
multiplies them exactly too. (Integer-only inference as in Jacob et al. 2018, kept in floats.)
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float64
from torch import Tensor, nn

from spritelift_trainer.encoder import LIMIT, Block, Encoder, Unit

Weight = Float64[np.ndarray, "o i h w"]
Bias = Float64[np.ndarray, " o"]

LEVELS = 512
"""Whole steps from 0 to `LIMIT`."""
INPUT_LEVELS = 255
INPUT_SCALE = 256
"""The net is trained on bytes divided by this."""
EXACT = 2.0**24
"""float32 holds every whole number up to here."""
WEIGHT_STEPS = 2048
"""Largest weight, in its layer's steps: 11 bits and a sign."""


@dataclass(frozen=True, eq=False)
class RoundedLayer:
    """One convolution on whole-number activations."""

    weight: Tensor
    bias: Tensor
    stride: int
    padding: int

    def sums(self, x: Tensor) -> Tensor:
        """The convolution, exact."""
        return nn.functional.conv2d(x, self.weight, self.bias, self.stride, self.padding)

    def __call__(self, x: Tensor, residual: Tensor | None = None) -> Tensor:
        """Whole numbers to whole numbers: convolve, add, clip, round (`bias` holds the half)."""
        sums = self.sums(x) if residual is None else self.sums(x) + residual
        return sums.clamp(0, LEVELS).floor()


@dataclass(frozen=True, eq=False)
class RoundedNet:
    """The encoder's layers, rounded. The names are those of `Encoder`."""

    at_2: RoundedLayer
    at_4: RoundedLayer
    at_8: RoundedLayer
    blocks: tuple[tuple[RoundedLayer, RoundedLayer], ...]
    up: RoundedLayer
    merge: RoundedLayer
    variant: RoundedLayer
    x: RoundedLayer
    y: RoundedLayer
    fine: int

    def features(self, foreground: Tensor) -> Tensor:
        """float32 whole numbers [n, 4, h, w] in 0..255 to [n, width, row, column] in 0..`LEVELS`."""
        fine = self.at_4(self.at_2(foreground))
        deep = self.at_8(fine)
        for around, across in self.blocks:
            deep = across(around(deep), deep)
        deep = self.up(deep)
        if self.fine == 2:
            deep = torch.cat([nn.functional.pixel_shuffle(deep, 2), fine], 1)
        return self.merge(deep)


def rounded(net: Encoder) -> RoundedNet:
    """`net` with its batch norms folded in and its numbers rounded; always on the CPU."""
    step = LIMIT / LEVELS
    return RoundedNet(
        at_2=_unit(net.at_2, 1 / (INPUT_SCALE * step), INPUT_LEVELS),
        at_4=_unit(net.at_4),
        at_8=_unit(net.at_8),
        blocks=tuple(_block(block) for block in net.blocks),
        up=_unit(net.up),
        merge=_unit(net.merge),
        variant=_head(net.variant, step),
        x=_head(net.x, step),
        y=_head(net.y, step),
        fine=net.fine,
    )


def _block(block: nn.Module) -> tuple[RoundedLayer, RoundedLayer]:
    assert isinstance(block, Block)
    return _unit(block.around), _unit(block.across, residual=True)


def _unit(unit: Unit, scale: float = 1.0, most: int = LEVELS, residual: bool = False) -> RoundedLayer:
    """`scale` is what the weights are multiplied by for input and output to count in steps."""
    gain = _array(unit.norm.weight) / np.sqrt(_array(unit.norm.running_var) + unit.norm.eps)
    weight = _array(unit.conv.weight) * gain[:, None, None, None]
    bias = _array(unit.norm.bias) - _array(unit.norm.running_mean) * gain
    return _layer(unit.conv, weight * scale, bias * LEVELS / LIMIT + 0.5, most, LEVELS if residual else 0)


def _head(conv: nn.Conv2d, step: float) -> RoundedLayer:
    return _layer(conv, _array(conv.weight) * step, _array(conv.bias), LEVELS, 0)


def _layer(conv: nn.Conv2d, weight: Weight, bias: Bias, most: int, added: int) -> RoundedLayer:
    step = weight_step(weight, bias, most, added)
    return RoundedLayer(
        torch.from_numpy((np.rint(weight / step) * step).astype(np.float32)),
        torch.from_numpy((np.rint(bias / step) * step).astype(np.float32)),
        int(conv.stride[0]),
        int(conv.padding[0]),
    )


def weight_step(weight: Weight, bias: Bias, most: int, added: int) -> float:
    """The finest power of two for which every partial sum of the layer is exact in float32.

    `most` is the largest input, `added` the largest residual.
    """
    reach = np.abs(weight).sum((1, 2, 3)) * most + np.abs(bias) + added
    # Rounding can lengthen each weight by half a step.
    slack = 0.5 * (weight[0].size * most + 1)
    finest = max(float(reach.max(initial=0)) / (EXACT - slack), float(np.abs(weight).max(initial=0)) / WEIGHT_STEPS)
    return 2.0 ** math.ceil(math.log2(max(finest, 2.0**-40)))


def _array(values: Tensor | None) -> Float64[np.ndarray, "..."]:
    assert values is not None
    return values.detach().cpu().double().numpy()
