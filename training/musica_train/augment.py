"""Random views of prepared faces, made batch-wise on the training device."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as functional

from .config import Config


def augment(
    canvases: torch.Tensor,
    landmarks: torch.Tensor,
    config: Config,
    rng: torch.Generator,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Frames [n, 3, size, size] in 0..255 and their landmarks [n, l, 2] in frame pixels.

    `canvases` [n, 3, c, c] are bytes at the scale of the frame with a wider margin and the same
    centre; `landmarks` are in canvas pixels. All randomness comes from `rng` (on the CPU), so a
    batch depends on nothing but its seed.
    """
    matrix, flipped = _views(len(canvases), config, rng)
    matrix, flipped = matrix.to(canvases.device), flipped.to(canvases.device)
    frames = _warp(canvases.float(), matrix, config.frame.size)
    moved = _to_frame(landmarks, matrix, canvases.shape[-1], config.frame.size)
    mirror = torch.tensor(config.model.landmarks.mirror, device=moved.device)
    moved = torch.where(flipped[:, None, None], moved[:, mirror], moved)
    frames = _blur(frames, config, rng)
    frames = _recolour(frames, config, rng)
    _occlude(frames, config, rng)
    return frames.clamp_(0, 255), moved


def _uniform(n: int, reach: float, rng: torch.Generator) -> torch.Tensor:
    return (torch.rand(n, generator=rng) * 2 - 1) * reach


def _views(n: int, config: Config, rng: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Affine maps [n, 2, 3] from centred frame pixels to centred canvas pixels, and flips [n]."""
    recipe = config.train
    angle = torch.randn(n, generator=rng).clamp(-2, 2) * math.radians(recipe.rotation) / 2
    scale = torch.exp(torch.randn(n, generator=rng).clamp(-2, 2) * recipe.scale)
    stretch = torch.exp(_uniform(n, recipe.anisotropy, rng))
    shift = torch.randn(n, 2, generator=rng).clamp(-2, 2) * recipe.shift * config.frame.box_side
    flipped = torch.rand(n, generator=rng) < 0.5
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    side = torch.where(flipped, -1.0, 1.0)
    rows = [
        torch.stack([cos * stretch * side, -sin / stretch, shift[:, 0]], dim=1),
        torch.stack([sin * stretch * side, cos / stretch, shift[:, 1]], dim=1),
    ]
    return torch.stack(rows, dim=1), flipped


def _warp(canvases: torch.Tensor, matrix: torch.Tensor, size: int) -> torch.Tensor:
    """Samples frames bilinearly; affine_grid works in units of half a side."""
    theta = matrix.clone()
    theta[:, :, :2] *= size / canvases.shape[-1]
    theta[:, :, 2] *= 2 / canvases.shape[-1]
    grid = functional.affine_grid(theta, [len(canvases), 3, size, size], align_corners=False)
    return functional.grid_sample(
        canvases, grid, mode="bilinear", padding_mode="border", align_corners=False
    )


def _to_frame(points: torch.Tensor, matrix: torch.Tensor, canvas: int, size: int) -> torch.Tensor:
    centred = points - (canvas - 1) / 2 - matrix[:, None, :, 2]
    inverse = torch.linalg.inv(matrix[:, :, :2])
    return centred @ inverse.transpose(1, 2) + (size - 1) / 2


def _blur(frames: torch.Tensor, config: Config, rng: torch.Generator) -> torch.Tensor:
    """Lowers the resolution of some frames, as of faces small in their photo."""
    chosen = torch.rand(len(frames), generator=rng) < config.train.blur
    factor = float(torch.rand(1, generator=rng)) * 2 + 1.5
    if chosen.any():
        rows = chosen.nonzero().squeeze(1).to(frames.device)
        small = functional.interpolate(
            frames[rows], scale_factor=1 / factor, mode="bilinear", antialias=True
        )
        frames[rows] = functional.interpolate(
            small, size=frames.shape[-2:], mode="bilinear", align_corners=False
        )
    return frames


def _recolour(frames: torch.Tensor, config: Config, rng: torch.Generator) -> torch.Tensor:
    """Channel gains, saturation or grey, and a slanted light, in one product."""
    n, size, recipe = len(frames), frames.shape[-1], config.train
    gains = torch.exp(torch.randn(n, 3, generator=rng) * recipe.channel_gain)
    saturation = 1 + _uniform(n, 0.5, rng)
    saturation[torch.rand(n, generator=rng) < recipe.grey] = 0.0
    luma = torch.tensor([0.299, 0.587, 0.114]).expand(n, 3, 3)
    keep = saturation.view(n, 1, 1)
    colour = (torch.eye(3) * keep + luma * (1 - keep)) * gains[:, None, :]
    slope = torch.randn(n, 2, generator=rng).clamp(-2, 2) * recipe.illumination / 2
    axis = torch.linspace(-1, 1, size)
    light = 1 + slope[:, 0, None, None] * axis + slope[:, 1, None, None] * axis[:, None]
    mixed = torch.bmm(colour.to(frames.device), frames.flatten(2)).view_as(frames)
    return mixed.mul_(light.clamp(0.2, 2).unsqueeze(1).to(frames.device))


def _occlude(frames: torch.Tensor, config: Config, rng: torch.Generator) -> None:
    """Covers a rectangle of some frames with a part of another face or with a plain colour."""
    n, size = len(frames), frames.shape[-1]
    chosen = torch.rand(n, generator=rng) < config.train.occlusion
    spans = (torch.rand(n, 2, generator=rng) * 0.35 + 0.1) * config.frame.box_side
    corners = torch.rand(n, 2, generator=rng) * size
    colours = torch.rand(n, 3, generator=rng) * 255
    for row in chosen.nonzero().squeeze(1).tolist():
        x, y = (int(v) for v in corners[row])
        width, height = (int(v) for v in spans[row])
        area = frames[row, :, y : y + height, x : x + width]
        other = frames[(row + 1) % n, :, y : y + height, x : x + width]
        area.copy_(other if row % 2 else colours[row].view(3, 1, 1).to(frames.device))
