"""The loss: a focal loss on the heat map, overlap and edge distances on the boxes.

The focal loss with Gaussian centres is that of CornerNet (Law and Deng 2018, section 3.2); the
box's is the distance-IoU loss (Zheng et al. 2020).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as functional

from .network import Maps


@dataclass(frozen=True)
class Batch:
    """Views [n, 3, size, size] as bytes and their targets, maps of [n, ...]."""

    pixels: torch.Tensor
    heat: torch.Tensor
    boxes: torch.Tensor
    weights: torch.Tensor
    known: torch.Tensor


def finder_loss(maps: Maps, batch: Batch, box_weight: float) -> tuple[torch.Tensor, torch.Tensor]:
    """The two parts of the loss, the second weighted."""
    return score_loss(maps, batch), box_weight * box_loss(maps, batch)


def score_loss(maps: Maps, batch: Batch) -> torch.Tensor:
    logits, heat = maps.logits, batch.heat
    scores = torch.sigmoid(logits)
    centres = heat == 1
    hit = -((1 - scores) ** 2) * functional.logsigmoid(logits)
    miss = -((1 - heat) ** 4) * scores**2 * functional.logsigmoid(-logits)
    total = (torch.where(centres, hit, miss) * batch.known).sum()
    return total / centres.sum().clamp(min=1)


def box_loss(maps: Maps, batch: Batch) -> torch.Tensor:
    found = maps.boxes.permute(0, 2, 3, 1)[batch.weights > 0]
    truth = batch.boxes.permute(0, 2, 3, 1)[batch.weights > 0]
    weights = batch.weights[batch.weights > 0]
    if not len(weights):
        return maps.boxes.sum() * 0
    low, high = torch.maximum(found[:, :2], truth[:, :2]), torch.minimum(found[:, 2:], truth[:, 2:])
    common = (high - low).clamp(min=0).prod(dim=1)
    union = _area(found) + _area(truth) - common
    hull = torch.maximum(found[:, 2:], truth[:, 2:]) - torch.minimum(found[:, :2], truth[:, :2])
    off = (found[:, :2] + found[:, 2:] - truth[:, :2] - truth[:, 2:]) / 2
    distance = off.square().sum(dim=1) / hull.square().sum(dim=1)
    side = (truth[:, 2:] - truth[:, :2]).amax(dim=1, keepdim=True)
    edges = functional.smooth_l1_loss(found / side, truth / side, reduction="none", beta=0.02)
    each = 1 - common / union + distance + edges.sum(dim=1)
    return (each * weights).sum() / weights.sum()


def _area(boxes: torch.Tensor) -> torch.Tensor:
    return (boxes[:, 2:] - boxes[:, :2]).prod(dim=1)
