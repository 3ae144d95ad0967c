"""A finder's figures: by size of the face on labelled photos, on windows, on pictures without."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..report import as_text
from .calibration import FALSE_PER_IMAGE
from .finds import Finds
from .precision import (
    Truth,
    average_precision,
    false_above,
    match_all,
    recall_above,
    threshold_at,
)

SIZES = {
    "all": (0.0, np.inf),
    "16-32": (16.0, 32.0),
    "32-64": (32.0, 64.0),
    "64-128": (64.0, 128.0),
    "128 and more": (128.0, np.inf),
    "32 and more": (32.0, np.inf),
}
"""Classes of faces by their longer side in pixels of the photo."""


def photo_report(finds: list[Finds], truths: list[Truth], threshold: float) -> dict[str, Any]:
    """AP at IoU 0.5 and recall by size: at the threshold, and where 0.1 an image are false.

    The false finds of a size are those with a box of that size, but the threshold for 0.1 false
    finds an image is that of all sizes together.
    """
    whole = match_all(finds, truths)
    strict = threshold_at(whole, FALSE_PER_IMAGE)
    sizes = {}
    for name, (least, most) in SIZES.items():
        matched = match_all(finds, truths, least, most)
        if not matched.faces:
            continue
        sizes[name] = {
            "faces": matched.faces,
            "ap": 100 * average_precision(matched),
            "recallAtTenth": 100 * recall_above(matched, strict),
            "recall": 100 * recall_above(matched, threshold),
            "falsePerImage": false_above(matched, threshold),
        }
    return {
        "images": len(finds),
        "ignored": sum(len(truth.ignored) for truth in truths),
        "threshold": threshold,
        "thresholdAtTenth": strict,
        "falsePerImage": false_above(whole, threshold),
        "meanIou": _mean(whole.overlap[whole.found >= threshold]),
        "sizes": sizes,
    }


def window_report(finds: list[Finds], truths: list[Truth], threshold: float) -> dict[str, Any]:
    """Recall of one labelled face an image; other finds are not judged."""
    matched = match_all(finds, truths)
    reached = matched.found >= threshold
    return {
        "faces": matched.faces,
        "recall": 100 * _mean(reached),
        "missed": int((~reached).sum()),
        "meanIou": _mean(matched.overlap[reached]),
    }


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else 0.0


def free_report(finds: list[Finds], threshold: float) -> dict[str, Any]:
    """Finds on pictures without a face."""
    return {
        "pictures": len(finds),
        "finds": sum(len(here.above(threshold).boxes) for here in finds),
    }


COLUMNS = (
    ("faces", "faces", "d"),
    ("AP %", "ap", ".2f"),
    ("recall at 0.1 false an image, %", "recallAtTenth", ".2f"),
    ("recall at the threshold, %", "recall", ".2f"),
    ("false an image", "falsePerImage", ".3f"),
)


def report_rows(report: dict[str, Any]) -> list[list[str]]:
    """The figures by size as a table."""
    rows = [["longer side, px", *(name for name, _, _ in COLUMNS)]]
    for size, figures in report["sizes"].items():
        rows.append([size, *(format(figures[key], style) for _, key, style in COLUMNS)])
    return rows


def as_lines(report: dict[str, Any]) -> list[str]:
    """All figures of `measure` for a terminal."""
    photos = report["photos"]
    lines = [
        f"{photos['images']} photos, {photos['ignored']} ignored regions, threshold"
        f" {photos['threshold']:g} ({photos['thresholdAtTenth']:.3f} for 0.1 false finds an image),"
        f" mean IoU {photos['meanIou']:.3f}",
        as_text(report_rows(photos)),
    ]
    if "windows" in report:
        lines.append(windows_sentence(report["windows"]))
    if "landmarks" in report:
        lines.append(landmarks_sentence(report["landmarks"]))
    if "free" in report:
        lines.append(free_sentence(report["free"]))
    return lines


def windows_sentence(figures: dict[str, Any]) -> str:
    """Figures of `window_report` in words."""
    return (
        f"windows: {figures['faces']} faces, {figures['missed']} missed, recall"
        f" {figures['recall']:.2f} % at IoU 0.5, mean IoU {figures['meanIou']:.3f}"
    )


def landmarks_sentence(figures: dict[str, Any]) -> str:
    """Figures of `landmarks_from_finds` in words."""
    return (
        f"landmarks of {figures['faces']} faces: NME {figures['nmeFromFinds']:.3f} % from found"
        f" boxes, {figures['nmeFromGivenBoxes']:.3f} % from given ones"
        f" ({figures['relative']:+.2f} %)"
    )


def free_sentence(figures: dict[str, Any]) -> str:
    """Figures of `free_report` in words."""
    return f"{figures['finds']} finds on {figures['pictures']} pictures without a face"
