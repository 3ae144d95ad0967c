"""Compares a stage's graph in ONNX Runtime with the same stage in PyTorch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from .errors import InputError
from .model import Stage
from .onnx_runtime import open_session

OUTPUTS = ["hidden_out", "displacement", "predicted_error"]
DETAILS = ["predicted_gain", "spread"]
BATCHES = (1, 3, 16)

LARGEST_HIDDEN = 1e-4
LARGEST_PIXELS = 2e-3
LARGEST_SHARE = 1e-4
"""Limits that rounding in single precision stays far below and a wrong graph far above."""


@dataclass(frozen=True)
class StageDifference:
    """Largest differences: hidden state, displacement in frame pixels, share of the error.

    The spread counts as displacement, the predicted gain counts as a part of the hidden state.
    """

    hidden: float
    pixels: float
    error_share: float

    def within_limits(self) -> bool:
        return (
            self.hidden <= LARGEST_HIDDEN
            and self.pixels <= LARGEST_PIXELS
            and self.error_share <= LARGEST_SHARE
        )


def compare_stage(graph: bytes, stage: Stage, seed: int = 1) -> StageDifference:
    """Runs random and face-like patches through both; `stage` holds the graph's weights."""
    rng = np.random.default_rng(seed)
    found = []
    with open_session(graph) as session:
        for n in BATCHES:
            for inputs in (_random_inputs(stage, n, rng), _smooth_inputs(stage, n, rng)):
                outputs = session.run(inputs, OUTPUTS + (DETAILS if stage.details else []))
                found.append(_difference(outputs, _in_pytorch(stage, inputs)))
    return StageDifference(*(max(values) for values in zip(*found, strict=True)))


def check_stage(graph: bytes, stage: Stage, name: str) -> StageDifference:
    """`compare_stage`, with an InputError where the two are not the same function."""
    difference = compare_stage(graph, stage)
    if not difference.within_limits():
        raise InputError(f"{name}: ONNX Runtime and PyTorch differ: {difference}")
    return difference


def _in_pytorch(stage: Stage, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    norm = torch.from_numpy(inputs["normalization"])
    mean, inverse = (norm[:, i].view(-1, 1, 1, 1, 1) for i in (0, 1))
    patches = (torch.from_numpy(inputs["patches"]).float() - mean) * inverse
    with torch.no_grad():
        hidden, moved, log_error = stage(patches, torch.from_numpy(inputs["hidden"]))
        values = [hidden.numpy(), moved.numpy(), log_error.exp().numpy()]
        if not stage.details:
            return dict(zip(OUTPUTS, values, strict=True))
        gain, log_spread = stage.detail(hidden)
    values += [gain.numpy(), log_spread.exp().numpy()]
    return dict(zip(OUTPUTS + DETAILS, values, strict=True))


def _difference(
    outputs: dict[str, np.ndarray], expected: dict[str, np.ndarray]
) -> tuple[float, float, float]:
    for name, values in expected.items():
        if outputs[name].shape != values.shape:
            raise InputError(
                f"output '{name}' has shape {outputs[name].shape}, expected {values.shape}"
            )
    apart = {name: np.abs(outputs[name] - values) for name, values in expected.items()}
    share = apart["predicted_error"] / expected["predicted_error"]
    none = np.zeros(1)
    return (
        float(max(apart["hidden_out"].max(), apart.get("predicted_gain", none).max())),
        float(max(apart["displacement"].max(), apart.get("spread", none).max())),
        float(share.max()),
    )


def _random_inputs(stage: Stage, n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    size = stage.patch_size
    patches = rng.integers(0, 256, (n, stage.patches, 3, size, size), np.uint8)
    return _with_state(stage, patches, rng)


def _smooth_inputs(stage: Stage, n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Slanted light and one edge a patch, about what a face shows in so small a window."""
    size = stage.patch_size
    steps = np.linspace(-1, 1, size)
    shape = (n, stage.patches, 1, 1, 1)
    angle, place = rng.uniform(0, 2 * np.pi, shape), rng.uniform(-0.8, 0.8, shape)
    along = np.cos(angle) * steps + np.sin(angle) * steps[:, None]
    light = rng.uniform(60, 190, (n, stage.patches, 3, 1, 1)) + 20 * along
    edge = 60 * np.tanh(4 * (along - place)) * rng.uniform(-1, 1, shape)
    return _with_state(stage, (light + edge).clip(0, 255).astype(np.uint8), rng)


def _with_state(
    stage: Stage, patches: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    n, hidden = len(patches), stage.recurrent.out_features
    mean, deviation = rng.uniform(70, 160, (n, 1)), rng.uniform(30, 80, (n, 1))
    return {
        "patches": patches,
        "normalization": np.hstack([mean, 1 / deviation]).astype(np.float32),
        "hidden": np.tanh(rng.normal(0, 1, (n, hidden))).astype(np.float32),
    }
