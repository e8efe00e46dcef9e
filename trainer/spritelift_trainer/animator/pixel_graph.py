"""The pixel head as one ONNX model, of one analogy at a time: colours are numbered in the graph, too."""

import math

import numpy as np
import onnx
from onnx import TensorProto, helper

from spritelift_trainer.animator.nets_graph import encoded, finished
from spritelift_trainer.animator.palette import BYTE, NOWHERE
from spritelift_trainer.animator.pixels import NEVER, RARE, REACH, ROLE, TIE, Pointer
from spritelift_trainer.animator.shape import PATCH, Shape
from spritelift_trainer.onnx_graph import FLOAT, INT64, OnnxGraph
from spritelift_trainer.onnx_modules import floats, module

FRAMES = "x_c", "x_t1", "x_t2"
OFFSETS = (2 * REACH + 1) ** 2
TEXT = (
    "Exact pixels: for each pixel of the answer a pixel of x_c, numbered row by row, and how likely its colour is. "
    "`alike` has a number for each pixel of x_c, the same for those that stand for each other."
)


def pixel_head(net: Pointer) -> onnx.ModelProto:
    """As `Pointer.point` has it, of one x_c, x_t1, x_t2 (uint8 [h, w, 3])."""
    return _PixelGraph(net).model()


class _PixelGraph:
    """A graph being written. Tensors have no batch; rows are pixels, colours or offsets, as their comments say."""

    def __init__(self, net: Pointer) -> None:
        self.net, self.graph = net, OnnxGraph()
        self.high, self.wide = net.sides

    def model(self) -> onnx.ModelProto:
        """The whole of it."""
        graph, op, sides = self.graph, self.graph.op, [self.high, self.wide]
        stacked = [op("Unsqueeze", name, graph.whole([0])) for name in FRAMES]
        frames = op("Concat", *stacked, axis=0)
        first_of, own, count = self._numbered(graph.reshape("alike", -1))
        called, copied = self._weighed(frames, own, count)
        chances = self._mixture(called, copied, self._about(own, NOWHERE), count)
        best = op("ReduceMax", chances, graph.whole([1]), keepdims=1)
        near = op("GreaterOrEqual", chances, op("Sub", best, graph.floats(TIE)))
        likeliest = op("ArgMax", op("Cast", near, to=TensorProto.INT32), axis=1, keepdims=0)
        op("Reshape", op("Gather", first_of, likeliest), graph.whole(sides), name="source")
        op("Reshape", best, graph.whole(sides), name="chance")
        told = helper.make_tensor_value_info
        inputs = [told(name, TensorProto.UINT8, [*sides, 3]) for name in FRAMES] + [told("alike", INT64, sides)]
        return finished(graph, inputs, [told("source", INT64, sides), told("chance", FLOAT, sides)], TEXT)

    def _weighed(self, frames: str, own: str, count: str) -> tuple[str, str]:
        """[pixel, colour] and [offset, pixel]: logits of colours called by their role, and of pixels copied."""
        graph, op = self.graph, self.graph.op
        before, after = self._split(self._codes(frames), 3, 0)[1:]
        _, both, _ = self._numbered(op("Concat", before, after, axis=0))
        pixels = self.high * self.wide
        was, met = graph.ops("Split", both, graph.whole([pixels, pixels]), names=("was", "met"), axis=0)
        role, first, query, asked = self._seen(frames)
        wide_count = op("Unsqueeze", op("Cast", count, to=FLOAT), graph.whole([1]))
        logarithm = op("Log", op("Add", wide_count, graph.floats(1.0)))
        key = module(self.net.key, graph, op("Concat", self._means(own, role, wide_count), logarithm, axis=1))
        colours = op("Add", op("ReduceMax", both, graph.whole([0]), keepdims=1), graph.whole([1]))
        often = self._added(op("Concat", colours, graph.whole([1]), axis=0), was, self._ones(was))
        often = op("Max", often, graph.floats(1.0))
        known = op("Gather", self._means(was, first, often), met, axis=0)
        query = op("Add", query, module(self.net.meet, graph, op("Concat", query, known, axis=1)))
        called = op("MatMul", query, op("Transpose", key, perm=[1, 0]))
        called = op("Mul", called, graph.floats(1 / math.sqrt(ROLE)))
        became = op("Mul", self._became(was, own, often, met, count), floats(graph, self.net.prior[0]))
        return op("Add", called, became), op("Add", asked, self._moved(before, after))

    def _seen(self, frames: str) -> tuple[str, str, str, str]:
        """Roles of x_c's and x_t1's pixels and what is asked for by role, [pixel, d]; and by place, [offset, pixel]."""
        graph, op, look = self.graph, self.graph.op, self.net.look
        width = look.at.shape[0]
        shape = Shape(size=look.size, width=width, channels=width, blocks=1)
        cells = op("Add", encoded(graph, look.encoder, shape, frames), floats(graph, look.at))
        two = op("Slice", cells, graph.whole([0]), graph.whole([2]), graph.whole([0]))
        role, first = self._split(self._pixels(module(look.head, graph, two)), 2, 0)
        joined = module(self.net.join, graph, graph.reshape(cells, 1, 3 * width, *shape.cells))
        thought = module(self.net.think, graph, op("Add", joined, floats(graph, self.net.at)))
        asks = graph.reshape(self._pixels(module(self.net.ask, graph, thought)), ROLE + OFFSETS, -1)
        query, asked = graph.ops("Split", asks, graph.whole([ROLE, OFFSETS]), names=("query", "asked"), axis=0)
        role, first, query = (
            op("Transpose", graph.reshape(each, ROLE, -1), perm=[1, 0]) for each in (role, first, query)
        )
        return role, first, query, asked

    def _pixels(self, cells: str) -> str:
        """[n, d, h, w]: `Look.pixels`."""
        graph = self.graph
        spread = graph.op("DepthToSpace", cells, blocksize=PATCH, mode="CRD")
        sides = graph.whole([self.high, self.wide])
        return graph.op("Slice", spread, graph.whole([0, 0]), sides, graph.whole([2, 3]))

    def _codes(self, frames: str) -> str:
        """[frame * pixel]: one whole number for each colour."""
        graph = self.graph
        levels = graph.op("Cast", frames, to=INT64)
        codes = graph.op("Mul", levels, graph.whole([BYTE**2, BYTE, 1]))
        return graph.reshape(graph.op("ReduceSum", codes, graph.whole([3]), keepdims=0), -1)

    def _numbered(self, codes: str) -> tuple[str, str, str]:
        """Where each colour comes first, each pixel's colour as 0, 1, ..., and how many pixels each colour has."""
        names = tuple(f"{codes}_{each}" for each in ("every", "first", "number", "count"))
        _, first, number, count = self.graph.ops("Unique", codes, names=names, sorted=1)
        return first, number, count

    def _means(self, index: str, features: str, count: str) -> str:
        """[colour, d]: mean feature of the pixels of each colour, of which there are `count`, [colour, 1]."""
        graph, op = self.graph, self.graph.op
        shape = op("Concat", op("Shape", count, start=0, end=1), graph.whole([ROLE]), axis=0)
        rows = op("Expand", op("Unsqueeze", index, graph.whole([1])), graph.whole([1, ROLE]))
        return op("Div", self._sums(shape, rows, features), count)

    def _became(self, was: str, own: str, often: str, met: str, count: str) -> str:
        """[pixel, colour]: how often, as a logarithm, x_c has each of its colours where x_t1 has x_t2's one."""
        graph, op = self.graph, self.graph.op
        size = op("Shape", count)
        flat = op("Add", op("Mul", was, size), own)
        table = op("Concat", op("Shape", often, start=0, end=1), size, axis=0)
        cells = op("ReduceProd", table, graph.whole([0]), keepdims=1)
        both = op("Reshape", self._added(cells, flat, self._ones(flat), axes=0), table)
        share = op("Log", op("Add", op("Div", both, often), graph.floats(RARE)))
        return op("Gather", share, met, axis=0)

    def _moved(self, before: str, after: str) -> str:
        """[offset, pixel]: as `Pointer._moved` has it."""
        graph, op, prior = self.graph, self.graph.op, self.net.prior
        same = op("Cast", op("Equal", self._about(before, NOWHERE), after), to=FLOAT)
        images = graph.reshape(same, 1, OFFSETS, self.high, self.wide)
        around = op("AveragePool", images, kernel_shape=[3, 3], pads=[1] * 4, count_include_pad=1)
        alone = op("Mul", same, floats(graph, prior[1]))
        whole = op("Mul", graph.reshape(around, OFFSETS, -1), floats(graph, prior[2]))
        return op("Add", op("Add", alone, whole), floats(graph, prior[3]))

    def _about(self, codes: str, beyond: int) -> str:
        """[offset, pixel]: the codes of all pixels up to `REACH` away, `beyond` past the edge."""
        graph, op = self.graph, self.graph.op
        image = graph.reshape(codes, self.high, self.wide)
        padded = op("Pad", image, graph.whole([REACH] * 4), graph.whole(beyond))
        side, broad = 2 * REACH + 1, self.wide + 2 * REACH
        corner = np.add.outer(np.arange(self.high) * broad, np.arange(self.wide)).reshape(1, -1)
        offset = np.add.outer(np.arange(side) * broad, np.arange(side)).reshape(-1, 1)
        at = op("Add", graph.whole(corner), graph.whole(offset))
        return op("Gather", graph.reshape(padded, -1), at, axis=0)

    def _mixture(self, called: str, copied: str, index: str, count: str) -> str:
        """[pixel, colour]: as `mixture` has it."""
        graph, op = self.graph, self.graph.op
        copied = op("Where", op("Less", index, graph.whole(0)), graph.floats(NEVER), copied)
        whole = op("Softmax", op("Concat", called, op("Transpose", copied, perm=[1, 0]), axis=1), axis=1)
        size = op("Shape", count)
        by_role = op("Slice", whole, graph.whole([0]), size, graph.whole([1]))
        by_place = op("Slice", whole, size, op("Add", size, graph.whole([OFFSETS])), graph.whole([1]))
        there = op("Transpose", op("Max", index, graph.whole(0)), perm=[1, 0])
        return op("ScatterElements", by_role, there, by_place, axis=1, reduction="add")

    def _added(self, size: str, index: str, values: str, axes: int = 1) -> str:
        """[size]: the sums of the values of each number; with `axes`, [size, 1]."""
        if axes:
            column = self.graph.whole([1])
            index, values = (self.graph.op("Unsqueeze", each, column) for each in (index, values))
        return self._sums(size, index, values)

    def _sums(self, shape: str, index: str, values: str) -> str:
        # ScatterND would be ten times as fast, but adds up wrongly on several threads (onnxruntime 1.31).
        zeros = self.graph.op("ConstantOfShape", shape)
        return self.graph.op("ScatterElements", zeros, index, values, axis=0, reduction="add")

    def _ones(self, like: str) -> str:
        return self.graph.op("Expand", self.graph.floats([1.0]), self.graph.op("Shape", like))

    def _split(self, tensor: str, parts: int, axis: int) -> tuple[str, ...]:
        names = tuple(f"{tensor}_{part}" for part in range(parts))
        return self.graph.ops("Split", tensor, names=names, axis=axis, num_outputs=parts)
