"""A stage of the cascade in 8 bits: the function of `onnx_stage`, its layers in another order."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx
from onnx import TensorProto

from ..errors import InputError
from ..model import CHANNELS, Stage
from ..onnx_stage import stage_model, stage_weights, write_outputs
from .blocks import block_weights
from .builder import Int8Builder
from .ranges import Quantization

BLOCK = 2

STATE = Quantization(1 / 127, 128)
"""A hidden state is a tanh."""


def build_int8_stage(
    stage: Stage, quantizations: Mapping[str, Quantization] | None = None
) -> tuple[onnx.ModelProto, list[str]]:
    """The graph and the tensors to choose quantizations for; in single precision without them.

    Inputs and outputs are those of `build_stage`. What the hidden state gives, displacement,
    predicted error, gain and spread, stays in single precision: it is a hundredth of the work.
    """
    if stage.patch_size % BLOCK:
        raise InputError(
            f"patches of {stage.patch_size} pixels cannot be cut into blocks of {BLOCK}x{BLOCK}"
        )
    graph = Int8Builder(quantizations)
    weights = stage_weights(stage)
    attended = _attend(graph, stage, weights, _describe(graph, stage, weights))
    state = graph.node("Tanh", [_recur(graph, stage, weights, attended)], "hidden_out")
    write_outputs(graph, stage, weights, state)
    return stage_model(graph, stage), graph.watched


def _describe(graph: Int8Builder, stage: Stage, weights: dict[str, np.ndarray]) -> str:
    """Features of every patch [n * p, features], by row, column, and channel of both kinds."""
    x = _first_layer(graph, stage, weights, _normalised(graph, stage))
    x = graph.layer(
        "Conv", x, weights["conv2.weight"], weights["conv2.bias"], "conv2", kernel_shape=[3, 3]
    )
    x = graph.rounded(graph.node("Relu", [x], "conv2_positive"))
    pooled = graph.passed("MaxPool", [x], "pooled", kernel_shape=[2, 2], strides=[2, 2])
    side = stage.patch_size // BLOCK - 3
    inside = np.arange(stage.edge, stage.edge + stage.pooled)
    cells = graph.shape("inside", *(side * inside[:, None] + inside).ravel())
    centre = graph.passed("Gather", [_cells(graph, x, side), cells], "centre", axis=1)
    both = [_cells(graph, pooled, stage.pooled), centre]
    x = graph.passed("Concat", both, "both", axis=2)
    flat = graph.shape("flat_features", -1, stage.features)
    return graph.passed("Reshape", [x, flat], "features")


def _cells(graph: Int8Builder, x: str, side: int) -> str:
    """Channels [n, c, side, side] as [n, side * side, c]."""
    last = graph.passed("Transpose", [x], f"{x}_last", perm=[0, 2, 3, 1])
    shape = graph.shape(f"{x}_cells_shape", -1, side * side, CHANNELS)
    return graph.passed("Reshape", [last, shape], f"{x}_cells")


def _normalised(graph: Int8Builder, stage: Stage) -> str:
    """Patches as blocks [n * p, blocks, h, w], less their face's mean, by its deviation."""
    size, count = stage.patch_size, stage.patches
    values = [
        graph.node("Slice", ["normalization", *_column(graph, i)], name)
        for i, name in enumerate(("mean", "inverse_deviation"))
    ]
    wide = graph.shape("wide_patches", -1, count * 3 * size * size)
    x = graph.node("Reshape", ["patches", wide], "patches_wide")
    x = graph.node("Cast", [x], "patches_single", to=TensorProto.FLOAT)
    x = graph.node("Sub", [x, values[0]], "patches_centred")
    x = graph.node("Mul", [x, values[1]], "patches_normal")
    x = graph.node("Reshape", [x, graph.shape("flat_patches", -1, 3, size, size)], "patches_flat")
    return graph.rounded(graph.node("SpaceToDepth", [x], "blocks", blocksize=BLOCK))


def _first_layer(graph: Int8Builder, stage: Stage, weights: dict[str, np.ndarray], x: str) -> str:
    """conv1 over blocks, and the largest of the four outputs of a block: the pooled conv1."""
    side, places = stage.patch_size // BLOCK - 1, BLOCK * BLOCK
    weight = block_weights(weights["conv1.weight"], stride=1, padding=0, block=BLOCK)
    bias = np.tile(weights["conv1.bias"], places)
    x = graph.layer("Conv", x, weight, bias, "conv1", kernel_shape=[2, 2])
    x = graph.rounded(graph.node("Relu", [x], "conv1_positive"))
    x = graph.passed("Transpose", [x], "conv1_last", perm=[0, 2, 3, 1])
    apart = graph.shape("apart", -1, side * side, places, CHANNELS)
    x = graph.passed("Reshape", [x, apart], "conv1_apart")
    x = graph.passed("Transpose", [x], "conv1_first", perm=[0, 3, 1, 2])
    shape = [1, places]
    x = graph.passed("MaxPool", [x], "conv1_pooled", kernel_shape=shape, strides=shape)
    x = graph.passed("Transpose", [x], "conv1_pooled_last", perm=[0, 2, 3, 1])
    whole = graph.shape("whole", -1, side, side, CHANNELS)
    x = graph.passed("Reshape", [x, whole], "conv1_whole")
    return graph.passed("Transpose", [x], "conv1_out", perm=[0, 3, 1, 2])


def _attend(
    graph: Int8Builder, stage: Stage, weights: dict[str, np.ndarray], features: str
) -> str:
    order = _order(stage)
    weight = weights["attention.weight"][order][:, order]
    logits = graph.layer(
        "Gemm", features, weight, weights["attention.bias"][order], "attention_logits", transB=1
    )
    gate = graph.node("Sigmoid", [logits], "attention")
    attended = graph.rounded(graph.node("Mul", [features, gate], "attended"))
    shape = graph.shape("all_features", -1, stage.patches * stage.features)
    return graph.passed("Reshape", [attended, shape], "described")


def _recur(graph: Int8Builder, stage: Stage, weights: dict[str, np.ndarray], described: str) -> str:
    """The recurrent layer as two, as one range for features and hidden state would fit neither."""
    weight, hidden = weights["recurrent.weight"], stage.recurrent.out_features
    seen = weight[:, : stage.patches * stage.features].reshape(hidden, stage.patches, -1)
    seen = seen[:, :, _order(stage)].reshape(hidden, -1)
    bias = weights["recurrent.bias"]
    new = graph.layer("Gemm", described, seen, bias, "recurrent_seen", transB=1)
    kept = graph.layer(
        "Gemm",
        graph.rounded("hidden", STATE),
        weight[:, stage.patches * stage.features :],
        np.zeros(hidden),
        "recurrent_kept",
        transB=1,
    )
    return graph.node("Add", [new, kept], "recurrent")


def _order(stage: Stage) -> np.ndarray:
    """For each feature of `_describe` its place in the order of PyTorch: kind, channel, cell."""
    places = np.arange(stage.features).reshape(2 * CHANNELS, stage.pooled, stage.pooled)
    return places.transpose(1, 2, 0).ravel()


def _column(graph: Int8Builder, index: int) -> list[str]:
    return [
        graph.shape(f"column{index}_from", index),
        graph.shape(f"column{index}_to", index + 1),
        graph.shape(f"column{index}_axis", 1),
    ]
