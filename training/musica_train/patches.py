"""Pyramid, normalisation and patches of batched frames, in PyTorch."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as functional

from .constants import constant

SCALES = (0.25, 4.0)
"""Scales that a similarity is brought into."""

LEAST_KNOWN = 1e-6
"""The scale below which a shape has no direction."""


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


@dataclass(frozen=True)
class Similarity:
    """Turns and scales steps in the mean shape into steps in the frame: [a -b; b a] of n faces."""

    a: torch.Tensor
    b: torch.Tensor

    @property
    def scale(self) -> torch.Tensor:
        """By how much steps grow [n]."""
        return torch.sqrt(self.a * self.a + self.b * self.b)

    @staticmethod
    def none(n: int, like: torch.Tensor) -> Similarity:
        """No turn and no scaling."""
        return Similarity(like.new_ones(n), like.new_zeros(n))

    @staticmethod
    def between(mean: torch.Tensor, shapes: torch.Tensor) -> Similarity:
        """The least-squares similarity from a mean shape [l, 2] to shapes [n, l, 2]."""
        m = mean - mean.mean(dim=0)
        p = shapes - shapes.mean(dim=1, keepdim=True)
        size = (m * m).sum()
        a = (p * m).sum(dim=(1, 2)) / size
        b = (m[:, 0] * p[..., 1] - m[:, 1] * p[..., 0]).sum(dim=1) / size
        scale = torch.sqrt(a * a + b * b)
        known = scale >= LEAST_KNOWN
        factor = scale.clamp(*SCALES) / scale.clamp(min=LEAST_KNOWN)
        return Similarity(
            torch.where(known, a * factor, torch.full_like(a, SCALES[0])),
            torch.where(known, b * factor, torch.zeros_like(b)),
        )

    def turn(self, steps: torch.Tensor) -> torch.Tensor:
        """Steps [n, ..., 2] of the mean shape as steps of the frame."""
        a, b = (v.view(-1, *[1] * (steps.dim() - 2)) for v in (self.a, self.b))
        x, y = steps[..., 0], steps[..., 1]
        return torch.stack([a * x - b * y, b * x + a * y], dim=-1)

    def to(self, like: torch.Tensor) -> Similarity:
        """The same in the kind of another tensor."""
        return Similarity(self.a.to(like), self.b.to(like))


class Atlas:
    """All levels of a pyramid in one image, so that each face may read its own level."""

    def __init__(self, levels: list[torch.Tensor]):
        n, channels, side, _ = levels[0].shape
        self.sides = tuple(level.shape[-1] for level in levels)
        corners = [(0, 0)]
        second = self.sides[1] if len(levels) > 1 else 0
        self.image = levels[0].new_zeros(n, channels, max(side, sum(self.sides[1:])), side + second)
        top = 0
        self.image[:, :, :side, :side] = levels[0]
        for level in levels[1:]:
            size = level.shape[-1]
            self.image[:, :, top : top + size, side : side + size] = level
            corners.append((side, top))
            top += size
        self.corners = tuple(corners)

    def gather(
        self, points: torch.Tensor, similarity: Similarity, level: int, size: int
    ) -> torch.Tensor:
        """Aligned patches [n, p, 3, size, size] around points [n, p, 2] in pixels of level 0."""
        n, count = points.shape[:2]
        read = (level + torch.floor(torch.log2(similarity.scale) + 0.5)).long()
        read = read.clamp(0, len(self.sides) - 1)
        kind = points.dtype
        power = torch.pow(2.0, read.to(kind))[:, None, None]
        side = constant(self.sides, points.device, kind)[read][:, None, None]
        corner = constant(self.corners, points.device, kind)[read]
        centre = (points - (power - 1) / 2) / power
        centre = torch.minimum(centre.clamp(min=-size), side + size)
        steps = torch.arange(size, device=points.device, dtype=kind) - (size - 1) / 2
        offsets = torch.stack(torch.meshgrid(steps, steps, indexing="xy"), dim=-1).view(1, -1, 2)
        reach = similarity.to(points).turn(offsets.expand(n, -1, -1)) * (2.0**level / power)
        places = centre[:, :, None] + reach[:, None]  # [n, p, size * size, 2]
        places = torch.minimum(places.clamp(min=0), side[..., None] - 1) + corner[:, None, None]
        extent = constant((self.image.shape[-1], self.image.shape[-2]), places.device, kind)
        grid = (2 * places + 1) / extent - 1
        found = functional.grid_sample(
            self.image, grid, mode="bilinear", padding_mode="border", align_corners=False
        )
        return found.view(n, -1, count, size, size).transpose(1, 2)
