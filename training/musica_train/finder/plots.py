"""Pictures of a finder's training and of its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as pyplot
import numpy as np

SMOOTH = 200


def draw_curve(
    losses: list[tuple[float, float, float]], validations: list[dict[str, Any]], path: Path
) -> None:
    """Smoothed losses, and the average precision and recall of the validation part."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4), layout="constrained")
    values = np.array(losses)
    window = min(SMOOTH, len(values))
    for column, name in enumerate(("scores", "boxes", "rolls")):
        smooth = np.convolve(values[:, column], np.ones(window) / window, mode="valid")
        left.plot(np.arange(window, len(values) + 1), smooth, label=name)
    left.set(xlabel="step", ylabel="training loss", yscale="log")
    steps = [row["step"] for row in validations]
    for key, name in (("precision", "AP at IoU 0.5"), ("recall", "recall at 0.1 false an image")):
        shown = [100 * row[key] for row in validations]
        right.plot(steps, shown, marker=".", label=f"{name}: {shown[-1]:.2f} %")
    right.set(xlabel="step", ylabel="validation, %")
    for axes in (left, right):
        axes.grid(alpha=0.3, which="both")
        axes.legend()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
