"""Torch's own layers in standard ONNX operators."""

from functools import singledispatch

import torch
from torch import Tensor, nn

from spritelift_trainer.onnx_graph import OnnxGraph


def floats(graph: OnnxGraph, tensor: Tensor) -> str:
    """A tensor of the model as a constant."""
    return graph.floats(tensor.detach().cpu().numpy())


def group_norm(graph: OnnxGraph, norm: nn.GroupNorm, x: str) -> str:
    """Of x [n, channels, ...], up to two axes more: an instance normalisation with groups for channels."""
    groups = graph.reshape(x, 0, norm.num_groups, -1)
    ones, zeros = (floats(graph, make(norm.num_groups)) for make in (torch.ones, torch.zeros))
    y = graph.op("InstanceNormalization", groups, ones, zeros, epsilon=norm.eps)
    y = graph.reshape(y, 0, norm.num_channels, -1)
    y = graph.op("Mul", y, floats(graph, norm.weight[:, None]))
    return graph.op("Reshape", graph.op("Add", y, floats(graph, norm.bias[:, None])), graph.op("Shape", x))


def layer_norm(graph: OnnxGraph, x: str, width: int, norm: nn.LayerNorm | None = None) -> str:
    """Over the last axis, of that width; `norm` has the scales and biases, if any."""
    if norm is None:
        norm = nn.LayerNorm(width)
    weight, bias = floats(graph, norm.weight), floats(graph, norm.bias)
    return graph.op("LayerNormalization", x, weight, bias, axis=-1, epsilon=norm.eps)


def linear(graph: OnnxGraph, layer: nn.Linear, x: str) -> str:
    """Of x [..., inputs]."""
    return graph.op("Add", graph.op("MatMul", x, floats(graph, layer.weight.T)), floats(graph, layer.bias))


@singledispatch
def module(layer: nn.Module, graph: OnnxGraph, x: str) -> str:
    """A layer, or several in sequence, of x; register what isn't torch's own.

    Raises:
        TypeError: a layer that nobody wrote down.
    """
    raise TypeError(f"{type(layer).__name__} is not written in ONNX yet.")


@module.register
def _(layer: nn.Sequential, graph: OnnxGraph, x: str) -> str:
    for each in layer:
        x = module(each, graph, x)
    return x


@module.register
def _(layer: nn.Linear, graph: OnnxGraph, x: str) -> str:
    return linear(graph, layer, x)


@module.register
def _(layer: nn.GroupNorm, graph: OnnxGraph, x: str) -> str:
    return group_norm(graph, layer, x)


@module.register
def _(layer: nn.LeakyReLU, graph: OnnxGraph, x: str) -> str:
    return graph.op("LeakyRelu", x, alpha=layer.negative_slope)


@module.register(nn.Conv2d)
@module.register(nn.ConvTranspose2d)
def _(layer: nn.Conv2d | nn.ConvTranspose2d, graph: OnnxGraph, x: str) -> str:
    kind = "ConvTranspose" if isinstance(layer, nn.ConvTranspose2d) else "Conv"
    weights = [floats(graph, each) for each in (layer.weight, layer.bias) if each is not None]
    pads = [int(side) for side in layer.padding]
    return graph.op(kind, x, *weights, kernel_shape=layer.kernel_size, strides=layer.stride, pads=[*pads, *pads])


@module.register
def _(layer: nn.PixelShuffle, graph: OnnxGraph, x: str) -> str:
    return graph.op("DepthToSpace", x, blocksize=layer.upscale_factor, mode="CRD")


@module.register
def _(layer: nn.PixelUnshuffle, graph: OnnxGraph, x: str) -> str:
    # ONNX's SpaceToDepth counts the places within a block before the channels, torch after them.
    side = layer.downscale_factor
    told = graph.op("SpaceToDepth", x, blocksize=side)
    shape = graph.op("Shape", told)
    rest = graph.op("Slice", shape, graph.whole([2]), graph.whole([4]))
    first = graph.op("Slice", shape, graph.whole([0]), graph.whole([1]))
    split = graph.op("Concat", first, graph.whole([side * side, -1]), rest, axis=0)
    turned = graph.op("Transpose", graph.op("Reshape", told, split), perm=[0, 2, 1, 3, 4])
    return graph.op("Reshape", turned, shape)
