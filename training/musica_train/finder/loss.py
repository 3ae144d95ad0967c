"""The loss: a focal loss on the heat map, overlap and edge distances on the boxes.

The focal loss with Gaussian centres is that of CornerNet (Law and Deng 2018, section 3.2); the
box's is the distance-IoU loss (Zheng et al. 2020).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as functional

from .network import Maps
from .targets import Targets


@dataclass(frozen=True)
class Batch:
    """Views [n, 3, size, size] in 0..255, and what their maps should be."""

    pixels: torch.Tensor
    targets: Targets


def finder_loss(
    maps: Maps, targets: Targets, box_weight: float, roll_weight: float
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The parts of the loss, those of boxes and rolls weighted."""
    box, roll = box_loss(maps, targets), roll_loss(maps, targets)
    return score_loss(maps, targets), box_weight * box, roll_weight * roll


def score_loss(maps: Maps, targets: Targets) -> torch.Tensor:
    logits, heat = maps.logits, targets.heat
    scores = torch.sigmoid(logits)
    centres = heat == 1
    hit = -((1 - scores) ** 2) * functional.logsigmoid(logits)
    miss = -((1 - heat) ** 4) * scores**2 * functional.logsigmoid(-logits)
    total = (torch.where(centres, hit, miss) * targets.known).sum()
    return total / centres.sum().clamp(min=1)


def box_loss(maps: Maps, targets: Targets) -> torch.Tensor:
    # Every cell is computed and most weigh nothing: a choice of cells would wait for the device.
    found = maps.boxes.permute(0, 2, 3, 1).reshape(-1, 4)
    truth = targets.boxes.permute(0, 2, 3, 1).reshape(-1, 4)
    weights = targets.weights.reshape(-1)
    nothing, unit = (weights == 0)[:, None], found.new_tensor([0.0, 0, 1, 1])
    found, truth = (torch.where(nothing, unit, boxes) for boxes in (found, truth))
    low, high = torch.maximum(found[:, :2], truth[:, :2]), torch.minimum(found[:, 2:], truth[:, 2:])
    common = _product((high - low).clamp(min=0))
    union = _area(found) + _area(truth) - common
    hull = torch.maximum(found[:, 2:], truth[:, 2:]) - torch.minimum(found[:, :2], truth[:, :2])
    off = (found[:, :2] + found[:, 2:] - truth[:, :2] - truth[:, 2:]) / 2
    distance = off.square().sum(dim=1) / hull.square().sum(dim=1)
    side = (truth[:, 2:] - truth[:, :2]).amax(dim=1, keepdim=True)
    edges = functional.smooth_l1_loss(found / side, truth / side, reduction="none", beta=0.02)
    each = 1 - common / union + distance + edges.sum(dim=1)
    return (each * weights).sum() / weights.sum().clamp(min=1)


def roll_loss(maps: Maps, targets: Targets) -> torch.Tensor:
    """How far the rolls are off, where they are known."""
    if not maps.rolls.shape[1]:
        return maps.logits.new_zeros(())
    known = targets.weights * (targets.rolls != 0).any(dim=1)
    off = (maps.rolls - targets.rolls).square().sum(dim=1)
    return (off * known).sum() / known.sum().clamp(min=1)


def _area(boxes: torch.Tensor) -> torch.Tensor:
    return _product(boxes[:, 2:] - boxes[:, :2])


def _product(sides: torch.Tensor) -> torch.Tensor:
    return sides[:, 0] * sides[:, 1]
