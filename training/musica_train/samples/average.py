"""The average face: all faces warped to their mean shape, then averaged."""

from __future__ import annotations

import numpy as np

from ..images import load_rgb
from ..layouts import Sample
from ..progress import track
from .warp import ShapeWarp, similarity


def align_shapes(samples: list[Sample], side: float, size: int) -> np.ndarray:
    """Shapes [n, l, 2] without position, rotation and scale, `side` pixels wide, centred."""
    shapes = np.stack([s.landmarks for s in samples]).astype(np.float64)
    mean = _placed(shapes.mean(axis=0), side, size)
    for _ in range(5):
        poses = [similarity(shape, mean) for shape in shapes]
        aligned = np.stack([s @ p[:, :2].T + p[:, 2] for s, p in zip(shapes, poses, strict=True)])
        mean = _placed(aligned.mean(axis=0), side, size)
    poses = [similarity(shape, mean) for shape in shapes]
    return np.stack([s @ p[:, :2].T + p[:, 2] for s, p in zip(shapes, poses, strict=True)])


def _placed(shape: np.ndarray, side: float, size: int) -> np.ndarray:
    """The shape moved and scaled so that its box is `side` pixels long and centred."""
    low, high = shape.min(axis=0), shape.max(axis=0)
    return (shape - (low + high) / 2) * side / (high - low).max() + (size - 1) / 2


def average_face(samples: list[Sample], shape: np.ndarray, size: int) -> np.ndarray:
    """RGB floats [size, size, 3]: the mean over samples, each warped to `shape` [l, 2].

    Every face is brought to the same mean and deviation first, so that none outweighs others.
    """
    warp, total = ShapeWarp(shape, size), np.zeros((size, size, 3))
    colour, spread = np.zeros(3), np.zeros(3)
    for sample in track(samples, "average", "face", len(samples)):
        face = warp(load_rgb(sample.image), sample.landmarks)
        mean, deviation = face.mean(axis=(0, 1)), face.std(axis=(0, 1)) + 1e-3
        total += (face - mean) / deviation
        colour += mean
        spread += deviation
    count = len(samples)
    standard = total / count
    standard = standard / (standard.std() + 1e-6)
    return (standard * (spread / count) * 0.8 + colour / count).clip(0, 255)
