"""Boxes as arrays [..., 4] of x0, y0, x1, y1; width is x1 - x0."""

from __future__ import annotations

import numpy as np


def sides(boxes: np.ndarray) -> np.ndarray:
    """The longer side of each box."""
    return (boxes[..., 2:] - boxes[..., :2]).max(axis=-1)


def areas(boxes: np.ndarray) -> np.ndarray:
    """The area of each box, zero where it is empty."""
    return (boxes[..., 2:] - boxes[..., :2]).clip(min=0).prod(axis=-1)


def shared(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Areas of the intersections of all pairs [n, m]."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    return (high - low).clip(min=0).prod(axis=-1)


def overlaps(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Intersection over union of all pairs [n, m]."""
    common = shared(first, second)
    union = areas(first)[:, None] + areas(second)[None, :] - common
    return common / np.maximum(union, 1e-9)


def covered(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The share of each first box that each second one covers [n, m]."""
    return shared(first, second) / np.maximum(areas(first), 1e-9)[:, None]


def around(points: np.ndarray) -> np.ndarray:
    """The tight boxes [..., 4] of points [..., l, 2]."""
    return np.concatenate([points.min(axis=-2), points.max(axis=-2)], axis=-1)


def stack_points(shapes: list) -> np.ndarray:  # type: ignore[type-arg]
    """Shapes of l points as one array [n, l, 2]; without any, [0, 0, 2]."""
    if not shapes:
        return np.zeros((0, 0, 2))
    return np.array(shapes, np.float64).reshape(len(shapes), -1, 2)
