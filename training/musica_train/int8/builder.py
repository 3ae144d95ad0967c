"""Graphs whose convolutions and dense layers run in 8 bits.

ONNX Runtime makes integer kernels of layers between QuantizeLinear and DequantizeLinear. A graph is
written twice by the same code: without quantizations it computes in single precision, to see what
its tensors range over, then with them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..onnx_graph import GraphBuilder
from .ranges import Quantization

LARGEST_WEIGHT = 63
"""Weights have 7 bits: a processor without VNNI adds two products in 16 bits, as much as they hold."""

LARGEST_SUM = 2**31 - 1


class Int8Builder(GraphBuilder):
    """Adds layers in 8 bits; weights have a scale for each output channel."""

    def __init__(self, quantizations: Mapping[str, Quantization] | None = None) -> None:
        super().__init__()
        self._chosen = quantizations
        self._of: dict[str, Quantization] = {}
        self.watched: list[str] = []
        """The tensors whose quantization is to be chosen."""

    def rounded(self, x: str, fixed: Quantization | None = None) -> str:
        """The tensor as bytes stand for it: by what was chosen for it, or by `fixed`."""
        if fixed is None:
            self.watched.append(x)
        if self._chosen is None:
            return x
        chosen = self._chosen[x] if fixed is None else fixed
        scale, zero = self._parameters(x, chosen)
        stored = self.node("QuantizeLinear", [x, scale, zero], f"{x}_bytes")
        return self._known(self.node("DequantizeLinear", [stored, scale, zero], f"{x}_8"), chosen)

    def from_bytes(self, x: str, output: str, meaning: Quantization) -> str:
        """An input of bytes by what they stand for."""
        made = self.node("DequantizeLinear", [x, *self._parameters(x, meaning)], output)
        return self._known(made, meaning)

    def passed(self, op: str, inputs: list[str], output: str, **attributes: object) -> str:
        """A node that only moves or chooses values: its output is the bytes of its first input."""
        made = self.node(op, inputs, output, **attributes)
        if inputs[0] not in self._of:
            return made
        same = self._of[inputs[0]]
        scale, zero = self._parameters(output, same)
        stored = self.node("QuantizeLinear", [made, scale, zero], f"{output}_bytes")
        return self._known(self.node("DequantizeLinear", [stored, scale, zero], f"{output}_8"), same)

    def layer(
        self,
        op: str,
        x: str,
        weight: np.ndarray,
        bias: np.ndarray,
        output: str,
        **attributes: object,
    ) -> str:
        """A Conv, or a Gemm with transB: weights [out, ...], bias [out]."""
        if self._chosen is None:
            parameters = [
                self.constant(f"{output}.weight", weight.astype(np.float32)),
                self.constant(f"{output}.bias", bias.astype(np.float32)),
            ]
            return self.node(op, [x, *parameters], output, **attributes)
        largest = np.abs(weight.reshape(len(weight), -1)).max(axis=1)
        scale = np.maximum(largest / LARGEST_WEIGHT, 1e-8).astype(np.float32)
        wide = scale.reshape(-1, *[1] * (weight.ndim - 1))
        stored = np.rint(weight / wide).clip(-LARGEST_WEIGHT, LARGEST_WEIGHT).astype(np.int8)
        sums = scale.astype(np.float64) * self._of[x].scale
        shift = np.rint(bias / sums).clip(-LARGEST_SUM, LARGEST_SUM).astype(np.int32)
        parameters = [
            self._weights(f"{output}.weight", stored, scale),
            self._weights(f"{output}.bias", shift, sums.astype(np.float32)),
        ]
        return self.node(op, [x, *parameters], output, **attributes)

    def _weights(self, name: str, stored: np.ndarray, scale: np.ndarray) -> str:
        inputs = [
            self.constant(f"{name}.bytes", stored),
            self.constant(f"{name}.scale", scale),
            self.constant(f"{name}.zero", np.zeros(len(scale), stored.dtype)),
        ]
        return self.node("DequantizeLinear", inputs, name, axis=0)

    def _parameters(self, name: str, meaning: Quantization) -> tuple[str, str]:
        return (
            self.constant(f"{name}.scale", np.array(meaning.scale, np.float32)),
            self.constant(f"{name}.zero", np.array(meaning.zero, np.uint8)),
        )

    def _known(self, x: str, meaning: Quantization) -> str:
        self._of[x] = meaning
        return x
