"""Pictures of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as pyplot  # noqa: E402
import numpy as np  # noqa: E402


def draw_curve(losses: list[float], validations: list[dict[str, Any]], path: Path) -> None:
    """Training loss (mean of 50 steps) and validation NME after each stage, over the steps."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4), layout="constrained")
    window = min(50, len(losses))
    smooth = np.convolve(losses, np.ones(window) / window, mode="valid")
    left.plot(np.arange(window, len(losses) + 1), smooth, color="tab:blue")
    left.set(xlabel="step", ylabel="training loss", yscale="log")
    steps = [row["step"] for row in validations]
    for stage in range(len(validations[0]["nme"])):
        right.plot(steps, [row["nme"][stage] for row in validations], label=f"stage {stage + 1}")
    right.set(xlabel="step", ylabel="validation NME, %", yscale="log")
    right.legend()
    for axes in (left, right):
        axes.grid(alpha=0.3, which="both")
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
