"""The finder as an ONNX graph, and its weights read back from one."""

from __future__ import annotations

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from ..errors import InputError
from ..onnx_graph import GraphBuilder
from .config import NetworkConfig
from .network import LARGEST_LOG, MIDDLE, SPREAD, UNIT, ConvUnit, Finder

INPUT, SCORE, BOX = "pixels", "score", "box"

EARLIER_NAMES = {"block32a": "blocks32.0", "block32b": "blocks32.1"}


def build_finder(model: Finder) -> onnx.ModelProto:
    """The graph of a folded finder.

    Input: `pixels` uint8 [views, 3, size, size]. Outputs: `score` float [views, h, w], zero where
    a cell is not the largest of its 3x3 neighbourhood, and `box` float [views, 4, h, w] as x0, y0,
    x1, y1 in input pixels.
    """
    graph = GraphBuilder()
    writer = _Writer(graph, model)
    x = graph.node("Cast", [INPUT], "pixels_single", to=TensorProto.FLOAT)
    x = graph.node("Sub", [x, writer.number("middle", MIDDLE)], "pixels_centred")
    x = graph.node("Mul", [x, writer.number("scale", 1 / SPREAD)], "pixels_normal")
    x = writer.unit("stem2", writer.unit("stem1", x))
    fine = writer.block("block8", writer.unit("down8", x))
    middle = writer.block("block16", writer.unit("down16", fine))
    coarse = writer.unit("down32", middle)
    for index in range(model.config.deep):
        coarse = writer.block(f"blocks32.{index}", coarse)
    middle = writer.joined("up16", coarse, middle)
    fine = writer.joined("up8", middle, fine)
    raw = writer.convolution("out", model.out, writer.unit("join", fine))
    write_maps(graph, model, raw)
    return finder_model(graph, model.config)


def finder_model(graph: GraphBuilder, config: NetworkConfig) -> onnx.ModelProto:
    """The checked model of a finder, its input and outputs declared."""
    size, cells = config.size, config.size // config.stride

    def value(name: str, kind: int, *sizes: int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, kind, ["views", *sizes])

    return graph.finish(
        "finder",
        [value(INPUT, TensorProto.UINT8, 3, size, size)],
        [
            value(SCORE, TensorProto.FLOAT, cells, cells),
            value(BOX, TensorProto.FLOAT, 4, cells, cells),
        ],
    )


def write_maps(graph: GraphBuilder, model: Finder, raw: str) -> None:
    """The outputs by the raw ones of the last convolution [views, 5 or 7, h, w]."""
    writer, cells = _Writer(graph, model), model.config.size // model.config.stride
    _peaks(graph, graph.node("Slice", [raw, *writer.range("score", 0, 1)], "logits"), cells)
    _boxes(graph, writer, raw, model.config)


class _Writer:
    """Writes the layers of a finder into a graph, by the names that they have in it."""

    def __init__(self, graph: GraphBuilder, model: Finder):
        self.graph, self.layers = graph, dict(model.named_modules())

    def number(self, name: str, value: float) -> str:
        return self.graph.constant(name, np.array(value, np.float32))

    def range(self, name: str, first: int, past: int) -> list[str]:
        """The inputs of a Slice of channels."""
        ends = {"from": first, "to": past, "axis": 1}
        return [self.graph.shape(f"{name}_{end}", place) for end, place in ends.items()]

    def convolution(self, name: str, layer: nn.Conv2d, x: str) -> str:
        assert layer.bias is not None
        parameters = [
            self.graph.half(f"{name}.weight", layer.weight.detach().cpu().float().numpy()),
            self.graph.constant(f"{name}.bias", layer.bias.detach().cpu().float().numpy()),
        ]
        return self.graph.node(
            "Conv",
            [x, *parameters],
            f"{name}_out",
            kernel_shape=list(layer.kernel_size),
            strides=list(layer.stride),
            pads=list(layer.padding) * 2,  # type: ignore[arg-type]
        )

    def linear(self, name: str, x: str) -> str:
        """A unit without its activation."""
        unit = self.layers[name]
        assert isinstance(unit, ConvUnit)
        return self.convolution(name, unit.conv, x)

    def unit(self, name: str, x: str) -> str:
        return self.graph.node("Relu", [self.linear(name, x)], f"{name}_positive")

    def block(self, name: str, x: str) -> str:
        inner = self.unit(f"{name}.look", self.unit(f"{name}.narrow", x))
        return self._sum(name, x, self.linear(f"{name}.widen", inner))

    def joined(self, name: str, coarse: str, fine: str) -> str:
        scales = self.graph.constant(f"{name}_scales", np.array([1, 1, 2, 2], np.float32))
        doubled = self.graph.node(
            "Resize",
            [self.linear(name, coarse), "", scales],
            f"{name}_doubled",
            mode="nearest",
            coordinate_transformation_mode="asymmetric",
            nearest_mode="floor",
        )
        return self._sum(name, fine, doubled)

    def _sum(self, name: str, first: str, second: str) -> str:
        added = self.graph.node("Add", [first, second], f"{name}_sum")
        return self.graph.node("Relu", [added], f"{name}_joined")


def _peaks(graph: GraphBuilder, logits: str, cells: int) -> None:
    scores = graph.node("Sigmoid", [logits], "all_scores")
    highest = graph.node(
        "MaxPool", [scores], "highest", kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1]
    )
    alone = graph.node("Equal", [scores, highest], "is_peak")
    nothing = graph.constant("nothing", np.array(0, np.float32))
    peaks = graph.node("Where", [alone, scores, nothing], "peaks")
    graph.node("Reshape", [peaks, graph.shape("score_shape", -1, cells, cells)], SCORE)


def _boxes(graph: GraphBuilder, writer: _Writer, raw: str, config: NetworkConfig) -> None:
    stride, cells = config.stride, config.size // config.stride
    axis = np.arange(cells, dtype=np.float32) * stride + (stride - 1) / 2
    grid = np.stack(np.broadcast_arrays(axis, axis[:, None]))[None]
    offset = graph.node("Slice", [raw, *writer.range("offset", 1, 3)], "offset")
    offset = graph.node("Mul", [offset, writer.number("stride", stride)], "offset_pixels")
    centre = graph.node("Add", [offset, graph.constant("grid", grid)], "centre")
    logs = graph.node("Slice", [raw, *writer.range("log_side", 3, 5)], "log_side")
    logs = graph.node("Min", [logs, writer.number("largest_log", LARGEST_LOG)], "log_side_bound")
    sides = graph.node("Exp", [logs], "side_units")
    half = graph.node("Mul", [sides, writer.number("half_unit", UNIT / 2)], "half_side")
    ends = [
        graph.node("Sub", [centre, half], "low"),
        graph.node("Add", [centre, half], "high"),
    ]
    graph.node("Concat", ends, BOX, axis=1)


def current_name(name: str) -> str:
    """The name of weights by what the first version's graphs call them."""
    for old, new in EARLIER_NAMES.items():
        name = name.replace(old, new)
    return name


def read_finder(model: onnx.ModelProto, config: NetworkConfig) -> Finder:
    """The folded finder whose weights a graph of `build_finder` holds."""
    arrays = {
        current_name(tensor.name): numpy_helper.to_array(tensor)
        for tensor in model.graph.initializer
    }
    finder = Finder(config).fold().eval().requires_grad_(False)
    for name, layer in finder.named_modules():
        if not isinstance(layer, nn.Conv2d):
            continue
        stored = name.removesuffix(".conv")
        for kind in ("weight", "bias"):
            values = arrays.get(f"{stored}.{kind}")
            target = getattr(layer, kind)
            if values is None or values.shape != tuple(target.shape):
                raise InputError(
                    f"the graph has no weights '{stored}.{kind}' of shape {tuple(target.shape)};"
                    " only graphs of this program are read back"
                )
            target.copy_(torch.from_numpy(values.astype(np.float32)))
    return finder
