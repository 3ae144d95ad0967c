"""What the tensors of a graph range over on real inputs, and the 8 bits that fit them best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper

from ..errors import InputError
from ..onnx_runtime import open_session

STEPS = 255
SAMPLE = 1 << 18
"""Values of a tensor that are kept to choose its range by."""

CUTS = np.linspace(0.3, 1.0, 29)
"""The shares of the full range that are tried."""


@dataclass(frozen=True)
class Quantization:
    """uint8 values: real = (byte - zero) * scale."""

    scale: float
    zero: int

    @staticmethod
    def of(low: float, high: float) -> Quantization:
        """The bytes that reach from `low` to `high`; 0 is always one of them, as padding needs."""
        low, high = min(low, 0.0), max(high, 0.0)
        scale = max((high - low) / STEPS, 1e-8)
        return Quantization(scale, int(np.clip(round(-low / scale), 0, STEPS)))

    def rounded(self, values: np.ndarray) -> np.ndarray:
        """Values as their bytes stand for them."""
        steps = np.clip(np.rint(values / self.scale) + self.zero, 0, STEPS)
        return (steps - self.zero) * self.scale


def best_quantization(values: np.ndarray) -> Quantization:
    """The range with the least squared error, often narrower than all the values."""
    low, high = float(values.min()), float(values.max())
    tried = [Quantization.of(low * cut, high * cut) for cut in CUTS]
    errors = [float(np.square(one.rounded(values) - values).mean()) for one in tried]
    return tried[int(np.argmin(errors))]


def calibrate(
    model: onnx.ModelProto,
    names: Sequence[str],
    inputs: Iterable[Mapping[str, np.ndarray]],
    seed: int = 1,
) -> dict[str, Quantization]:
    """Runs a graph of single precision on inputs and chooses the bytes of the tensors `names`."""
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    known = {value.name for value in watched.graph.output}
    watched.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
        for name in names
        if name not in known
    )
    rng = np.random.default_rng(seed)
    kept: dict[str, list[np.ndarray]] = {name: [] for name in names}
    with open_session(watched.SerializeToString(), threads=2) as session:
        for batch in inputs:
            for name, values in session.run(dict(batch), list(names)).items():
                kept[name].append(_sampled(values.ravel(), rng))
    if not all(kept.values()):
        raise InputError("no faces to calibrate 8 bits with")
    return {name: best_quantization(np.concatenate(values)) for name, values in kept.items()}


def _sampled(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Some of the values, the largest and the smallest among them."""
    if len(values) <= SAMPLE // 16:
        return values
    chosen = rng.choice(values, SAMPLE // 16, replace=False)
    return np.concatenate([chosen, [values.min(), values.max()]])
