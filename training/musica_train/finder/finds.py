"""Finds in an image: its view, the candidates of the maps, and what suppression leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..frame import FrameGeometry, resample
from .boxes import areas, overlaps

SUPPRESSION = 0.4
"""The IoU above which the lower of two finds is dropped."""

LEAST_RATIO = 0.25
"""Image pixels per input pixel that a view has at least: small images are enlarged fourfold."""


@dataclass(frozen=True)
class Finds:
    """Boxes [n, 4] in image pixels and their scores [n], the highest first."""

    boxes: np.ndarray
    scores: np.ndarray

    def above(self, threshold: float) -> Finds:
        """The finds with at least this score."""
        keep = self.scores >= threshold
        return Finds(self.boxes[keep], self.scores[keep])


def whole_view(height: int, width: int, size: int) -> FrameGeometry:
    """The view of a whole image."""
    ratio = max(LEAST_RATIO, max(width, height) / size)
    return FrameGeometry(((width - 1) / 2, (height - 1) / 2), ratio, size)


def cut_view(image: np.ndarray, view: FrameGeometry) -> np.ndarray:
    """The bytes [3, size, size] of a view of an RGB image [height, width, 3]."""
    return resample(image, view)


def collect(
    scores: np.ndarray, boxes: np.ndarray, view: FrameGeometry, threshold: float
) -> Finds:
    """What maps of peaks [h, w] and boxes [4, h, w] find in a view, in image pixels."""
    rows, columns = np.nonzero(scores >= threshold)
    found = boxes[:, rows, columns].T.astype(np.float64)
    centre = np.array(view.centre * 2)
    placed = (found - (view.size - 1) / 2) * view.ratio + centre
    return suppress(Finds(placed, scores[rows, columns].astype(np.float64)))


def suppress(finds: Finds, limit: float = SUPPRESSION) -> Finds:
    """Greedy suppression: highest score first, of equal ones the larger box."""
    order = np.lexsort((-areas(finds.boxes), -finds.scores))
    boxes, scores = finds.boxes[order], finds.scores[order]
    apart = overlaps(boxes, boxes) <= limit
    kept: list[int] = []
    for row in range(len(boxes)):
        if apart[row, kept].all():
            kept.append(row)
    return Finds(boxes[kept], scores[kept])
