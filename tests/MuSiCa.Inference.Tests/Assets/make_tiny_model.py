"""Writes tiny-model/: a cascade of three very small stages with fixed random weights, for tests.

Needs the Python packages numpy and onnx. Run from anywhere: python3 make_tiny_model.py
Beside the package it writes expected.json: what each stage answers for inputs that a test can make
up by itself, computed here with numpy and not with ONNX Runtime.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LANDMARKS = 6
PATCHES = [0, 1, 3, 5]
PATCH_SIZE = 6
HIDDEN = 8
LEVELS = [2, 1, 0]
PIXELS = len(PATCHES) * 3 * PATCH_SIZE * PATCH_SIZE
FACES = 3
SEED = 20
MEAN_SHAPE = [[-0.25, -0.2], [0.25, -0.2], [0.0, 0.05], [-0.2, 0.3], [0.2, 0.3], [0.0, 0.45]]

Weights = dict[str, np.ndarray]


def make_weights(generator: np.random.Generator, level: int) -> Weights:
    """Weights in half precision; displacements grow with the level as those of a trained model."""
    scale = 0.3 * 2.0**level
    return {
        "hidden_weight": generator.normal(0, 0.06, (PIXELS + HIDDEN, HIDDEN)).astype(np.float16),
        "hidden_bias": generator.normal(0, 0.1, HIDDEN).astype(np.float16),
        "shape_weight": generator.normal(0, scale, (HIDDEN, 2 * LANDMARKS)).astype(np.float16),
        "error_weight": generator.normal(0, 1.0, (HIDDEN, 1)).astype(np.float16),
    }


def make_graph(weights: Weights) -> onnx.ModelProto:
    """The stage as ONNX: normalise, one layer with tanh, displacement and predicted error."""
    initializers = [
        numpy_helper.from_array(value, f"{name}_half") for name, value in weights.items()
    ]
    shapes = {
        "flat_shape": [-1, PIXELS],
        "points_shape": [-1, LANDMARKS, 2],
        "error_shape": [-1],
        "first": [0],
        "second": [1],
        "third": [2],
        "axis": [1],
    }
    initializers += [
        numpy_helper.from_array(np.array(value, dtype=np.int64), name)
        for name, value in shapes.items()
    ]
    initializers.append(numpy_helper.from_array(np.array([0.1], dtype=np.float32), "error_scale"))
    nodes = [
        helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT)
        for name in weights
    ]
    nodes += [
        helper.make_node("Cast", ["patches"], ["pixels"], to=TensorProto.FLOAT),
        helper.make_node("Reshape", ["pixels", "flat_shape"], ["flat"]),
        helper.make_node("Slice", ["normalization", "first", "second", "axis"], ["mean"]),
        helper.make_node("Slice", ["normalization", "second", "third", "axis"], ["inverse"]),
        helper.make_node("Sub", ["flat", "mean"], ["centered"]),
        helper.make_node("Mul", ["centered", "inverse"], ["normalized"]),
        helper.make_node("Concat", ["normalized", "hidden"], ["joined"], axis=1),
        helper.make_node("Gemm", ["joined", "hidden_weight", "hidden_bias"], ["sum"]),
        helper.make_node("Tanh", ["sum"], ["hidden_out"]),
        helper.make_node("MatMul", ["hidden_out", "shape_weight"], ["points"]),
        helper.make_node("Reshape", ["points", "points_shape"], ["displacement"]),
        helper.make_node("MatMul", ["hidden_out", "error_weight"], ["error"]),
        helper.make_node("Sigmoid", ["error"], ["error_sigmoid"]),
        helper.make_node("Mul", ["error_sigmoid", "error_scale"], ["error_column"]),
        helper.make_node("Reshape", ["error_column", "error_shape"], ["predicted_error"]),
    ]
    patches = ["N", len(PATCHES), 3, PATCH_SIZE, PATCH_SIZE]
    graph = helper.make_graph(
        nodes,
        "stage",
        [
            helper.make_tensor_value_info("patches", TensorProto.UINT8, patches),
            helper.make_tensor_value_info("normalization", TensorProto.FLOAT, ["N", 2]),
            helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["N", HIDDEN]),
        ],
        [
            helper.make_tensor_value_info("hidden_out", TensorProto.FLOAT, ["N", HIDDEN]),
            helper.make_tensor_value_info("displacement", TensorProto.FLOAT, ["N", LANDMARKS, 2]),
            helper.make_tensor_value_info("predicted_error", TensorProto.FLOAT, ["N"]),
        ],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def expected(weights: Weights, hidden: np.ndarray) -> dict[str, list[float]]:
    """What the stage answers for pixels (7 i + 31 face) mod 256 and the given hidden state."""
    full = {name: value.astype(np.float32) for name, value in weights.items()}
    pixels = np.array([[(7 * i + 31 * face) % 256 for i in range(PIXELS)] for face in range(FACES)])
    normalized = (pixels.astype(np.float32) - 120) * np.float32(1 / 64)
    joined = np.concatenate([normalized, hidden], axis=1)
    state = np.tanh(joined @ full["hidden_weight"] + full["hidden_bias"])
    error = 0.1 / (1 + np.exp(-(state @ full["error_weight"])))
    return {
        "hiddenOut": np.round(state, 5).ravel().tolist(),
        "displacement": np.round(state @ full["shape_weight"], 5).ravel().tolist(),
        "predictedError": np.round(error, 6).ravel().tolist(),
    }


def main() -> None:
    """Writes the package and the expected answers."""
    generator = np.random.default_rng(SEED)
    folder = Path(__file__).parent / "tiny-model"
    folder.mkdir(exist_ok=True)
    stages = []
    answers = []
    for number, level in enumerate(LEVELS, start=1):
        weights = make_weights(generator, level)
        content = make_graph(weights).SerializeToString()
        path = folder / f"stage-{number}.onnx"
        path.write_bytes(content)
        work = (PIXELS + HIDDEN) * HIDDEN + HIDDEN * (2 * LANDMARKS + 1)
        stages.append(
            {
                "file": path.name,
                "level": level,
                "sha256": hashlib.sha256(content).hexdigest(),
                "multiplyAdds": work,
            }
        )
        hidden = np.array([[(i + face) % 5 - 2 for i in range(HIDDEN)] for face in range(FACES)])
        answers.append(expected(weights, hidden.astype(np.float32) * np.float32(0.25)))
    document = {
        "formatVersion": 1,
        "kind": "landmark-cascade",
        "name": "tiny",
        "version": "1",
        "landmarks": {
            "scheme": "tiny6",
            "count": LANDMARKS,
            "groups": [
                {"name": "eyes", "indices": [0, 1]},
                {"name": "nose", "indices": [2]},
                {"name": "mouth", "indices": [3, 4, 5]},
            ],
            "mirror": [1, 0, 2, 4, 3, 5],
            "eyeCorners": [0, 1],
            "pupils": [[0], [1]],
            "fivePoints": {
                "leftEye": [1],
                "rightEye": [0],
                "noseTip": [2],
                "leftMouth": [4],
                "rightMouth": [3],
            },
        },
        "frame": {"boxSide": 20, "margin": 0.3, "size": 32, "levels": 3},
        "patch": {"size": PATCH_SIZE, "indices": PATCHES},
        "hidden": HIDDEN,
        "meanShape": MEAN_SHAPE,
        "stages": stages,
        "exit": {
            "threshold": 0.05,
            "finalThreshold": 0.08,
            "profiles": {"fast": 0.06, "balanced": 0.05, "accurate": 0.04},
            "table": [
                {"threshold": 0.04, "nme": 30, "p95": 40, "meanStages": 2.5, "multiplyAdds": 9000},
                {"threshold": 0.05, "nme": 32, "p95": 41, "meanStages": 2, "multiplyAdds": 7200},
            ],
        },
        "training": {
            "data": "none",
            "split": "none",
            "date": "2026-01-31",
            "commit": "make_tiny_model.py",
        },
        "license": "MIT",
        "metrics": {"nmeInterOcular": 30.5},
    }
    (folder / "model.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    (folder.parent / "expected.json").write_text(json.dumps(answers) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
