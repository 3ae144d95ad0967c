"""A stage as an ONNX graph, and its weights read back from one."""

from __future__ import annotations

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from .errors import InputError
from .model import CHANNELS, Stage
from .onnx_graph import GraphBuilder

LAYERS = ("conv1", "conv2", "attention", "recurrent", "displacement", "log_error")
DETAIL_LAYERS = ("gain", "log_spread")


def build_stage(stage: Stage) -> onnx.ModelProto:
    """The graph of a stage, its level's scale baked into the displacement.

    Inputs: `patches` uint8 [n, p, 3, s, s], `normalization` float [n, 2] (mean and inverse
    deviation), `hidden` float [n, h]. Outputs: `hidden_out` float [n, h], `displacement` float
    [n, l, 2] in frame pixels of level 0, `predicted_error` float [n]; with details `predicted_gain`
    float [n] and `spread` float [n, l].
    """
    graph = GraphBuilder()
    weights = stage_weights(stage)

    def parameters(layer: str) -> list[str]:
        return [
            graph.half(f"{layer}.weight", weights[f"{layer}.weight"]),
            graph.constant(f"{layer}.bias", weights[f"{layer}.bias"]),
        ]

    def dense(layer: str, x: str, output: str) -> str:
        return graph.node("Gemm", [x, *parameters(layer)], output, transB=1)

    described = _describe(graph, stage, parameters, dense)
    joined = graph.node("Concat", [described, "hidden"], "recurrent_input", axis=1)
    state = graph.node("Tanh", [dense("recurrent", joined, "recurrent")], "hidden_out")
    write_outputs(graph, stage, weights, state)
    return stage_model(graph, stage)


def stage_weights(stage: Stage) -> dict[str, np.ndarray]:
    """Weights and biases by layer, the level's scale baked into those of the displacement."""
    layers = LAYERS + (DETAIL_LAYERS if stage.details else ())
    weights = {
        f"{layer}.{kind}": getattr(getattr(stage, layer), kind).detach().cpu().float().numpy()
        for layer in layers
        for kind in ("weight", "bias")
    }
    scale = np.float32(2.0**stage.level)
    for kind in ("weight", "bias"):
        weights[f"displacement.{kind}"] = weights[f"displacement.{kind}"] * scale
    return weights


def write_outputs(
    graph: GraphBuilder, stage: Stage, weights: dict[str, np.ndarray], state: str
) -> None:
    """What the new hidden state gives: the outputs of a stage besides itself."""

    def dense(layer: str, output: str) -> str:
        stored = graph.half(f"{layer}.weight", weights[f"{layer}.weight"])
        bias = graph.constant(f"{layer}.bias", weights[f"{layer}.bias"])
        return graph.node("Gemm", [state, stored, bias], output, transB=1)

    moved = dense("displacement", "displacement_flat")
    landmarks = stage.displacement.out_features // 2
    graph.node(
        "Reshape", [moved, graph.shape("displacement_shape", -1, landmarks, 2)], "displacement"
    )
    error = graph.node("Exp", [dense("log_error", "log_error")], "error_column")
    graph.node("Reshape", [error, graph.shape("error_shape", -1)], "predicted_error")
    if stage.details:
        gain = dense("gain", "gain_column")
        graph.node("Reshape", [gain, graph.shape("gain_shape", -1)], "predicted_gain")
        graph.node("Exp", [dense("log_spread", "log_spread")], "spread")


def _describe(  # type: ignore[no-untyped-def]
    graph: GraphBuilder, stage: Stage, parameters, dense
) -> str:
    """Attended features of all patches, in the order in which PyTorch flattens them."""
    size, patches = stage.patch_size, stage.patches
    means = [
        graph.node("Slice", ["normalization", *_column(graph, i)], name)
        for i, name in enumerate(("mean", "inverse_deviation"))
    ]
    per_face = graph.shape("per_face", -1, 1, 1, 1, 1)
    mean, inverse = (graph.node("Reshape", [name, per_face], f"{name}_5d") for name in means)
    x = graph.node("Cast", ["patches"], "patches_single", to=TensorProto.FLOAT)
    x = graph.node("Sub", [x, mean], "patches_centred")
    x = graph.node("Mul", [x, inverse], "patches_normal")
    x = graph.node("Reshape", [x, graph.shape("flat_patches", -1, 3, size, size)], "patches_flat")
    x = graph.node("Conv", [x, *parameters("conv1")], "conv1", kernel_shape=[3, 3])
    x = graph.node("Relu", [x], "conv1_positive")
    x = graph.node("MaxPool", [x], "conv1_pooled", kernel_shape=[2, 2], strides=[2, 2])
    x = graph.node("Conv", [x, *parameters("conv2")], "conv2", kernel_shape=[3, 3])
    x = graph.node("Relu", [x], "conv2_positive")
    pooled = graph.node("MaxPool", [x], "conv2_pooled", kernel_shape=[2, 2], strides=[2, 2])
    edge, inside = stage.edge, stage.pooled
    window = [
        graph.shape("centre_from", edge, edge),
        graph.shape("centre_to", edge + inside, edge + inside),
        graph.shape("centre_axes", 2, 3),
    ]
    centre = graph.node("Slice", [x, *window], "conv2_centre")
    x = graph.node("Concat", [pooled, centre], "features_2d", axis=1)
    x = graph.node("Reshape", [x, graph.shape("flat_features", -1, stage.features)], "features")
    gate = graph.node("Sigmoid", [dense("attention", x, "attention_logits")], "attention")
    x = graph.node("Mul", [x, gate], "attended")
    wide = graph.shape("all_features", -1, patches * stage.features)
    return graph.node("Reshape", [x, wide], "described")


def _column(graph: GraphBuilder, index: int) -> list[str]:
    return [
        graph.shape(f"column{index}_from", index),
        graph.shape(f"column{index}_to", index + 1),
        graph.shape(f"column{index}_axis", 1),
    ]


def stage_model(graph: GraphBuilder, stage: Stage) -> onnx.ModelProto:
    """The checked model of a stage, its inputs and outputs declared."""

    def value(name: str, kind: int, *sizes: int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, kind, ["n", *sizes])

    size, hidden = stage.patch_size, stage.recurrent.out_features
    landmarks = stage.displacement.out_features // 2
    details = [
        value("predicted_gain", TensorProto.FLOAT),
        value("spread", TensorProto.FLOAT, landmarks),
    ]
    return graph.finish(
        "stage",
        [
            value("patches", TensorProto.UINT8, stage.patches, 3, size, size),
            value("normalization", TensorProto.FLOAT, 2),
            value("hidden", TensorProto.FLOAT, hidden),
        ],
        [
            value("hidden_out", TensorProto.FLOAT, hidden),
            value("displacement", TensorProto.FLOAT, landmarks, 2),
            value("predicted_error", TensorProto.FLOAT),
            *(details if stage.details else []),
        ],
    )


def read_stage(model: onnx.ModelProto, level: int) -> Stage:
    """The stage whose weights a graph of `build_stage` holds."""
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    weights = {}
    details = "gain.weight" in arrays
    layers = LAYERS + (DETAIL_LAYERS if details else ())
    for name in (f"{layer}.{kind}" for layer in layers for kind in ("weight", "bias")):
        if name not in arrays:
            raise InputError(
                f"the graph has no weights '{name}'; only graphs of this program are read back"
            )
        weights[name] = torch.from_numpy(arrays[name].astype(np.float32))
    for kind in ("weight", "bias"):
        weights[f"displacement.{kind}"] /= 2.0**level
    hidden = len(weights["recurrent.bias"])
    features = len(weights["attention.bias"])
    inputs = {value.name: value for value in model.graph.input}
    size = inputs["patches"].type.tensor_type.shape.dim[3].dim_value
    patches = (weights["recurrent.weight"].shape[1] - hidden) // features
    stage = Stage(patches, size, hidden, len(weights["displacement.bias"]) // 2, level, details)
    if weights["conv1.bias"].shape != (CHANNELS,):
        raise InputError(
            f"the graph's convolutions have {len(weights['conv1.bias'])} channels,"
            f" this program's {CHANNELS}"
        )
    stage.load_state_dict(weights)
    return stage.eval().requires_grad_(False)
