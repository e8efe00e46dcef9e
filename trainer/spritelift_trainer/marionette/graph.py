"""The frozen model as ONNX: the same steps as `encoder.py`, `shifts.py` and `deciding.py`, in standard operators."""

from dataclasses import dataclass

import onnx
from torch import nn

from spritelift_trainer.marionette.background import Texture
from spritelift_trainer.marionette.crop_graph import crop_shifts
from spritelift_trainer.marionette.deciding import ON
from spritelift_trainer.marionette.encoder import FrameEncoder
from spritelift_trainer.marionette.frozen import FrozenMarioNette
from spritelift_trainer.marionette.onnx_layers import (
    KnownNames,
    conv,
    downsampling,
    leaky_relu,
    partial_conv,
    shift_head,
)
from spritelift_trainer.marionette.shape import Shape
from spritelift_trainer.marionette.shifts import CropShifts, SharedShifts
from spritelift_trainer.onnx_graph import FLOAT, OnnxGraph
from spritelift_trainer.onnx_modules import floats, group_norm, layer_norm, linear
from spritelift_trainer.onnx_signature import INPUT, frame_count, signed, write_nothing


@dataclass(frozen=True)
class Active:
    """The active anchors of a batch, and one more at the end, which no output has: nothing is ever empty then, which
    not all runtimes bear."""

    number: str
    """int64 [p]: anchors counted frame by frame, layer by layer; of the one more, the first that there isn't."""
    room: str
    """int64 [1]: how many anchors there are, with the one more."""
    read: str
    """Numbers again, but for the one more an anchor that there is."""
    frame: str
    at: str
    """Which of its layer's anchors it is."""


def onnx_of(frozen: FrozenMarioNette) -> onnx.ModelProto:
    """The whole model: frames in, `OUTPUTS` out, any number of frames at a time."""
    graph, shape = OnnxGraph(), frozen.model.shape
    grid = (shape.layers, *shape.grid)
    textured, places = isinstance(frozen.model.background, Texture), len(frozen.lifted.entry) > 0
    colours = _colours(graph) if textured or places else ""
    _write_planes(graph, frozen.model.background, colours)
    if places:
        _write_anchors(graph, frozen, colours)
    else:
        write_nothing(graph, grid)
    return signed(graph, shape.size, grid, 1)


def _colours(graph: OnnxGraph) -> str:
    """The frames in [0, 1], [n, h, w, 3]."""
    return graph.op("Div", graph.op("Cast", INPUT, to=FLOAT), graph.floats(255.0))


def _write_planes(graph: OnnxGraph, background: nn.Module, colours: str) -> None:
    """`plane`: always the one picture; of a texture, the likeliest place across and down."""
    one = graph.op("Concat", frame_count(graph), graph.whole([1, 1]), axis=0)
    nothing = graph.op("Expand", graph.whole([[[0]]]), one)
    places = [nothing, nothing]
    if isinstance(background, Texture):
        x = graph.op("Transpose", colours, perm=[0, 3, 1, 2])
        for layer in background.convs:
            assert isinstance(layer, nn.Conv2d)
            assert layer.bias is not None
            x = leaky_relu(graph, conv(graph, x, floats(graph, layer.weight), floats(graph, layer.bias), stride=2))
        told = linear(graph, background.place, graph.op("ReduceMean", x, axes=[2, 3], keepdims=0))
        across = background.places[0]
        parts = [(0, across), (across, sum(background.places))]
        places = [_likeliest(graph, told, *part) for part in parts]
    graph.op("Concat", nothing, *places, axis=2, name="plane")


def _likeliest(graph: OnnxGraph, logits: str, first: int, stop: int) -> str:
    """int64 [n, 1, 1]: the greatest of some columns, counted from the first of them."""
    part = graph.op("Slice", logits, graph.whole([first]), graph.whole([stop]), graph.whole([1]))
    return graph.reshape(graph.op("ArgMax", part, axis=1, keepdims=1), -1, 1, 1)


def _write_anchors(graph: OnnxGraph, frozen: FrozenMarioNette, colours: str) -> None:
    """All outputs but `plane`."""
    model, shape, codes = frozen.model, frozen.model.shape, frozen.readout.codes
    high, wide = (padded - side for padded, side in zip(shape.padded, shape.size[::-1], strict=True))
    padded = graph.op("Pad", colours, graph.whole([0, 0, 0, 0, 0, high, wide, 0])) if high or wide else colours
    inner = _inner(graph, model.encoder, padded)
    switch = _switches(graph, model.encoder, inner)
    active = _active(graph, shape, switch)
    known = graph.op("Gather", inner, active.read, axis=0)
    features = linear(graph, model.encoder.feature, known)
    if shape.layer_norm:
        features = layer_norm(graph, features, shape.dim)
    entry = graph.op("ArgMax", graph.op("MatMul", features, floats(graph, codes.T)), axis=1, keepdims=0)
    if isinstance(model.shifts, CropShifts):
        sprites = graph.op("Gather", floats(graph, frozen.readout.sprites), entry)
        shifts = crop_shifts(graph, model.shifts, padded, sprites, active.frame, active.at)
    else:
        assert isinstance(model.shifts, SharedShifts)
        both = graph.op("Concat", known, graph.op("Gather", floats(graph, codes), entry), axis=1)
        shifts = shift_head(graph, model.shifts.head, both)
    _write_placed(graph, frozen, active, entry, shifts)
    graph.op("Reshape", switch, graph.whole([-1, shape.layers, *shape.grid]), name="score")


def _inner(graph: OnnxGraph, encoder: FrameEncoder, padded: str) -> str:
    """Intermediate features of all anchors, [n * layers * anchors, d]."""
    shape = encoder.shape
    *knowns, last = (KnownNames.of(graph, known) for known in encoder.known)
    x = downsampling(graph, encoder.down, graph.op("Transpose", padded, perm=[0, 3, 1, 2]), knowns)
    head = graph.reshape(partial_conv(graph, encoder.head, x, last), -1, shape.dim, shape.anchors)
    inner = graph.reshape(graph.op("Transpose", head, perm=[0, 2, 1]), -1, shape.dim)
    return layer_norm(graph, inner, shape.dim, encoder.inner_norm)


def _switches(graph: OnnxGraph, encoder: FrameEncoder, inner: str) -> str:
    """Probabilities of all anchors, [n * layers * anchors]."""
    hidden = group_norm(graph, encoder.switch_norm, linear(graph, encoder.switch_hidden, inner))
    logits = linear(graph, encoder.switch, leaky_relu(graph, hidden))
    return graph.op("Sigmoid", graph.reshape(logits, -1))


def _active(graph: OnnxGraph, shape: Shape, switch: str) -> Active:
    on = graph.op("Greater", switch, graph.floats(ON))
    number = graph.op("NonZero", graph.op("Concat", on, graph.constant([True], bool), axis=0))
    number = graph.reshape(number, -1)
    count = graph.op("Shape", switch)
    read = graph.op("Min", number, graph.op("Sub", count, graph.whole([1])))
    frame = graph.op("Div", read, graph.whole(shape.layers * shape.anchors))
    at = graph.op("Mod", read, graph.whole(shape.anchors))
    return Active(number, graph.op("Add", count, graph.whole([1])), read, frame, at)


def _write_placed(graph: OnnxGraph, frozen: FrozenMarioNette, active: Active, entry: str, shifts: str) -> None:
    """`sprite`, `x`, `y` and `flip`: what the active anchors have, among all others."""
    shape, meaning = frozen.model.shape, frozen.meaning
    columns = graph.whole(shape.grid[1])
    sprite = graph.op("Gather", graph.whole(meaning["sprite"]), entry)
    held = graph.op("GreaterOrEqual", sprite, graph.whole(0))
    _write_among_all(graph, shape, active, "sprite", sprite, -1)
    # From a cell's corner to that of a sprite that stands at its anchor, and is shifted as far as can be.
    corner = shape.cell // 2 - shape.k // 2 - shape.k // 2
    for axis, (name, kind) in enumerate({"x": "Mod", "y": "Div"}.items()):
        cell = graph.op("Mul", graph.op(kind, active.at, columns), graph.whole(shape.cell))
        shifted = graph.op("Add", cell, graph.op("Gather", shifts, graph.whole(axis), axis=1))
        trimmed = graph.op("Gather", graph.whole(meaning[name] + corner), entry)
        placed = graph.op("Where", held, graph.op("Add", shifted, trimmed), graph.whole(0))
        _write_among_all(graph, shape, active, name, placed, 0)
    graph.op("Mul", "sprite", graph.whole(0), name="flip")


def _write_among_all(graph: OnnxGraph, shape: Shape, active: Active, name: str, values: str, none: int) -> None:
    """One output: `values` of the active anchors, `none` of the others."""
    among = graph.op("ScatterElements", graph.op("Expand", graph.whole([none]), active.room), active.number, values)
    kept = graph.op("Slice", among, graph.whole([0]), graph.whole([-1]))
    graph.op("Reshape", kept, graph.whole([-1, shape.layers, *shape.grid]), name=name)
