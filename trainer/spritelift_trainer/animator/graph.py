"""f_c, f_b, T^Z and g as four ONNX models (`docs/design.md`, Bundle): encodings are made once, and recombined.

The pixel head, where there is one, is a fifth.
"""

import onnx
import torch
from onnx import TensorProto, helper
from torch import nn

from spritelift_runtime.bundle_files import BACKDROP, CHARACTER, PIXELS, RENDER, TRANSFORM
from spritelift_trainer.animator.model import SceneSynthesis
from spritelift_trainer.animator.nets import SLOPE, Encoder
from spritelift_trainer.animator.nets_graph import encoded, finished
from spritelift_trainer.animator.pixel_graph import pixel_head
from spritelift_trainer.animator.shape import Shape
from spritelift_trainer.animator.transform import TURNED, Centred, Whole
from spritelift_trainer.onnx_graph import FLOAT, OnnxGraph
from spritelift_trainer.onnx_modules import floats, linear, module

FRAMES = "uint8 [n, height, width, 3], RGB"


def onnx_of(model: SceneSynthesis) -> dict[str, onnx.ModelProto]:
    """Each model by its file's name."""
    head = {} if model.pixels is None else {PIXELS: pixel_head(model.pixels)}
    return head | {
        CHARACTER: _encoder(model.character, model.shape, f"f_c: frames, {FRAMES}, to the maps of their characters."),
        BACKDROP: _encoder(model.background, model.shape, f"f_b: frames, {FRAMES}, to the maps of their backgrounds."),
        TRANSFORM: _transform(model),
        RENDER: _renderer(model),
    }


def _maps(name: str, shape: Shape) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, FLOAT, ["n", shape.channels, *shape.cells])


def _frames(name: str, shape: Shape) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.UINT8, ["n", shape.size[1], shape.size[0], 3])


def _encoder(net: Encoder, shape: Shape, text: str) -> onnx.ModelProto:
    graph = OnnxGraph()
    graph.op("Identity", encoded(graph, net, shape, "frames"), name="maps")
    return finished(graph, [_frames("frames", shape)], [_maps("maps", shape)], text)


def _renderer(model: SceneSynthesis) -> onnx.ModelProto:
    graph, shape = OnnxGraph(), model.shape
    wide, high = shape.size
    x = module(model.renderer.layers, graph, "maps")
    cut = graph.op("Slice", x, graph.whole([0, 0]), graph.whole([high, wide]), graph.whole([2, 3]))
    graph.op("Sigmoid", cut, name="colours")
    levels = graph.op("Round", graph.op("Mul", "colours", graph.floats(255.0)))
    graph.op("Transpose", graph.op("Cast", levels, to=TensorProto.UINT8), perm=[0, 2, 3, 1], name="frames")
    colours = helper.make_tensor_value_info("colours", FLOAT, ["n", 3, high, wide])
    text = f"g: maps (sums of a moved character's and a background's) to frames, {FRAMES}, and colours in [0, 1]."
    return finished(graph, [_maps("maps", shape)], [_frames("frames", shape), colours], text)


def _transform(model: SceneSynthesis) -> onnx.ModelProto:
    graph, shape = OnnxGraph(), model.shape
    inputs = [_maps(name, shape) for name in ("character", "first", "second")]
    if isinstance(model.transform, Centred):
        inputs.append(helper.make_tensor_value_info("own_place", TensorProto.BOOL, []))
        theta = _centred(graph, model.transform)
    else:
        theta = _whole(graph, model.transform)
    graph.op("Identity", theta, name="theta")
    _write_moved(graph, shape)
    outputs = [
        _maps("moved", shape),
        helper.make_tensor_value_info("theta", FLOAT, ["n", shape.axes, shape.axes + 1]),
    ]
    text = (
        "T^Z: the maps of a character moved as from the first maps to the second ones, and theta, where each of their "
        "points comes from. own_place: whether it turns about its own place in place of the first maps' character's."
    )
    return finished(graph, inputs, outputs, text)


def _whole(graph: OnnxGraph, net: Whole) -> str:
    seen = module(net.layers, graph, graph.op("Concat", "first", "second", axis=1))
    found = linear(graph, net.head, graph.op("Flatten", seen))
    theta = graph.op("Mul", graph.reshape(found, 0, net.axes, net.axes + 1), graph.floats(TURNED))
    return graph.op("Add", theta, floats(graph, torch.eye(net.axes, net.axes + 1)))


def _centred(graph: OnnxGraph, net: Centred) -> str:
    """As `Centred.forward` has it."""
    here, there = _place(graph, net, "first"), _place(graph, net, "second")
    one, other = _about(graph, net, "first", here), _about(graph, net, "second", there)
    found = graph.op("Sub", _compared(graph, net, one, other), _compared(graph, net, other, one))
    linear_part, shift = graph.ops("Split", found, graph.whole([net.axes, 1]), names=("linear", "shift"), axis=2)
    linear_part = graph.op("Add", linear_part, floats(graph, torch.eye(net.axes)))
    own = _place(graph, net, "character")
    moved = graph.op("Add", own, graph.op("Sub", there, here))
    here = graph.op("Where", "own_place", own, here)
    there = graph.op("Where", "own_place", moved, there)
    flat = graph.whole([0, 0, 0, net.axes - 2])
    here, there = (graph.op("Unsqueeze", graph.op("Pad", each, flat), graph.whole([2])) for each in (here, there))
    last = graph.op("Sub", graph.op("Add", here, shift), graph.op("MatMul", linear_part, there))
    return graph.op("Concat", linear_part, last, axis=2)


def _compared(graph: OnnxGraph, net: Centred, one: str, other: str) -> str:
    """[n, axis, entry]: what two crops tell in this order."""
    seen = module(net.layers, graph, graph.op("Concat", one, other, axis=1))
    told = linear(graph, net.head, module(net.hidden, graph, graph.op("Flatten", seen)))
    return graph.reshape(graph.op("Mul", told, graph.floats(TURNED)), 0, net.axes, net.axes + 1)


def _place(graph: OnnxGraph, net: Centred, maps: str) -> str:
    """[n, 2]: `Centred.place`."""
    seen = module(nn.LeakyReLU(SLOPE), graph, module(net.seek, graph, maps))
    attention = graph.op("Softmax", graph.op("Flatten", module(net.score, graph, seen)), axis=1)
    return graph.op("MatMul", attention, floats(graph, net.at))


def _about(graph: OnnxGraph, net: Centred, maps: str, place: str) -> str:
    """A crop of the maps about a place."""
    rows = graph.op("Shape", place)
    count = graph.op("Slice", rows, graph.whole([0]), graph.whole([1]))
    scale = graph.op("Expand", floats(graph, net.scale), graph.op("Concat", count, graph.whole([1, 1]), axis=0))
    theta = graph.op("Concat", scale, graph.op("Unsqueeze", place, graph.whole([2])), axis=2)
    channels = graph.op("Slice", graph.op("Shape", maps), graph.whole([1]), graph.whole([2]))
    size = graph.op("Concat", count, channels, graph.whole(list(net.crop)), axis=0)
    return _sampled(graph, maps, theta, size)


def _sampled(graph: OnnxGraph, maps: str, theta: str, size: str) -> str:
    grid = graph.op("AffineGrid", theta, size, align_corners=0)
    return graph.op("GridSample", maps, grid, align_corners=0, mode="linear")


def _write_moved(graph: OnnxGraph, shape: Shape) -> None:
    """T^Z o f_c: `warp`."""
    if shape.depth == 1:
        moved = _sampled(graph, "character", "theta", graph.op("Shape", "character"))
    else:
        channels = shape.channels // shape.depth
        volumes = graph.reshape("character", 0, channels, shape.depth, *shape.cells)
        moved = _sampled(graph, volumes, "theta", graph.op("Shape", volumes))
        moved = graph.reshape(moved, 0, shape.channels, *shape.cells)
    graph.op("Identity", moved, name="moved")
