"""Writes tiny-finder/: a face finder without weights that finds painted faces, for tests.

Needs the Python packages numpy and onnx. Run from anywhere: python3 make_tiny_finder.py
A painted face is a rectangle of the colour (255, 0, blue) on anything that is not red; its score
is (255 - blue) / 255, and its box is exactly the rectangle, measured from the middle of the cell
that holds its centre. Rectangles must not touch in the rows and columns of that middle.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

SIZE = 96
STRIDE = 8
CELLS = SIZE // STRIDE
MIDDLE = STRIDE // 2
RED = 200.0
NOT_RED = 56.0


def constants() -> list[onnx.TensorProto]:
    """Everything the graph knows."""
    pixel = np.arange(SIZE, dtype=np.float32)
    cell = np.arange(CELLS, dtype=np.float32) * STRIDE - 0.5
    floats = {
        "column": pixel.reshape(1, 1, 1, SIZE),
        "row": pixel.reshape(1, 1, SIZE, 1),
        "cell_left": cell.reshape(1, 1, 1, CELLS),
        "cell_top": cell.reshape(1, 1, CELLS, 1),
        "stride": np.array(STRIDE),
        "red_least": np.array(RED),
        "green_most": np.array(NOT_RED),
        "before": np.array(-1),
        "after": np.array(-SIZE),
        "half": np.array(0.5),
        "two": np.array(2),
        "full": np.array(255),
        "nothing": np.array(0),
    }
    integers = {
        "channel_axis": [1],
        "first": [0],
        "second": [1],
        "third": [2],
        "fourth": [3],
        "image_axes": [2, 3],
        "middles": [MIDDLE, MIDDLE],
        "ends": [SIZE, SIZE],
        "steps": [STRIDE, STRIDE],
    }
    return [
        numpy_helper.from_array(np.asarray(value, dtype=np.float32), name)
        for name, value in floats.items()
    ] + [
        numpy_helper.from_array(np.array(value, dtype=np.int64), name)
        for name, value in integers.items()
    ]


def nearest(
    edge: str, position: str, outside: str, kernel: list[int], pads: list[int]
) -> list[NodeProto]:
    """The nearest pixel that is not face to one side of every pixel: a running maximum."""
    return [
        helper.make_node("Where", ["face", outside, position], [f"{edge}_places"]),
        helper.make_node(
            "MaxPool", [f"{edge}_places"], [f"{edge}_full"], kernel_shape=kernel, pads=pads
        ),
        helper.make_node(
            "Slice", [f"{edge}_full", "middles", "ends", "image_axes", "steps"], [f"{edge}_near"]
        ),
    ]


def cell_holds(axis: str, low: str, high: str) -> list[NodeProto]:
    """Whether the middle between two edges lies in the cell."""
    return [
        helper.make_node("Add", [low, high], [f"{axis}_sum"]),
        helper.make_node("Div", [f"{axis}_sum", "two"], [f"{axis}_middle"]),
        helper.make_node("Sub", [f"{axis}_middle", f"cell_{low}"], [f"{axis}_from"]),
        helper.make_node("Less", [f"{axis}_from", "nothing"], [f"{axis}_below"]),
        helper.make_node("Not", [f"{axis}_below"], [f"{axis}_reaches"]),
        helper.make_node("Less", [f"{axis}_from", "stride"], [f"{axis}_within"]),
        helper.make_node("And", [f"{axis}_reaches", f"{axis}_within"], [f"{axis}_holds"]),
    ]


def make_graph() -> onnx.ModelProto:
    """Pixels in, score and box out."""
    rest = SIZE - 1
    nodes = [
        helper.make_node("Cast", ["pixels"], ["colour"], to=TensorProto.FLOAT),
        helper.make_node("Slice", ["colour", "first", "second", "channel_axis"], ["red"]),
        helper.make_node("Slice", ["colour", "second", "third", "channel_axis"], ["green"]),
        helper.make_node("Slice", ["colour", "third", "fourth", "channel_axis"], ["blue"]),
        helper.make_node("Greater", ["red", "red_least"], ["is_red"]),
        helper.make_node("Less", ["green", "green_most"], ["is_not_green"]),
        helper.make_node("And", ["is_red", "is_not_green"], ["face"]),
        helper.make_node("Neg", ["column"], ["column_back"]),
        helper.make_node("Neg", ["row"], ["row_back"]),
        *nearest("left", "column", "before", [1, SIZE], [0, rest, 0, 0]),
        *nearest("right", "column_back", "after", [1, SIZE], [0, 0, 0, rest]),
        *nearest("top", "row", "before", [SIZE, 1], [rest, 0, 0, 0]),
        *nearest("bottom", "row_back", "after", [SIZE, 1], [0, 0, rest, 0]),
        helper.make_node("Add", ["left_near", "half"], ["left"]),
        helper.make_node("Add", ["top_near", "half"], ["top"]),
        helper.make_node("Neg", ["right_near"], ["right_ahead"]),
        helper.make_node("Neg", ["bottom_near"], ["bottom_ahead"]),
        helper.make_node("Sub", ["right_ahead", "half"], ["right"]),
        helper.make_node("Sub", ["bottom_ahead", "half"], ["bottom"]),
        helper.make_node("Concat", ["left", "top", "right", "bottom"], ["box"], axis=1),
        *cell_holds("x", "left", "right"),
        *cell_holds("y", "top", "bottom"),
        helper.make_node("And", ["x_holds", "y_holds"], ["holds"]),
        helper.make_node("Cast", ["face"], ["face_number"], to=TensorProto.FLOAT),
        helper.make_node("Sub", ["full", "blue"], ["rest_of_blue"]),
        helper.make_node("Div", ["rest_of_blue", "full"], ["sure"]),
        helper.make_node("Mul", ["sure", "face_number"], ["sure_faces"]),
        helper.make_node(
            "Slice", ["sure_faces", "middles", "ends", "image_axes", "steps"], ["sure_cells"]
        ),
        helper.make_node("Where", ["holds", "sure_cells", "nothing"], ["score_plane"]),
        helper.make_node("Squeeze", ["score_plane", "channel_axis"], ["score"]),
    ]
    graph = helper.make_graph(
        nodes,
        "finder",
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["views", 3, SIZE, SIZE])],
        [
            helper.make_tensor_value_info("score", TensorProto.FLOAT, ["views", CELLS, CELLS]),
            helper.make_tensor_value_info("box", TensorProto.FLOAT, ["views", 4, CELLS, CELLS]),
        ],
        constants(),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def main() -> None:
    """Writes the package."""
    folder = Path(__file__).parent / "tiny-finder"
    folder.mkdir(exist_ok=True)
    content = make_graph().SerializeToString()
    (folder / "finder.onnx").write_bytes(content)
    document = {
        "formatVersion": 1,
        "kind": "face-finder",
        "name": "tiny-finder",
        "version": "1",
        "view": {"size": SIZE, "stride": STRIDE},
        "graph": {
            "file": "finder.onnx",
            "sha256": hashlib.sha256(content).hexdigest(),
            "multiplyAdds": 3 * SIZE * SIZE,
        },
        "box": "painted rectangle",
        "faces": {"least": 16, "most": SIZE},
        "threshold": 0.5,
        "suppression": 0.4,
        "table": [
            {"threshold": 0.3, "recall": 1, "falsePerImage": 0.5},
            {"threshold": 0.5, "recall": 0.9, "falsePerImage": 0.1},
        ],
        "training": {
            "data": "none",
            "split": "none",
            "date": "2026-11-25",
            "commit": "make_tiny_finder.py",
        },
        "license": "MIT",
        "metrics": {"averagePrecision": 0.9},
    }
    (folder / "model.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
