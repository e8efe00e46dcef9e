"""The model's layers in standard ONNX operators."""

from dataclasses import dataclass

from torch import nn

from spritelift_trainer.marionette.encoder import Downsampling
from spritelift_trainer.marionette.partial import KERNEL, Known, PartialConv
from spritelift_trainer.marionette.shifts import ShiftHead
from spritelift_trainer.onnx_graph import INT64, OnnxGraph
from spritelift_trainer.onnx_modules import floats, group_norm, linear

SLOPE = 0.01
"""Of leaky ReLUs below 0: torch's own."""


@dataclass(frozen=True)
class KnownNames:
    """`Known`, its tensors in a graph."""

    mask: str | None
    scale: str
    some: str | None

    @classmethod
    def of(cls, graph: OnnxGraph, known: Known) -> "KnownNames":
        """The same for every frame: constants."""
        mask, some = (None if part is None else floats(graph, part) for part in (known.mask, known.some))
        return cls(mask, floats(graph, known.scale), some)


def downsampling(graph: OnnxGraph, down: Downsampling, x: str, knowns: list[KnownNames]) -> str:
    """Its blocks, of x [n, channels, h, w]."""
    for layer, norm, known in zip(down.convs, down.norms, knowns, strict=True):
        assert isinstance(layer, PartialConv)
        assert isinstance(norm, nn.GroupNorm)
        x = leaky_relu(graph, group_norm(graph, norm, partial_conv(graph, layer, x, known)))
    return x


def partial_conv(graph: OnnxGraph, layer: PartialConv, x: str, known: KnownNames) -> str:
    """A partial convolution of x [n, channels, h, w]."""
    assert layer.conv.bias is not None
    if known.mask is not None:
        x = graph.op("Mul", x, known.mask)
    y = conv(graph, x, floats(graph, layer.conv.weight), stride=layer.stride)
    y = graph.op("Mul", y, known.scale)
    bias = floats(graph, layer.conv.bias[:, None, None])
    return graph.op("Add", y, bias if known.some is None else graph.op("Mul", bias, known.some))


def conv(graph: OnnxGraph, x: str, *weights: str, stride: int) -> str:
    """A 3x3 convolution of x [n, channels, h, w], around each pixel; `weights`, and biases if any."""
    return graph.op("Conv", x, *weights, kernel_shape=[KERNEL] * 2, strides=[stride] * 2, pads=[KERNEL // 2] * 4)


def leaky_relu(graph: OnnxGraph, x: str) -> str:
    """Torch's, with its own slope."""
    return graph.op("LeakyRelu", x, alpha=SLOPE)


def shift_head(graph: OnnxGraph, head: ShiftHead, x: str) -> str:
    """int64 [b, 2]: the likeliest outcome across and down, of x [b, inputs]."""
    hidden = leaky_relu(graph, group_norm(graph, head.norm, linear(graph, head.hidden, x)))
    told = linear(graph, head.out, hidden)
    if head.continuous:
        farthest = head.outcomes // 2
        whole = graph.op("Round", graph.op("Mul", graph.op("Tanh", told), graph.floats(float(farthest))))
        return graph.op("Add", graph.op("Cast", whole, to=INT64), graph.whole(farthest))
    return graph.op("ArgMax", graph.reshape(told, -1, 2, head.outcomes), axis=-1, keepdims=0)
