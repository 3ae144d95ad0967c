"""What no face looks like: points that are all the same, or one far away from the others."""

from __future__ import annotations

import numpy as np

from ..errors import InputError
from ..schemes import LandmarkScheme
from .sample import Sample

FARTHEST = 8.0
"""From the middle of the points to the farthest, in median distances: at most 3.7 in 300-W, WFLW
and AFLW2000-3D; a point that is missing and stands as 0, 0 or -1, -1 is farther."""

FARTHEST_FROM_BOX = 3.0
"""From the middle of the box to the farthest point, in sides of the box: at most 1.0 there."""

LEAST_EYES = 0.01
"""Distance of the outer eye corners in sides of the box: errors are measured in it."""


def check_face(sample: Sample, scheme: LandmarkScheme) -> None:
    """An InputError that names the face whose points cannot be right."""
    if sample.weights is not None and not sample.weights.any():
        return  # a box without landmarks
    points = sample.landmarks
    side = max(sample.box[2:])
    if not np.isfinite(points).all() or not np.isfinite(sample.box).all():
        raise InputError(f"{_name(sample)}: a point or its box is not a finite number")
    if side <= 0 or np.ptp(points, axis=0).max() == 0:
        raise InputError(f"{_name(sample)}: all its points are the same")
    distances = np.linalg.norm(points - np.median(points, axis=0), axis=1)
    from_box = np.linalg.norm(points - _middle(sample), axis=1) / side
    worst = int(distances.argmax())
    if distances[worst] > FARTHEST * np.median(distances):
        raise InputError(f"{_point(sample, worst)} is far away from the others")
    worst = int(from_box.argmax())
    if from_box[worst] > FARTHEST_FROM_BOX:
        raise InputError(f"{_point(sample, worst)} is far away from its box")
    first, second = (points[i] for i in scheme.eye_corners)
    if np.linalg.norm(first - second) < LEAST_EYES * side:
        raise InputError(f"{_name(sample)}: both outer eye corners are at {_at(first)}")


def _middle(sample: Sample) -> np.ndarray:
    x, y, width, height = sample.box
    return np.array([x + width / 2, y + height / 2])


def _at(point: np.ndarray) -> str:
    return f"({point[0]:g}, {point[1]:g})"


def _point(sample: Sample, index: int) -> str:
    return f"{_name(sample)}: point {index + 1} {_at(sample.landmarks[index])}"


def _name(sample: Sample) -> str:
    return f"{sample.name} ({sample.image})"
