"""Pyramid, normalisation and patches of batched frames, in PyTorch."""

from __future__ import annotations

import torch
import torch.nn.functional as functional


def pyramid(frames: torch.Tensor, levels: int, as_bytes: bool) -> list[torch.Tensor]:
    """Levels of frames [n, 3, size, size] in 0..255, each half the size of the one before.

    The filter is [1 3 3 1]/8 in both directions over repeated edges; with `as_bytes` every level
    is rounded as the service rounds it.
    """
    result = [frames]
    for _ in range(levels - 1):
        level = _halve(_halve(result[-1]).transpose(2, 3)).transpose(2, 3)
        result.append(torch.floor(level + 0.5) if as_bytes else level)
    return result


def _halve(x: torch.Tensor) -> torch.Tensor:
    """Halves the rows of [n, c, h, w]; slices rather than a convolution, which is slower here."""
    x = functional.pad(x, (0, 0, 1, 1), mode="replicate")
    near = x[:, :, 1:-2:2] + x[:, :, 2:-1:2]
    return (near * 3 + x[:, :, :-3:2] + x[:, :, 3::2]) / 8


def normalisation(frames: torch.Tensor) -> torch.Tensor:
    """Mean and inverse deviation [n, 2] over all values of each frame [n, 3, size, size]."""
    deviation, mean = torch.std_mean(frames.flatten(1), dim=1, unbiased=False)
    return torch.stack([mean, 1 / deviation.clamp(min=1.0)], dim=1)


def gather(level: torch.Tensor, positions: torch.Tensor, size: int) -> torch.Tensor:
    """Bilinear patches [n, p, 3, size, size] of a level [n, 3, h, h] around positions [n, p, 2].

    Positions are (x, y) in pixels of the level; beyond the level its edge pixels repeat.
    """
    n, channels, height, _ = level.shape
    count = positions.shape[1]
    start = positions.clamp(-size, height + size) - (size - 1) / 2
    base = start.floor()
    fraction = start - base
    steps = torch.arange(size + 1, device=level.device)
    columns = (base[..., 0, None].long() + steps).clamp(0, height - 1)
    rows = (base[..., 1, None].long() + steps).clamp(0, height - 1)
    index = (rows[..., :, None] * height + columns[..., None, :]).reshape(n, 1, -1)
    taps = level.flatten(2).gather(2, index.expand(n, channels, index.shape[2]))
    taps = taps.view(n, channels, count, size + 1, size + 1)
    fx, fy = (fraction[..., axis].view(n, 1, count, 1, 1) for axis in (0, 1))
    wide = taps[..., :-1] * (1 - fx) + taps[..., 1:] * fx
    patches = wide[..., :-1, :] * (1 - fy) + wide[..., 1:, :] * fy
    return patches.transpose(1, 2)


def to_level(points: torch.Tensor, level: int) -> torch.Tensor:
    """Points in pixels of level 0 in pixels of `level`."""
    scale = 2**level
    return (points - (scale - 1) / 2) / scale
