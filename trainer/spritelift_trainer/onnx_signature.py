"""What every exported encoder takes and gives (`docs/design.md`, Encoder ONNX)."""

import onnx
from onnx import TensorProto, helper

from spritelift_trainer.frozen import OUTPUTS
from spritelift_trainer.onnx_graph import FLOAT, INT64, OnnxGraph

INPUT = "frames"
TEXT = (
    "frames: uint8 [n, height, width, 3], RGB. One anchor for each layer, row and column; sprite is -1 where there is "
    "none. x, y: top-left corner in frame pixels. flip: 1 = x, 2 = y, 3 = both. plane: picture (-1 for none) and "
    "camera x, y of each background plane."
)


def signed(graph: OnnxGraph, size: tuple[int, int], grid: tuple[int, int, int], planes: int) -> onnx.ModelProto:
    """The finished model of a graph that has written all `OUTPUTS`; `grid` is layers, rows and columns of anchors."""
    anchor: list[str | int | None] = ["n", *grid]
    shapes = dict.fromkeys(OUTPUTS, anchor)
    shapes["plane"] = ["n", planes, 3]
    kinds = dict.fromkeys(OUTPUTS, INT64) | {"score": FLOAT}
    return graph.model(
        [helper.make_tensor_value_info(INPUT, TensorProto.UINT8, ["n", size[1], size[0], 3])],
        [helper.make_tensor_value_info(name, kinds[name], shapes[name]) for name in OUTPUTS],
        TEXT,
    )


def frame_count(graph: OnnxGraph) -> str:
    """int64 [1]: how many frames there are."""
    return graph.op("Slice", graph.op("Shape", INPUT), graph.whole([0]), graph.whole([1]))


def write_nothing(graph: OnnxGraph, grid: tuple[int, int, int]) -> None:
    """The anchors of a game without sprites: all empty."""
    shape = graph.op("Concat", frame_count(graph), graph.whole(grid), axis=0)
    for name, value in {"sprite": -1, "x": 0, "y": 0, "flip": 0}.items():
        graph.op("Expand", graph.whole([[[[value]]]]), shape, name=name)
    graph.op("Expand", graph.floats([[[[0.0]]]]), shape, name="score")
