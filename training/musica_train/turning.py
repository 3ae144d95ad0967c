"""Turns faces in depth: a mean 3-D shape gives the depths, a smooth warp the new picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from .augment import Draw

GRID = 40
"""Points per side of the canvas at which the warp is computed."""

ANCHORS = 20
RING = 0.85
"""Points on a ring around the face that stay, at this part of the box side from its centre."""

SMOOTH = 1e-3
MOST = 32.0
"""Degrees of yaw up to which faces are turned."""

HIDDEN_FROM = 10.0
"""Degrees of turn from which on the jaw of the far side has no weight."""


@dataclass(frozen=True)
class Turned:
    """Turned faces: landmarks [n, l, 2], weights [n, l], and where their pixels come from.

    The field [n, 2, g, g] holds steps in canvas pixels from a place on the new canvas to the old
    one.
    """

    landmarks: torch.Tensor
    weights: torch.Tensor
    field: torch.Tensor


def mean_shape_3d(shapes: np.ndarray, rounds: int = 5) -> np.ndarray:
    """The mean [l, 3] of 3-D shapes [n, l, 3] in the pose of a frontal face, symmetric in depth.

    Axes: right, down, towards the viewer. Shapes are aligned to the mean by similarities.
    """
    centred = shapes - shapes.mean(axis=1, keepdims=True)
    centred = centred / np.linalg.norm(centred, axis=(1, 2), keepdims=True)
    # The face that looks most straight ahead begins: its jaw's ends are equally deep.
    tilt = np.abs(centred[:, 0, 1:] - centred[:, 16, 1:]).sum(axis=1)
    mean = centred[tilt.argmin()]
    for _ in range(rounds):
        left, _, right = np.linalg.svd(np.einsum("nij,ik->njk", centred, mean))
        sign = np.sign(np.linalg.det(left @ right))
        left[:, :, -1] *= sign[:, None]
        mean = (centred @ (left @ right)).mean(axis=0)
        mean /= np.linalg.norm(mean)
    return mean.astype(np.float32)


def depths(points: torch.Tensor, mean: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Depth [n, l] of points [n, l, 2] in their unit, by a mean [l, 3], and yaw [n] in degrees.

    Depth is larger towards the viewer; the yaw is that of `turn_in_depth`.
    """
    p = points - points.mean(dim=1, keepdim=True)
    m = mean - mean.mean(dim=0)
    rows = torch.linalg.inv_ex(m.T @ m)[0] @ (m.T @ p)  # [n, 3, 2]
    first, second = rows[..., 0], rows[..., 1]
    scale = (first.norm(dim=1) + second.norm(dim=1)) / 2
    third = torch.cross(first, second, dim=1) / scale.clamp(min=1e-6)[:, None]
    yaw = torch.rad2deg(torch.asin((third[:, 0] / scale.clamp(min=1e-6)).clamp(-1, 1)))
    return (m @ third[:, :, None]).squeeze(2), -yaw


def turn_in_depth(
    points: torch.Tensor,
    weights: torch.Tensor,
    mean: torch.Tensor,
    canvas: int,
    draw: Draw,
    share: float,
    degrees: float,
) -> Turned:
    """Turns a share of the faces, points [n, l, 2] in canvas pixels, by up to so many degrees."""
    chosen = draw.chance(share)
    z, now = depths(points, mean)
    yaw = draw.uniform(low=-degrees, high=degrees)
    # A face already turned shows too little of its far side to be turned on.
    yaw = (now + yaw).clamp(-MOST, MOST) - now
    yaw = torch.where(chosen & (now.abs() < MOST), yaw, 0.0)
    pitch = torch.where(chosen, draw.uniform(low=-degrees, high=degrees) / 2, 0.0)
    centre = points.mean(dim=1, keepdim=True)
    offset = points - centre
    cos, sin = torch.cos(torch.deg2rad(yaw))[:, None], torch.sin(torch.deg2rad(yaw))[:, None]
    x, deep = offset[..., 0] * cos + z * sin, z * cos - offset[..., 0] * sin
    cos, sin = torch.cos(torch.deg2rad(pitch))[:, None], torch.sin(torch.deg2rad(pitch))[:, None]
    moved = torch.stack([x, offset[..., 1] * cos + deep * sin], dim=2) + centre
    field = _field(moved, points, centre, canvas)
    right, left = slice(0, 8), slice(9, 17)
    weights = weights.clone()
    # Turned so that what is near the viewer moves right, the side on the right turns away.
    weights[:, left] = torch.where((yaw > HIDDEN_FROM)[:, None], 0.0, weights[:, left])
    weights[:, right] = torch.where((yaw < -HIDDEN_FROM)[:, None], 0.0, weights[:, right])
    return Turned(moved, weights, field)


def _field(
    moved: torch.Tensor, points: torch.Tensor, centre: torch.Tensor, canvas: int
) -> torch.Tensor:
    """Smooth steps [n, 2, g, g] from new places to old ones; a ring about the face stays."""
    n, device = len(points), points.device
    angle = torch.arange(ANCHORS, device=device) * (2 * math.pi / ANCHORS)
    extent = (points.amax(dim=1) - points.amin(dim=1)).amax(dim=1).view(n, 1, 1)
    ring = torch.stack([torch.cos(angle), torch.sin(angle)], dim=1) * RING * extent + centre
    known = torch.cat([moved, ring], dim=1) / canvas
    steps = torch.cat([points - moved, torch.zeros_like(ring)], dim=1)
    matrix = _kernel(known, known)
    matrix = matrix + SMOOTH * torch.eye(matrix.shape[1], device=device)
    solved = torch.linalg.solve_ex(matrix, steps)[0]
    axis = (torch.arange(GRID, device=device) + 0.5) / GRID - 0.5 / canvas
    places = torch.stack(torch.meshgrid(axis, axis, indexing="xy"), dim=-1).view(1, -1, 2)
    field = _kernel(places.expand(n, -1, -1), known) @ solved
    # Beyond the ring nothing moves.
    away = (places * canvas - centre).norm(dim=2, keepdim=True) / (RING * extent)
    field = field * (1 - (away - 0.9) / 0.2).clamp(0, 1)
    return field.view(n, GRID, GRID, 2).permute(0, 3, 1, 2)


def _kernel(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """A smooth kernel (inverse quadric) between places [n, a, 2] and [n, b, 2]."""
    distance = (first[:, :, None] - second[:, None]).square().sum(dim=3)
    return 1 / (1 + distance / 0.01)
