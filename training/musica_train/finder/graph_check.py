"""Compares a finder's graph in ONNX Runtime with the same finder in PyTorch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx
import torch

from ..errors import InputError
from ..onnx_runtime import open_session
from .network import Finder, Maps, peaks
from .onnx_finder import BOX, INPUT, SCORE
from .textures import texture

BATCHES = (1, 3)
LARGEST_SCORE = 1e-4
LARGEST_PIXELS = 2e-3
"""Limits that rounding in single precision stays far below and a wrong graph far above."""


@dataclass(frozen=True)
class GraphDifference:
    """Largest differences of the score and, in input pixels, of boxes in the view."""

    score: float
    pixels: float

    def within_limits(self) -> bool:
        return self.score <= LARGEST_SCORE and self.pixels <= LARGEST_PIXELS


def compare_graph(graph: onnx.ModelProto, finder: Finder, seed: int = 1) -> GraphDifference:
    """Runs noise and textures through both; `finder` holds the graph's weights."""
    rng = np.random.default_rng(seed)
    size, found = finder.config.size, []
    with open_session(graph.SerializeToString()) as session:
        for n in BATCHES:
            noise = rng.integers(0, 256, (n, 3, size, size), np.uint8)
            drawn = np.stack([texture(rng, size, size).transpose(2, 0, 1) for _ in range(n)])
            for views in (noise, drawn):
                outputs = session.run({INPUT: views}, [SCORE, BOX])
                with torch.no_grad():
                    maps = finder(torch.from_numpy(views))
                found.append(_difference(outputs, maps))
    return GraphDifference(*(max(values) for values in zip(*found, strict=True)))


def check_graph(graph: onnx.ModelProto, finder: Finder, name: str) -> GraphDifference:
    """`compare_graph`, with an InputError where the two are not the same function."""
    difference = compare_graph(graph, finder)
    if not difference.within_limits():
        raise InputError(f"{name}: ONNX Runtime and PyTorch differ: {difference}")
    return difference


def _difference(outputs: dict[str, np.ndarray], maps: Maps) -> tuple[float, float]:
    for name, expected in ((SCORE, maps.logits), (BOX, maps.boxes)):
        if outputs[name].shape != tuple(expected.shape):
            raise InputError(
                f"output '{name}' has shape {outputs[name].shape}, expected {tuple(expected.shape)}"
            )
    scores, mine = torch.sigmoid(maps.logits).numpy(), peaks(maps.logits).numpy()
    # Rounding may make a peak of the one of two neighbours that are equal otherwise.
    either = (outputs[SCORE] > 0) & (mine > 0)
    apart = np.abs(outputs[SCORE] - scores)[outputs[SCORE] > 0].max(initial=0)
    lost = (outputs[SCORE] > 0) != (mine > 0)
    margin = _above_neighbours(scores)[lost].max(initial=0)
    pixels = np.abs(outputs[BOX] - maps.boxes.numpy()).max()
    return float(max(apart, margin if either.any() else 1.0)), float(pixels)


def _above_neighbours(scores: np.ndarray) -> np.ndarray:
    """How far each score [n, h, w] is from the largest of its neighbours."""
    rows, columns = scores.shape[1:]
    padded = np.pad(scores, ((0, 0), (1, 1), (1, 1)))
    moves = [(i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    around = [padded[:, i : i + rows, j : j + columns] for i, j in moves]
    return np.abs(scores - np.max(around, axis=0))
