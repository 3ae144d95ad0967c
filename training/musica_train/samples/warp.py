"""Piecewise affine warps between landmark shapes."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as functional
from matplotlib.tri import Triangulation

RING = 16


def similarity(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The least-squares similarity [2, 3] that takes points [l, 2] of source to target."""
    a, b = source - source.mean(0), target - target.mean(0)
    power = (a * a).sum()
    real = (a * b).sum() / power
    imaginary = (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / power
    linear = np.array([[real, -imaginary], [imaginary, real]])
    return np.column_stack([linear, target.mean(0) - linear @ source.mean(0)])


class ShapeWarp:
    """Resamples images so that their landmarks land on one target shape.

    The picture around the face follows by a ring of helper points, moved by the similarity
    between the shapes, so that hair and neck stay in place and triangles reach the border.
    """

    def __init__(self, target: np.ndarray, size: int):
        self.target, self.size = target, size
        angles = np.arange(RING) * 2 * np.pi / RING
        self.ring = (size - 1) / 2 + size * np.column_stack([np.cos(angles), np.sin(angles)])
        vertices = np.vstack([target, self.ring])
        mesh = Triangulation(vertices[:, 0], vertices[:, 1])
        y, x = np.mgrid[0:size, 0:size]
        points = np.column_stack([x.ravel(), y.ravel()]).astype(np.float64)
        owner = mesh.get_trifinder()(points[:, 0], points[:, 1])
        self.corners = mesh.triangles[owner]
        self.weights = _barycentric(vertices[self.corners], points)

    def __call__(self, image: np.ndarray, landmarks: np.ndarray) -> np.ndarray:
        """RGB floats [size, size, 3] of an image [h, w, 3] with landmarks [l, 2] in its pixels."""
        pose = similarity(self.target, landmarks)
        ring = self.ring @ pose[:, :2].T + pose[:, 2]
        vertices = np.vstack([landmarks, ring])
        where = (vertices[self.corners] * self.weights[..., None]).sum(axis=1)
        height, width = image.shape[:2]
        grid = (where + 0.5) * 2 / np.array([width, height]) - 1
        grid = torch.from_numpy(grid.astype(np.float32)).view(1, self.size, self.size, 2)
        planes = torch.from_numpy(image.astype(np.float32)).permute(2, 0, 1)[None]
        sampled = functional.grid_sample(planes, grid, padding_mode="border", align_corners=False)
        return sampled[0].permute(1, 2, 0).numpy()


def _barycentric(triangles: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Weights [n, 3] of points [n, 2] in triangles [n, 3, 2]."""
    a, b, c = triangles[:, 0], triangles[:, 1], triangles[:, 2]
    area = _cross(b - a, c - a)
    second, third = _cross(points - a, c - a) / area, _cross(b - a, points - a) / area
    return np.column_stack([1 - second - third, second, third])


def _cross(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
