"""What training lowers: landmark errors after every stage, and what stages say about themselves."""

from __future__ import annotations

import torch
import torch.nn.functional as functional

from .config import Config
from .model import StageOutput

LEAST_ERROR = 1e-4
DETAIL_WEIGHT = 0.02
GAIN_UNIT = 0.01
"""Gains count in percent, so that their loss has the size of the others."""


def face_scale(
    truth: torch.Tensor, corners: tuple[int, int], least: float = 0.0
) -> torch.Tensor:
    """What errors of faces with landmarks [n, l, 2] are divided by [n].

    The distance of the outer eye corners; at least `least` times the root of the area of the tight
    box, since a profile's eye corners nearly coincide.
    """
    scale = (truth[:, corners[0]] - truth[:, corners[1]]).norm(dim=1)
    if least > 0:
        area = (truth.amax(dim=1) - truth.amin(dim=1)).prod(dim=1)
        scale = torch.maximum(scale, least * area.sqrt())
    return scale


def cascade_loss(
    outputs: list[StageOutput], truth: torch.Tensor, weights: torch.Tensor, config: Config
) -> torch.Tensor:
    """Sum over stages of the landmark error and, lightly, of the predicted errors' own errors.

    `weights` [n, l] say what each landmark is worth. The predicted error is compared by its
    logarithm: what counts is by which factor it is off.
    """
    recipe, corners = config.train, config.model.landmarks.eye_corners
    scale = face_scale(truth, corners, recipe.least_scale)
    worth = weights.mean(dim=1)
    known = weights.sum(dim=1).clamp(min=1e-6)
    total = truth.new_zeros(())
    errors = []
    for output in outputs:
        apart = (output.shape - truth).norm(dim=2)
        nme = (apart * weights).sum(dim=1) / known / scale
        errors.append(nme.detach())
        missed = (output.log_error - nme.detach().clamp(min=LEAST_ERROR).log()).abs()
        total = total + (1 - recipe.error_weight) * (nme * worth).mean()
        total = total + recipe.error_weight * 0.1 * (missed * worth).mean()
        if output.log_spread is not None:
            least = LEAST_ERROR * scale[:, None]
            off = (output.log_spread - torch.maximum(apart.detach(), least).log()).abs()
            total = total + DETAIL_WEIGHT * 0.1 * (off * weights).mean()
    for output, error in zip(outputs, errors, strict=True):
        if output.gain is not None:
            off = functional.smooth_l1_loss(
                output.gain / GAIN_UNIT, (error - errors[-1]) / GAIN_UNIT, reduction="none"
            )
            total = total + DETAIL_WEIGHT * 0.1 * (off * worth).mean()
    return total
