"""The finder's graph in 8 bits: the function of `onnx_finder`, its first layers over blocks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx
from torch import nn

from ..finder.network import MIDDLE, SPREAD, ConvUnit, Finder
from ..finder.onnx_finder import INPUT, finder_model, write_maps
from .blocks import block_weights
from .builder import Int8Builder
from .ranges import Quantization

BLOCK = 4
STEM_STRIDE, STEM_PADDING = 2, 1

BYTES = Quantization(1 / SPREAD, 128)
"""What a byte of a view stands for; MIDDLE lies half a byte below, which the biases hold."""


def build_int8_finder(
    finder: Finder, quantizations: Mapping[str, Quantization] | None = None
) -> tuple[onnx.ModelProto, list[str]]:
    """The graph and the tensors to choose quantizations for; in single precision without them.

    Inputs and outputs are those of `build_finder`. Where the view ends it differs a little even in
    single precision: what pads it is half a byte brighter.
    """
    graph = Int8Builder(quantizations)
    writer = _Writer(graph, finder)
    x = writer.stem()
    fine = writer.block("block8", writer.unit("down8", x))
    middle = writer.block("block16", writer.unit("down16", fine))
    coarse = writer.unit("down32", middle)
    for index in range(finder.config.deep):
        coarse = writer.block(f"blocks32.{index}", coarse)
    middle = writer.joined("up16", coarse, middle)
    fine = writer.joined("up8", middle, fine)
    raw = writer.convolution("out", writer.layer("out"), writer.unit("join", fine))
    write_maps(graph, finder, raw)
    return finder_model(graph, finder.config), graph.watched


class _Writer:
    """Writes the layers of a folded finder, by the names that they have in it."""

    def __init__(self, graph: Int8Builder, finder: Finder):
        self.graph, self.layers, self.size = graph, dict(finder.named_modules()), finder.config.size

    def stem(self) -> str:
        """Both convolutions of the stem, the second one over what a block gives: 1x1."""
        first, second = (self._parameters(self.layer(name)) for name in ("stem1", "stem2"))
        places = BLOCK // STEM_STRIDE
        shift = (128 - MIDDLE) / SPREAD * first[0].sum(axis=(1, 2, 3))
        x = self.graph.layer(
            "Conv",
            self._blocks(),
            block_weights(first[0], STEM_STRIDE, STEM_PADDING, BLOCK),
            np.tile(first[1] + shift, places * places),
            "stem1",
            kernel_shape=[2, 2],
            pads=[1, 1, 0, 0],
        )
        x = self.graph.rounded(self.graph.node("Relu", [x], "stem1_positive"))
        joined = second[0].transpose(0, 2, 3, 1).reshape(len(second[0]), -1, 1, 1)
        x = self.graph.layer("Conv", x, joined, second[1], "stem2", kernel_shape=[1, 1])
        return self.graph.rounded(self.graph.node("Relu", [x], "stem2_positive"))

    def layer(self, name: str) -> nn.Conv2d:
        layer = self.layers[name]
        found = layer.conv if isinstance(layer, ConvUnit) else layer
        assert isinstance(found, nn.Conv2d)
        return found

    def convolution(self, name: str, layer: nn.Conv2d, x: str) -> str:
        return self.graph.layer(
            "Conv",
            x,
            *self._parameters(layer),
            name,
            kernel_shape=list(layer.kernel_size),
            strides=list(layer.stride),
            pads=list(layer.padding) * 2,  # type: ignore[arg-type]
        )

    def unit(self, name: str, x: str) -> str:
        made = self.convolution(name, self.layer(name), x)
        return self.graph.rounded(self.graph.node("Relu", [made], f"{name}_positive"))

    def block(self, name: str, x: str) -> str:
        inner = self.unit(f"{name}.look", self.unit(f"{name}.narrow", x))
        widened = self.convolution(f"{name}.widen", self.layer(f"{name}.widen"), inner)
        return self._sum(name, x, self.graph.rounded(widened))

    def joined(self, name: str, coarse: str, fine: str) -> str:
        """A coarse map, each cell doubled in both directions, added to a fine one."""
        x = self.graph.rounded(self.convolution(name, self.layer(name), coarse))
        side = self.size // (32 if name == "up16" else 16)
        twice = self.graph.shape(f"{name}_twice", *np.repeat(np.arange(side), 2))
        x = self.graph.passed("Transpose", [x], f"{name}_last", perm=[0, 2, 3, 1])
        for axis in (1, 2):
            x = self.graph.passed("Gather", [x, twice], f"{name}_doubled{axis}", axis=axis)
        x = self.graph.passed("Transpose", [x], f"{name}_doubled", perm=[0, 3, 1, 2])
        return self._sum(name, fine, x)

    def _sum(self, name: str, first: str, second: str) -> str:
        added = self.graph.node("Add", [first, second], f"{name}_sum")
        return self.graph.rounded(self.graph.node("Relu", [added], f"{name}_joined"))

    def _blocks(self) -> str:
        """Bytes of a view as blocks [views, 48, cells, cells], by row, column and colour."""
        cells = self.size // BLOCK
        x = self.graph.node("Transpose", [INPUT], "pixels_last", perm=[0, 2, 3, 1])
        apart = self.graph.shape("apart", -1, cells, BLOCK, cells, BLOCK * 3)
        x = self.graph.node("Reshape", [x, apart], "pixels_apart")
        rows = [
            self.graph.node("Gather", [x, self.graph.scalar(f"row{i}", i)], f"rows{i}", axis=2)
            for i in range(BLOCK)
        ]
        x = self.graph.node("Concat", rows, "blocks_last", axis=3)
        x = self.graph.node("Transpose", [x], "blocks", perm=[0, 3, 1, 2])
        return self.graph.from_bytes(x, "blocks_real", BYTES)

    @staticmethod
    def _parameters(layer: nn.Conv2d) -> tuple[np.ndarray, np.ndarray]:
        assert layer.bias is not None
        return tuple(value.detach().cpu().float().numpy() for value in (layer.weight, layer.bias))  # type: ignore[return-value]
