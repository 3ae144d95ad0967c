"""Calibrates what stages with details say beside the error: the gain to come, and spreads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from .inference import AlignedFaces
from .model import Cascade

LEAST_SLOPE = 0.05
ROUNDS, HUBER = 20, 2.0


@dataclass(frozen=True)
class DetailFit:
    """gain = slope * predicted + offset; spread = predicted * exp(log_spread)."""

    slope: float
    offset: float
    log_spread: float


def fit_details(faces: AlignedFaces) -> tuple[DetailFit, ...]:
    """Fits every stage; nothing where the model has no details."""
    if faces.gains is None or faces.spreads is None:
        return ()
    apart = np.linalg.norm(faces.landmarks - faces.truth, axis=-1)
    fits = []
    for index, gains in enumerate(faces.gains):
        slope, offset = _line(gains, faces.ocular[index] - faces.ocular[-1])
        spread = np.log(apart[index].mean() / faces.spreads[index].mean())
        fits.append(DetailFit(slope, offset, float(spread)))
    return tuple(fits)


def _line(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """A robust line whose mean is that of y; its slope is never negative."""
    weights, slope = np.ones_like(x), 0.0
    for _ in range(ROUNDS):
        mean_x, mean_y = np.average(x, weights=weights), np.average(y, weights=weights)
        spread = np.average((x - mean_x) ** 2, weights=weights)
        if spread > 1e-12:
            slope = float(np.average((x - mean_x) * (y - mean_y), weights=weights) / spread)
        rest = np.abs(y - mean_y - slope * (x - mean_x))
        scale = 1.4826 * np.median(rest) + 1e-9
        weights = np.minimum(1.0, HUBER * scale / np.maximum(rest, 1e-12))
    slope = max(slope, LEAST_SLOPE)
    return slope, float(y.mean() - slope * x.mean())


def fitted_gains(gains: np.ndarray, fits: tuple[DetailFit, ...]) -> np.ndarray:
    """Predicted gains [stages, n] after the fits."""
    return np.stack([f.slope * row + f.offset for f, row in zip(fits, gains, strict=True)])


def apply_details(cascade: Cascade, fits: tuple[DetailFit, ...]) -> None:
    """Folds the fits into the layers."""
    with torch.no_grad():
        for stage, fit in zip(cascade.stages, fits, strict=bool(fits)):
            stage.gain.weight.mul_(fit.slope)
            stage.gain.bias.mul_(fit.slope).add_(fit.offset)
            stage.log_spread.bias.add_(fit.log_spread)
