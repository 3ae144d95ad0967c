"""The default threshold, chosen on the validation part by the false finds it lets through."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError
from .precision import Matched, false_above, recall_above, threshold_at

CALIBRATION = "calibration.json"
FALSE_PER_IMAGE = 0.1
DIGITS = 3
ROWS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8)


@dataclass(frozen=True)
class FinderCalibration:
    """The threshold of a checkpoint, and recall and false finds at others."""

    step: int
    threshold: float
    table: list[dict[str, float]]
    report: dict[str, Any]
    """Figures of the validation part at the threshold."""

    def save(self, path: Path) -> None:
        """Writes it as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")

    @staticmethod
    def load(path: Path) -> FinderCalibration:
        """Reads what `save` wrote."""
        try:
            return FinderCalibration(**json.loads(path.read_text()))
        except FileNotFoundError as error:
            raise InputError(
                f"{path}: no such file; `musica_train.finder calibrate` writes it"
            ) from error


def choose_threshold(matched: Matched) -> float:
    """The lowest threshold, rounded up, with at most `FALSE_PER_IMAGE` false finds an image."""
    exact = threshold_at(matched, FALSE_PER_IMAGE)
    return float(np.ceil(exact * 10**DIGITS) / 10**DIGITS)


def threshold_table(matched: Matched, chosen: float) -> list[dict[str, float]]:
    """Recall and false finds an image at some thresholds, the chosen one among them."""
    return [
        {
            "threshold": threshold,
            "recall": round(recall_above(matched, threshold), 4),
            "falsePerImage": round(false_above(matched, threshold), 4),
        }
        for threshold in sorted({*ROWS, chosen})
    ]
