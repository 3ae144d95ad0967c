"""What the maps of a batch of views should be, made where the views are."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from .config import NetworkConfig

SPREAD, LEAST_SPREAD = 0.07, 0.6
"""Deviation of a centre's Gaussian: in sides of the face, and at least in cells."""

NEAR = 0.3
"""From this height of its Gaussian on, a cell learns the box of the face."""


@dataclass(frozen=True)
class Faces:
    """Faces of views, padded: boxes [n, m, 4], rolls [n, m, 2], which are real [n, m]; and
    regions where no loss is wanted: [n, k, 4], empty ones as padding."""

    boxes: torch.Tensor
    rolls: torch.Tensor
    real: torch.Tensor
    ignored: torch.Tensor


@dataclass(frozen=True)
class Targets:
    """Heat [n, h, w], boxes [n, 4, h, w], rolls [n, 2, h, w], weights and known [n, h, w]."""

    heat: torch.Tensor
    boxes: torch.Tensor
    rolls: torch.Tensor
    weights: torch.Tensor
    known: torch.Tensor


def make_targets(faces: Faces, config: NetworkConfig) -> Targets:
    """Targets of views; where faces meet, the smallest has the cell."""
    stride, cells = config.stride, config.size // config.stride
    axis = torch.arange(cells, device=faces.boxes.device) * stride + (stride - 1) / 2
    low, high = faces.boxes[..., :2], faces.boxes[..., 2:]
    side = (high - low).amax(dim=-1)
    spread = (SPREAD * side).clamp(min=LEAST_SPREAD * stride)
    centre = (((low + high) / 2 - axis[0]) / stride).round().clamp(0, cells - 1)
    apart = (torch.arange(cells, device=axis.device) - centre[..., None]) * stride
    falls = torch.exp(-(apart**2) / (2 * spread**2)[..., None, None])
    bells = falls[..., 1, :, None] * falls[..., 0, None, :] * faces.real[..., None, None]
    near = bells >= NEAR
    sizes = torch.where(near, side[..., None, None], torch.full_like(bells, torch.inf))
    owner = sizes.argmin(dim=1, keepdim=True)
    owned = near.any(dim=1)
    weights = torch.where(owned, bells.gather(1, owner)[:, 0], torch.zeros_like(bells[:, 0]))
    known = ~_inside(faces.ignored, axis, stride / 2) | owned
    return Targets(
        bells.amax(dim=1),
        _of_owner(faces.boxes, owner),
        _of_owner(faces.rolls, owner),
        weights,
        known.to(bells.dtype),
    )


def _inside(regions: torch.Tensor, axis: torch.Tensor, margin: float) -> torch.Tensor:
    """Which cells [n, h, w] lie in one of the regions [n, k, 4] that are not empty."""
    x0, y0, x1, y1 = (regions[..., i, None] for i in range(4))
    across = (axis >= x0 - margin) & (axis <= x1 + margin) & (x1 > x0)
    down = (axis >= y0 - margin) & (axis <= y1 + margin)
    return (down[..., :, None] & across[..., None, :]).any(dim=1)


def _of_owner(values: torch.Tensor, owner: torch.Tensor) -> torch.Tensor:
    """Values [n, m, c] of the owners [n, 1, h, w] of cells, as [n, c, h, w]."""
    n, _, rows, columns = owner.shape
    index = owner.view(n, -1, 1).expand(-1, -1, values.shape[2])
    return values.gather(1, index).transpose(1, 2).reshape(n, -1, rows, columns)
