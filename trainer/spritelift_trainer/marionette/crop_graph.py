"""The paper's shift network as ONNX, for active anchors only."""

import torch

from spritelift_trainer.marionette.onnx_layers import KnownNames, downsampling, partial_conv, shift_head
from spritelift_trainer.marionette.partial import Known, KnownParts
from spritelift_trainer.marionette.shape import Shape
from spritelift_trainer.marionette.shifts import CropShifts
from spritelift_trainer.onnx_graph import OnnxGraph
from spritelift_trainer.onnx_modules import floats


def crop_shifts(graph: OnnxGraph, shifts: CropShifts, padded: str, sprites: str, frame: str, at: str) -> str:
    """int64 [p, 2]: the likeliest outcome across and down, of p anchors `at` these places of these frames.

    `padded` are all frames [n, high, wide, 3], `sprites` those of the anchors [p, 4, k, k].
    """
    x = graph.op("Concat", _crops(graph, shifts.shape, padded, frame, at), sprites, axis=1)
    *knowns, last = _knowns(graph, shifts.known, at)
    x = partial_conv(graph, shifts.last, downsampling(graph, shifts.down, x, knowns), last)
    return shift_head(graph, shifts.head, graph.reshape(x, 0, -1))


def _crops(graph: OnnxGraph, shape: Shape, padded: str, frame: str, at: str) -> str:
    """The pixels around each anchor, [p, 3, k, k]; read one by one, as crops overlap."""
    margin, columns, cell = shape.k // 4, shape.grid[1], graph.whole(shape.cell)
    framed = graph.op("Pad", padded, graph.whole([0, margin, margin, 0] * 2))
    high, wide = (side + 2 * margin for side in shape.padded)
    row, column = (graph.op(kind, at, graph.whole(columns)) for kind in ("Div", "Mod"))
    lines = graph.op("Add", graph.op("Mul", frame, graph.whole(high)), graph.op("Mul", row, cell))
    corner = graph.op("Add", graph.op("Mul", lines, graph.whole(wide)), graph.op("Mul", column, cell))
    pixels = torch.arange(shape.k)[:, None] * wide + torch.arange(shape.k)
    places = graph.op("Add", graph.reshape(corner, -1, 1), graph.whole(pixels.reshape(1, -1).numpy()))
    crops = graph.op("Gather", graph.reshape(framed, -1, 3), places, axis=0)
    return graph.reshape(graph.op("Transpose", crops, perm=[0, 2, 1]), -1, 3, shape.k, shape.k)


def _knowns(graph: OnnxGraph, parts: KnownParts, at: str) -> list[KnownNames]:
    """What is known of each anchor's crop; stored once for all anchors that know the same, such as all inner ones."""
    told = torch.cat([part.flatten(1) for known in parts for part in _tensors(known)], 1)
    _, kinds = torch.unique(told, dim=0, return_inverse=True)
    first = torch.stack([(kinds == kind).nonzero()[0, 0] for kind in range(int(kinds.max()) + 1)])
    kind = graph.op("Gather", graph.whole(kinds.cpu().numpy()), at)

    def name(part: torch.Tensor) -> str:
        return graph.op("Gather", floats(graph, part[first]), kind)

    return [
        KnownNames(
            None if known.mask is None else name(known.mask),
            name(known.scale),
            None if known.some is None else name(known.some),
        )
        for known in parts
    ]


def _tensors(known: Known) -> list[torch.Tensor]:
    return [part for part in (known.mask, known.scale, known.some) if part is not None]
