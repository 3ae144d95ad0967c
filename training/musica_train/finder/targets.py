"""What the maps of a view should be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .boxes import sides
from .config import NetworkConfig

SPREAD, LEAST_SPREAD = 0.07, 0.6
"""Deviation of a centre's Gaussian: in sides of the face, and at least in cells."""

NEAR = 0.3
"""From this height of its Gaussian on, a cell learns the box of the face."""


@dataclass(frozen=True)
class Targets:
    """Maps of one view: heat [h, w], boxes [4, h, w], their weights [h, w], known [h, w]."""

    heat: np.ndarray
    boxes: np.ndarray
    weights: np.ndarray
    known: np.ndarray


def make_targets(
    faces: list[np.ndarray], ignored: list[np.ndarray], config: NetworkConfig
) -> Targets:
    """Targets from boxes [4] of faces and of regions where no loss is wanted."""
    cells, stride = config.size // config.stride, config.stride
    axis = np.arange(cells) * stride + (stride - 1) / 2
    heat, weights = (np.zeros((cells, cells), np.float32) for _ in range(2))
    boxes = np.zeros((4, cells, cells), np.float32)
    known = np.ones((cells, cells), np.float32)
    for x0, y0, x1, y1 in ignored:
        half = stride / 2
        across = (axis >= x0 - half) & (axis <= x1 + half)
        known[np.ix_((axis >= y0 - half) & (axis <= y1 + half), across)] = 0
    for box in sorted(faces, key=lambda b: -float(sides(b))):
        centre = (box[:2] + box[2:]) / 2
        spread = max(SPREAD * float(sides(box)), LEAST_SPREAD * stride)
        column, row = np.rint((centre - axis[0]) / stride).clip(0, cells - 1).astype(int).tolist()
        apart = (axis - axis[column]) ** 2, (axis - axis[row]) ** 2
        bell = np.exp(-(apart[0] + apart[1][:, None]) / (2 * spread**2)).astype(np.float32)
        near = bell >= NEAR
        boxes[:, near] = box[:, None]
        weights[near] = bell[near]
        known[near] = 1
        np.maximum(heat, bell, out=heat)
    return Targets(heat, boxes, weights, known)
