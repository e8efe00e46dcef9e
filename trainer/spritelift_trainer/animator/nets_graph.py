"""What the animator's ONNX models have in common."""

import onnx

from spritelift_trainer.animator.nets import Encoder, Residual
from spritelift_trainer.animator.shape import Shape
from spritelift_trainer.onnx_graph import FLOAT, OnnxGraph
from spritelift_trainer.onnx_modules import module

VERSIONS = 20, 9
"""AffineGrid, and GridSample of volumes, came with operators 20; onnxruntime has read these since 1.17."""


@module.register
def _(layer: Residual, graph: OnnxGraph, x: str) -> str:
    return graph.op("Add", x, module(layer.body, graph, x))


def encoded(graph: OnnxGraph, net: Encoder, shape: Shape, frames: str) -> str:
    """Frames, uint8 [n, h, w, 3], to their maps."""
    whole = graph.op("Transpose", graph.op("Cast", frames, to=FLOAT), perm=[0, 3, 1, 2])
    x = graph.op("Sub", graph.op("Mul", whole, graph.floats(2 / 255)), graph.floats(1.0))
    if any(shape.padding):
        x = graph.op("Pad", x, graph.whole([0, 0, 0, 0, 0, 0, *shape.padding]), mode="edge")
    return module(net.layers, graph, x)


def finished(
    graph: OnnxGraph, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto], text: str
) -> onnx.ModelProto:
    """The checked model."""
    return graph.model(inputs, outputs, text, name="spritelift_animator", versions=VERSIONS)
