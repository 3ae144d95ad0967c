"""The roll of a face: how far it is turned in the picture, clockwise as one sees it."""

from __future__ import annotations

import numpy as np

POINTS = 68
EYES, MOUTH = slice(36, 48), slice(48, 68)


def roll_vectors(shapes: np.ndarray) -> np.ndarray:
    """Cosine and sine [n, 2] of the roll of shapes [n, 68, 2]; zeros for other landmarks.

    The way from the eyes to the mouth, which profiles keep, points down in an upright face.
    """
    if shapes.shape[1] != POINTS or not len(shapes):
        return np.zeros((len(shapes), 2))
    down = shapes[:, MOUTH].mean(axis=1) - shapes[:, EYES].mean(axis=1)
    length = np.maximum(np.linalg.norm(down, axis=1, keepdims=True), 1e-9)
    return np.stack([down[:, 1], -down[:, 0]], axis=1) / length
