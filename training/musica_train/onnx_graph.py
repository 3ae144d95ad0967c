"""ONNX graphs written node by node.

By hand rather than by an exporter: the graphs need bytes in, half-precision weights with a cast
that ONNX Runtime folds when it loads them, and the same file from every PyTorch.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .errors import InputError

OPSET = 17
IR_VERSION = 8
"""The IR of opset 17's first release; ONNX Runtime reads it since 1.12."""

HALF_LARGEST = 65504.0


class GraphBuilder:
    """Nodes and initializers in the making."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def node(self, op: str, inputs: list[str], output: str, **attributes: object) -> str:
        """Adds a node and returns the name of its output."""
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def constant(self, name: str, values: np.ndarray) -> str:
        """Adds an initializer and returns its name."""
        self.initializers.append(numpy_helper.from_array(values, name))
        return name

    def shape(self, name: str, *sizes: int) -> str:
        """Adds sizes or indices as an initializer."""
        return self.constant(name, np.array(sizes, np.int64))

    def scalar(self, name: str, index: int) -> str:
        """Adds an index without dimensions as an initializer."""
        return self.constant(name, np.array(index, np.int64))

    def half(self, name: str, values: np.ndarray) -> str:
        """Weights stored in half precision and cast to single."""
        if not np.isfinite(values).all() or np.abs(values).max() > HALF_LARGEST:
            raise InputError(f"{name} holds values that half precision cannot; train again")
        stored = self.constant(name, values.astype(np.float16))
        return self.node("Cast", [stored], f"{name}.single", to=TensorProto.FLOAT)

    def finish(
        self, name: str, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        """The checked model of all nodes."""
        made = helper.make_graph(self.nodes, name, inputs, outputs, self.initializers)
        model = helper.make_model(
            made, producer_name="musica_train", opset_imports=[helper.make_opsetid("", OPSET)]
        )
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model)
        return model
