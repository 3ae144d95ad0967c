"""A group picture of variations of the average face: other shapes, tilts, sizes and colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as functional

from ..frame import Box
from ..layouts.w300 import tight_box
from .warp import ShapeWarp

WIDTH, HEIGHT = 1280, 720


@dataclass(frozen=True)
class Place:
    """Where a variation stands: centre and box side in pixels, tilt in degrees."""

    x: float
    y: float
    side: float
    tilt: float
    modes: tuple[float, ...]
    gains: tuple[float, float, float]


PLACES = (
    Place(190, 230, 190, -8, (1.2, 0.0, -0.5), (1.00, 0.96, 0.92)),
    Place(450, 190, 150, 6, (-1.0, 0.8, 0.0), (0.92, 0.90, 0.88)),
    Place(690, 250, 210, 0, (0.0, -0.9, 0.8), (1.06, 1.02, 1.00)),
    Place(950, 200, 160, -14, (0.8, 1.0, 0.6), (0.84, 0.80, 0.78)),
    Place(1150, 240, 120, 10, (-1.2, 0.0, 0.5), (1.00, 0.98, 1.00)),
    Place(320, 500, 220, 12, (-0.6, -0.8, -0.6), (0.95, 0.95, 0.98)),
    Place(600, 540, 130, -18, (1.3, 0.4, 0.0), (1.08, 1.04, 0.98)),
    Place(830, 510, 180, 4, (-0.4, 1.1, -0.8), (0.88, 0.84, 0.80)),
    Place(1080, 520, 230, -5, (0.5, -0.4, 1.0), (1.02, 0.97, 0.94)),
)


def shape_modes(shapes: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean shape [l, 2] and the first principal deviations [count, l, 2], one sigma long."""
    mean = shapes.mean(axis=0)
    _, singular, rows = np.linalg.svd((shapes - mean).reshape(len(shapes), -1), full_matrices=False)
    sigma = singular[:count, None] / np.sqrt(len(shapes))
    return mean, (rows[:count] * sigma).reshape(count, *mean.shape)


def group(face: np.ndarray, shapes: np.ndarray) -> tuple[np.ndarray, list[Box]]:
    """The picture [HEIGHT, WIDTH, 3] and the tight box of each face in it."""
    size = face.shape[0]
    mean, modes = shape_modes(shapes, 3)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] / HEIGHT
    picture = np.stack([70 + 60 * y, 88 + 45 * y + 10 * x, 112 + 20 * y + 14 * x], axis=-1)
    boxes: list[Box] = []
    for place in PLACES:
        shape = mean + np.tensordot(np.array(place.modes), modes, axes=1)
        varied = ShapeWarp(shape, size)(face, mean) * np.array(place.gains)
        boxes.append(tight_box(_paste(picture, varied, shape, place)))
    return picture.clip(0, 255), boxes


def _paste(picture: np.ndarray, face: np.ndarray, shape: np.ndarray, place: Place) -> np.ndarray:
    """Blends a face in through a soft oval; returns where its landmarks came to lie."""
    size = face.shape[0]
    scale = place.side / np.ptp(shape, axis=0).max()
    angle = np.radians(place.tilt)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centre, middle = np.array([place.x, place.y]), (size - 1) / 2
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    where = (np.stack([x, y], axis=-1) - centre) @ np.linalg.inv(turn).T
    grid = torch.from_numpy(((where + middle + 0.5) * 2 / size - 1).astype(np.float32))[None]
    planes = torch.from_numpy(face.astype(np.float32)).permute(2, 0, 1)[None]
    planes = functional.avg_pool2d(planes, 3, 1, 1) if scale < 0.6 else planes
    pasted = functional.grid_sample(planes, grid, padding_mode="border", align_corners=False)
    radius = np.hypot(where[..., 0] / (0.35 * size), (where[..., 1] + 0.05 * size) / (0.42 * size))
    cover = ((1.0 - radius) / 0.12).clip(0, 1)[..., None]
    cover = cover * cover * (3 - 2 * cover)
    picture += cover * (pasted[0].permute(1, 2, 0).numpy() - picture)
    return (shape - middle) @ turn.T + centre
