"""A thin hand on ONNX: nodes and constants appended in order, each call giving back the name of its output."""

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 17, 8
"""What onnxruntime has read since 1.12."""
FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64


class OnnxGraph:
    """An ONNX graph being written."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._tensors: list[onnx.TensorProto] = []

    def op(self, kind: str, *inputs: str, name: str | None = None, **attributes: Any) -> str:
        """Append one node; its (first) output is called `name`, or gets a name."""
        return self.ops(kind, *inputs, names=(name or f"v{len(self._nodes)}",), **attributes)[0]

    def ops(self, kind: str, *inputs: str, names: tuple[str, ...], **attributes: Any) -> tuple[str, ...]:
        """Append one node of several outputs."""
        self._nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names

    def constant(self, values: Any, dtype: type) -> str:
        """A stored tensor; equal ones are stored once."""
        array = np.ascontiguousarray(values, dtype=dtype).reshape(np.shape(values))
        key = (str(array.dtype), array.shape, array.tobytes())
        if key not in self._constants:
            self._constants[key] = f"c{len(self._tensors)}"
            self._tensors.append(numpy_helper.from_array(array, self._constants[key]))
        return self._constants[key]

    def floats(self, values: Any) -> str:
        """A float32 constant."""
        return self.constant(values, np.float32)

    def whole(self, values: Any) -> str:
        """An int64 constant."""
        return self.constant(values, np.int64)

    def reshape(self, tensor: str, *shape: int) -> str:
        """Reshape; 0 keeps a side, -1 takes what is left."""
        return self.op("Reshape", tensor, self.whole(shape))

    def model(
        self,
        inputs: list[onnx.ValueInfoProto],
        outputs: list[onnx.ValueInfoProto],
        text: str,
        *,
        name: str = "spritelift_encoder",
        versions: tuple[int, int] = (OPSET, IR_VERSION),
    ) -> onnx.ModelProto:
        """The finished, checked model; `text` is its documentation, `versions` are the operators' and the file's."""
        graph = helper.make_graph(self._nodes, name, inputs, outputs, self._tensors, doc_string=text)
        opset, ir_version = versions
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", opset)],
            ir_version=ir_version,
            producer_name="spritelift",
        )
        onnx.checker.check_model(model, full_check=True)
        return model
