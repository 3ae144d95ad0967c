"""Packages in 8 bits: the same functions in blocks, and close to them in integers."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
onnx = pytest.importorskip("onnx", reason="onnx is not installed")

import torch.nn.functional as functional  # noqa: E402

from conftest import Workplace, call  # noqa: E402
from musica_train import onnx_runtime  # noqa: E402
from musica_train.cli import main  # noqa: E402
from musica_train.errors import InputError  # noqa: E402
from musica_train.finder.graph_check import compare_graph  # noqa: E402
from musica_train.finder.onnx_finder import BOX, INPUT, SCORE, build_finder  # noqa: E402
from musica_train.finder.textures import texture  # noqa: E402
from musica_train.int8.blocks import block_weights  # noqa: E402
from musica_train.int8.builder import LARGEST_WEIGHT  # noqa: E402
from musica_train.int8.cascade import stage_inputs  # noqa: E402
from musica_train.int8.finder import build_int8_finder  # noqa: E402
from musica_train.int8.ranges import Quantization, best_quantization, calibrate  # noqa: E402
from musica_train.int8.stage import build_int8_stage  # noqa: E402
from musica_train.onnx_runtime import open_session  # noqa: E402
from musica_train.package import read_package  # noqa: E402
from musica_train.stage_check import OUTPUTS, compare_stage  # noqa: E402
from test_finder_network import random_finder  # noqa: E402
from test_stage_graph import random_stage  # noqa: E402


@pytest.fixture(autouse=True)
def runtime() -> None:
    try:
        onnx_runtime.find_runtime()
    except InputError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "block"),
    [(3, 1, 0, 2), (3, 2, 1, 4), (3, 2, 1, 2), (2, 2, 0, 4)],
)
def test_block_weights_are_the_same_convolution(
    kernel: int, stride: int, padding: int, block: int
) -> None:
    torch.manual_seed(3)
    x, weight = torch.randn(2, 3, 24, 24), torch.randn(5, 3, kernel, kernel)
    expected = functional.conv2d(x, weight, stride=stride, padding=padding)
    wide = torch.from_numpy(block_weights(weight.numpy(), stride, padding, block))
    side = 24 // block
    cells = x.view(2, 3, side, block, side, block).permute(0, 3, 5, 1, 2, 4)
    before = 1 if padding else 0
    padded = functional.pad(cells.reshape(2, -1, side, side), (before, 0, before, 0))
    places = block // stride
    made = functional.conv2d(padded, wide).unflatten(1, (places, places, 5))
    apart = made.permute(0, 3, 4, 1, 5, 2).flatten(4, 5).flatten(2, 3)
    rows, columns = expected.shape[2:]
    assert torch.allclose(apart[:, :, :rows, :columns], expected, atol=1e-4)


@pytest.mark.parametrize(("low", "high"), [(0.0, 6.0), (-3.0, 1.0), (-2.0, -1.0), (0.0, 0.0)])
def test_quantization_keeps_zero_and_its_range(low: float, high: float) -> None:
    chosen = Quantization.of(low, high)
    values = np.linspace(min(low, 0), max(high, 0), 50)
    assert chosen.rounded(np.zeros(1))[0] == 0
    assert np.abs(chosen.rounded(values) - values).max() <= chosen.scale


def test_best_quantization_cuts_a_rare_value_off() -> None:
    values = np.concatenate([np.random.default_rng(1).normal(0, 1, 500_000), [60.0]])
    assert best_quantization(values).scale < Quantization.of(-4, 60).scale / 1.5


@pytest.mark.parametrize("patch_size", [10, 14, 18])
def test_stage_in_single_precision_is_the_stage(patch_size: int) -> None:
    stage = random_stage(patch_size)
    plain, watched = build_int8_stage(stage)
    difference = compare_stage(plain.SerializeToString(), stage)
    assert difference.pixels < 2e-3
    assert difference.hidden < 1e-4
    assert len(watched) == len(set(watched)) == 4


def test_stage_of_odd_patches_is_refused() -> None:
    with pytest.raises(InputError, match="patches of 15 pixels"):
        build_int8_stage(random_stage(15))


def test_finder_in_single_precision_is_the_finder_but_for_its_edge() -> None:
    finder = random_finder().fold()
    difference = compare_graph(build_int8_finder(finder)[0], finder)
    assert difference.score < 0.02
    assert difference.pixels < 1


def test_finder_in_8_bits_finds_the_same() -> None:
    finder = random_finder().fold()
    rng = np.random.default_rng(2)
    views = np.stack([texture(rng, 64, 64).transpose(2, 0, 1) for _ in range(8)])
    plain, watched = build_int8_finder(finder)
    graph, _ = build_int8_finder(finder, calibrate(plain, watched, [{INPUT: views}]))
    with (
        open_session(build_finder(finder).SerializeToString()) as exact,
        open_session(graph.SerializeToString()) as rounded,
    ):
        expected, found = (s.run({INPUT: views}, [SCORE, BOX]) for s in (exact, rounded))
    both = (expected[SCORE] > 0) & (found[SCORE] > 0)
    assert both.sum() > 0.8 * (expected[SCORE] > 0).sum()
    assert np.abs(expected[SCORE] - found[SCORE])[both].mean() < 0.05


def test_quantize_writes_a_package_that_aligns_the_same(
    exported: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "int8"
    faces = ("--data", exported.train, "--boxes", exported.train_boxes)
    call("quantize", "--model", exported.package, *faces, "--origin", "drawn faces", "--out", out)
    assert "stage 2: 4 tensors calibrated" in capsys.readouterr().out
    description = json.loads((out / "model.json").read_text())
    assert description["name"] == "generated-68-int8"
    assert description["precision"] == "int8"
    assert "in 8 bits, calibrated on 40 faces of drawn faces" in description["training"]["data"]
    card = (out / "MODEL_CARD.md").read_text()
    assert card.startswith("# generated-68-int8")
    assert "$" not in card
    cascade = read_package(exported.package, torch.device("cpu")).cascade
    frames = np.random.default_rng(5).integers(0, 256, (4, 3, *[cascade.config.frame.size] * 2))
    for stage, entry, inputs in zip(
        cascade.stages,
        description["stages"],
        stage_inputs(cascade, frames.astype(np.uint8)),
        strict=True,
    ):
        content = (out / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        norm = torch.from_numpy(inputs["normalization"])
        mean, inverse = (norm[:, i].view(-1, 1, 1, 1, 1) for i in (0, 1))
        patches = (torch.from_numpy(inputs["patches"]).float() - mean) * inverse
        with torch.no_grad(), open_session(content) as session:
            found = session.run(inputs, OUTPUTS)
            hidden, moved, _ = stage(patches, torch.from_numpy(inputs["hidden"]))
        assert np.abs(found["hidden_out"] - hidden.numpy()).mean() < 0.05
        assert np.abs(found["displacement"] - moved.numpy()).mean() < 0.5


def test_weights_have_7_bits(exported: Workplace, tmp_path: Path) -> None:
    out = tmp_path / "int8"
    faces = ("--data", exported.train, "--boxes", exported.train_boxes, "--faces", 8)
    call("quantize", "--model", exported.package, *faces, "--origin", "drawn faces", "--out", out)
    graph = onnx.load(out / "stage-1.onnx")
    weights = {
        tensor.name: onnx.numpy_helper.to_array(tensor)
        for tensor in graph.graph.initializer
        if tensor.name.endswith(".weight.bytes")
    }
    assert len(weights) == 5
    for name, values in weights.items():
        assert values.dtype == np.int8, name
        assert np.abs(values).max() == LARGEST_WEIGHT, name


def test_quantize_onto_its_own_package_is_refused(
    exported: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["quantize", "--model", exported.package, "--out", exported.package]
    arguments += ["--data", exported.train, "--origin", "drawn faces"]
    assert main([str(argument) for argument in arguments]) == 2
    assert "is the package that is read" in capsys.readouterr().err
