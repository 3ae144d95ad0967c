"""Pictures of a run and of a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as pyplot
import numpy as np

from .config import Config
from .exits import ExitPoint


def draw_curve(losses: list[float], validations: list[dict[str, Any]], path: Path) -> None:
    """Training loss (mean of 50 steps) and validation NME after each stage, over the steps."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4), layout="constrained")
    window = min(50, len(losses))
    smooth = np.convolve(losses, np.ones(window) / window, mode="valid")
    left.plot(np.arange(window, len(losses) + 1), smooth, color="tab:blue")
    left.set(xlabel="step", ylabel="training loss", yscale="log")
    steps = [row["step"] for row in validations]
    for stage in range(len(validations[0]["nme"])):
        nme = [row["nme"][stage] for row in validations]
        right.plot(steps, nme, marker=".", label=f"stage {stage + 1}: {nme[-1]:.2f} %")
    right.set(xlabel="step", ylabel="validation NME, %", yscale="log")
    right.legend()
    for axes in (left, right):
        axes.grid(alpha=0.3, which="both")
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def draw_exits(curves: dict[str, list[ExitPoint]], path: Path) -> None:
    """Mean error, 95th percentile and failures of every exit rule over its mean work."""
    figure, panels = pyplot.subplots(1, 3, figsize=(15, 4.5), layout="constrained")
    kinds = (("nme", "NME, %"), ("p95", "P95, %"), ("fr8", "faces with NME > 8 %, %"))
    for axes, (key, label) in zip(panels, kinds, strict=True):
        for name, points in curves.items():
            fixed = name.startswith("fixed")
            axes.plot(
                [point.multiply_adds / 1e6 for point in points],
                [getattr(point, key) for point in points],
                marker="s" if fixed else None,
                linestyle="none" if fixed else "--" if "oracle" in name else "-",
                label=name,
            )
        axes.set(xlabel="mean multiply-adds a face, million", ylabel=label)
        axes.grid(alpha=0.3)
    panels[0].legend()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def draw_mean_shape(config: Config, mean_shape: np.ndarray, path: Path) -> None:
    """The mean shape [l, 2] in its box, groups joined, patch centres filled, points numbered."""
    figure, axes = pyplot.subplots(figsize=(7, 7), layout="constrained")
    for name, indices in config.model.landmarks.groups.items():
        closed = name.endswith(("-eye", "-lips"))
        points = mean_shape[[*indices, indices[0]] if closed else list(indices)]
        axes.plot(points[:, 0], points[:, 1], linewidth=1, label=name, zorder=1)
    patched = np.isin(np.arange(len(mean_shape)), config.model.patches)
    for chosen, face in ((patched, "black"), (~patched, "white")):
        x, y = mean_shape[chosen].T
        axes.scatter(x, y, s=14, facecolor=face, edgecolor="black", linewidth=0.7, zorder=2)
    for index, (x, y) in enumerate(mean_shape):
        axes.annotate(str(index), (x, y), xytext=(3, 3), textcoords="offset points", fontsize=6)
    axes.add_patch(pyplot.Rectangle((-0.5, -0.5), 1, 1, fill=False, linestyle=":"))
    axes.set(
        title=f"{config.name}: mean shape; filled points have patches",
        xlabel="sides of the box",
        aspect="equal",
        xlim=(-0.56, 0.56),
        ylim=(0.64, -0.56),
    )
    axes.legend(fontsize=7, loc="lower center", ncols=5)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
