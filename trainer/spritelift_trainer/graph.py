"""The frozen encoder as ONNX: the same steps as `frozen.py`, `locator.py` and `rounding.py`, in standard operators."""

import numpy as np
import onnx

from spritelift_trainer.encoder import padded
from spritelift_trainer.frozen import FrozenEncoder, cell_starts, variant_columns, with_absent
from spritelift_trainer.locator import (
    FINALISTS,
    UNSEEN,
    PlanePlan,
    few_samples,
    least,
    pack,
    tie_break,
)
from spritelift_trainer.onnx_graph import FLOAT, OnnxGraph
from spritelift_trainer.onnx_signature import INPUT, frame_count, signed, write_nothing
from spritelift_trainer.rounding import LEVELS, RoundedLayer, RoundedNet


def onnx_of(encoder: FrozenEncoder) -> onnx.ModelProto:
    """The whole encoder: frames in, `OUTPUTS` out, any number of frames at a time."""
    graph = OnnxGraph()
    grid = (encoder.grid.layers, *encoder.grid.shape(encoder.size))
    looks = encoder.net is not None or not all(plan.still for plan in encoder.planes)
    floats, packed = _packed(graph) if looks else ("", "")
    found = [None if plan.still else _locate(graph, plan, packed, encoder.size[0]) for plan in encoder.planes]
    _write_planes(graph, encoder, found)
    if encoder.net is None:
        write_nothing(graph, grid)
    else:
        background = _background(graph, encoder, found)
        features = _features(graph, encoder.net, _foreground(graph, encoder.size, floats, packed, background))
        _write_placed(graph, encoder, features)
    return signed(graph, encoder.size, grid, len(encoder.planes))


def _packed(graph: OnnxGraph) -> tuple[str, str]:
    """The frames as floats [n, h, w, 3], and packed [n, pixels]."""
    floats = graph.op("Cast", INPUT, to=FLOAT)
    packed = graph.op("MatMul", floats, graph.floats(pack(np.eye(3, dtype=np.uint8))[:, None]))
    return floats, graph.reshape(packed, 0, -1)


def _locate(graph: OnnxGraph, plan: PlanePlan, packed: str, frame_width: int) -> str:
    """int64 [n]: the found candidate, `len(candidates)` for none."""
    (x, y), wide = plan.corner, plan.offset.shape[1]
    pixels = (plan.samples // wide + y) * frame_width + plan.samples % wide + x
    offset = plan.offset.ravel()[plan.samples]
    every = plan.base[None, :, None]
    if plan.two_rounds:
        few = few_samples(plan)
        rough = _matches(graph, plan, packed, graph.whole(every), pixels[few], offset[few])
        rough = graph.op("Sub", rough, graph.floats(tie_break(plan)[None]))
        size = graph.whole([FINALISTS])
        _, finalists = graph.ops("TopK", rough, size, names=(f"{rough}_best", f"{rough}_finalists"), axis=1)
        bases = graph.op("Unsqueeze", graph.op("Gather", graph.whole(plan.base), finalists), graph.whole([2]))
        matches = _matches(graph, plan, packed, bases, pixels, offset)
        best = graph.op("GatherElements", finalists, graph.op("ArgMax", matches, axis=1, keepdims=1), axis=1)
        best = graph.reshape(best, -1)
    else:
        matches = _matches(graph, plan, packed, graph.whole(every), pixels, offset)
        best = graph.op("ArgMax", matches, axis=1, keepdims=0)
    most = graph.op("ReduceMax", matches, axes=[1], keepdims=0)
    absent = graph.op("Less", most, graph.floats(least(plan)))
    return graph.op("Where", absent, graph.whole(len(plan.candidates)), best)


def _matches(graph: OnnxGraph, plan: PlanePlan, packed: str, bases: str, pixels: np.ndarray, offset: np.ndarray) -> str:
    """float32 [n, k]: at how many of the frame's `pixels` each candidate shows the same colour."""
    shown = graph.op("Gather", packed, graph.whole(pixels), axis=1)
    # With constant bases this gather is done once, when the file is loaded.
    index = graph.op("Add", bases, graph.whole(offset[None, None]))
    colours = graph.op("Gather", graph.floats(plan.packed), index)
    same = graph.op("Equal", colours, graph.op("Unsqueeze", shown, graph.whole([1])))
    return graph.op("ReduceSum", graph.op("Cast", same, to=FLOAT), graph.whole([2]), keepdims=0)


def _background(graph: OnnxGraph, encoder: FrozenEncoder, found: list[str | None]) -> str:
    """Packed background float32 [n or 1, pixels]."""
    width, height = encoder.size
    still = np.full((height, width), UNSEEN)
    canvas: str | None = None
    for plan, index in sorted(zip(encoder.planes, found, strict=True), key=lambda pair: pair[0].layer):
        if index is None and canvas is None:
            _paint_still(still, plan)
            continue
        colours = _plane_colours(graph, plan, index, encoder.size)
        there = graph.op("GreaterOrEqual", colours, graph.floats(0.0))
        under = canvas or graph.floats(still.reshape(1, -1))
        canvas = graph.op("Where", there, colours, under)
    return canvas or graph.floats(still.reshape(1, -1))


def _paint_still(canvas: np.ndarray, plan: PlanePlan) -> None:
    (x, y), (high, wide) = plan.corner, plan.offset.shape
    colours = plan.packed[plan.base[0] + plan.offset]
    np.copyto(canvas[y : y + high, x : x + wide], colours, where=colours >= 0)


def _plane_colours(graph: OnnxGraph, plan: PlanePlan, index: str | None, size: tuple[int, int]) -> str:
    """Packed colours float32 [n or 1, pixels] that one plane shows; `UNSEEN` outside it."""
    (x, y), (high, wide) = plan.corner, plan.offset.shape
    if index is None:
        canvas = np.full((size[1], size[0]), UNSEEN)
        _paint_still(canvas, plan)
        return graph.floats(canvas.reshape(1, -1))
    # The absent candidate reads a pixel that was never seen, put after all others.
    packed = graph.floats(np.append(plan.packed, UNSEEN))
    absent = graph.op("Equal", index, graph.whole(len(plan.candidates)))
    base = graph.op("Unsqueeze", graph.op("Gather", graph.whole(np.append(plan.base, 0)), index), graph.whole([1]))
    pixels = graph.op("Add", base, graph.whole(plan.offset.reshape(1, -1)))
    pixels = graph.op("Where", graph.op("Unsqueeze", absent, graph.whole([1])), graph.whole(len(plan.packed)), pixels)
    colours = graph.op("Gather", packed, pixels)
    if (wide, high) == size:
        return colours
    around = graph.whole([0, y, x, 0, size[1] - y - high, size[0] - x - wide])
    framed = graph.op("Pad", graph.reshape(colours, -1, high, wide), around, graph.floats(UNSEEN))
    return graph.reshape(framed, 0, -1)


def _foreground(graph: OnnxGraph, size: tuple[int, int], floats: str, packed: str, background: str) -> str:
    """float32 [n, 4, h, w]: colours where they differ from the background, and 255 there; sides padded."""
    width, height = size
    differs = graph.op("Cast", graph.op("Not", graph.op("Equal", packed, background)), to=FLOAT)
    differs = graph.reshape(differs, -1, 1, height, width)
    colours = graph.op("Mul", graph.op("Transpose", floats, perm=[0, 3, 1, 2]), differs)
    seen = graph.op("Concat", colours, graph.op("Mul", differs, graph.floats(255.0)), axis=1)
    if (padded(height), padded(width)) == (height, width):
        return seen
    return graph.op("Pad", seen, graph.whole([0, 0, 0, 0, 0, 0, padded(height) - height, padded(width) - width]))


def _features(graph: OnnxGraph, net: RoundedNet, foreground: str) -> str:
    fine = _layer(graph, net.at_4, _layer(graph, net.at_2, foreground))
    deep = _layer(graph, net.at_8, fine)
    for around, across in net.blocks:
        deep = _layer(graph, across, _layer(graph, around, deep), deep)
    deep = _layer(graph, net.up, deep)
    if net.fine == 2:
        shuffled = graph.op("DepthToSpace", deep, blocksize=2, mode="CRD")
        deep = graph.op("Concat", shuffled, fine, axis=1)
    return _layer(graph, net.merge, deep)


def _layer(graph: OnnxGraph, layer: RoundedLayer, x: str, residual: str | None = None) -> str:
    sums = graph.op(
        "Conv",
        x,
        graph.floats(layer.weight.numpy()),
        graph.floats(layer.bias.numpy()),
        kernel_shape=list(layer.weight.shape[2:]),
        strides=[layer.stride] * 2,
        pads=[layer.padding] * 4,
    )
    if residual is not None:
        sums = graph.op("Add", sums, residual)
    # Clip comes first because onnxruntime then makes it part of the convolution; Floor is far cheaper than Round there.
    return graph.op("Floor", graph.op("Clip", sums, graph.floats(0.0), graph.floats(LEVELS)))


def _write_placed(graph: OnnxGraph, encoder: FrozenEncoder, features: str) -> None:
    """Logits to placements: the classes' argmax, then constants looked up by it."""
    assert encoder.net is not None
    rows, columns = encoder.grid.shape(encoder.size)
    kept = graph.op("Slice", features, graph.whole([0, 0]), graph.whole([rows, columns]), graph.whole([2, 3]))
    cells = graph.op("Transpose", kept, perm=[0, 2, 3, 1])
    variant = _write_score(graph, encoder, cells)
    held = graph.op("Less", variant, graph.whole(len(encoder.variants)))
    table = variant_columns(encoder.variants)
    for name, head, start in zip(
        ("x", "y"), (encoder.net.x, encoder.net.y), cell_starts(encoder.grid, encoder.size), strict=True
    ):
        at = _argmax(graph, _head(graph, head, cells, slice(None), encoder.grid.layers))
        half = graph.op("Gather", graph.whole(table[f"half_{name}"]), variant)
        corner = graph.op("Sub", graph.op("Add", at, graph.whole(start)), half)
        graph.op("Where", held, corner, graph.whole(0), name=name)
    graph.op("Gather", graph.whole(table["sprite"]), variant, name="sprite")
    graph.op("Gather", graph.whole(table["flip"]), variant, name="flip")


def _write_score(graph: OnnxGraph, encoder: FrozenEncoder, cells: str) -> str:
    """Class of each anchor, int64 [n, layer, row, column]; writes `score` on the way."""
    assert encoder.net is not None
    layers, none = encoder.grid.layers, len(encoder.variants)
    sprites = _head(graph, encoder.net.variant, cells, slice(0, none), layers)
    empty = _head(graph, encoder.net.variant, cells, slice(none, none + 1), layers)
    best = graph.op("ReduceMax", sprites, axes=[-1], keepdims=1)
    best, empty = (
        graph.op("Transpose", graph.op("Squeeze", each, graph.whole([-1])), perm=[0, 3, 1, 2]) for each in (best, empty)
    )
    graph.op("Sigmoid", graph.op("Sub", best, empty), name="score")
    # Torch's argmax gives ties to the earlier class, and "none" is the last.
    return graph.op("Where", graph.op("GreaterOrEqual", best, empty), _argmax(graph, sprites), graph.whole(none))


def _head(graph: OnnxGraph, head: RoundedLayer, cells: str, classes: slice, layers: int) -> str:
    """Logits float32 [n, row, column, layer, classes] of some of a head's classes."""
    width = head.weight.shape[1]
    weight = head.weight.numpy().reshape(layers, -1, width)[:, classes].reshape(-1, width)
    bias = head.bias.numpy().reshape(layers, -1)[:, classes].ravel()
    sums = graph.op("Add", graph.op("MatMul", cells, graph.floats(weight.T)), graph.floats(bias))
    return graph.reshape(sums, 0, 0, 0, layers, len(bias) // layers)


def _argmax(graph: OnnxGraph, logits: str) -> str:
    return _anchors_first(graph, graph.op("ArgMax", logits, axis=-1, keepdims=0))


def _anchors_first(graph: OnnxGraph, values: str) -> str:
    """[n, row, column, layer] to [n, layer, row, column]."""
    return graph.op("Transpose", values, perm=[0, 3, 1, 2])


def _write_planes(graph: OnnxGraph, encoder: FrozenEncoder, found: list[str | None]) -> None:
    """`plane`: picture and camera of every plane."""
    frames = frame_count(graph)
    rows = []
    for plan, index in zip(encoder.planes, found, strict=True):
        if index is None:
            shape = graph.op("Concat", frames, graph.whole([1, 3]), axis=0)
            rows.append(graph.op("Expand", graph.whole(plan.candidates[None]), shape))
        else:
            row = graph.op("Gather", graph.whole(with_absent(plan)), index)
            rows.append(graph.op("Unsqueeze", row, graph.whole([1])))
    graph.op("Concat", *rows, axis=1, name="plane")
