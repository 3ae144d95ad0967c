"""What JPEG loses: rounded cosine coefficients of blocks, colours at half size."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as functional

BLOCK = 8

TO_YCBCR = ((0.299, 0.587, 0.114), (-0.168736, -0.331264, 0.5), (0.5, -0.418688, -0.081312))
TO_RGB = ((1.0, 0.0, 1.402), (1.0, -0.344136, -0.714136), (1.0, 1.772, 0.0))

LUMA_STEPS = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)
"""The quantisation of brightness that the standard gives as an example (ITU-T T.81, table K.1)."""

CHROMA_STEPS = (
    (17, 18, 24, 47, 99, 99, 99, 99),
    (18, 21, 26, 66, 99, 99, 99, 99),
    (24, 26, 56, 99, 99, 99, 99, 99),
    (47, 66, 99, 99, 99, 99, 99, 99),
    *((99,) * 8,) * 4,
)
"""The one of colours (table K.2)."""


def as_jpeg(views: torch.Tensor, quality: torch.Tensor) -> torch.Tensor:
    """Views [n, 3, h, w] in 0..255 as a file of a quality [n] in 1..100 gives them back.

    Height and width are multiples of 16.
    """
    luma, chroma = _mixed(views, TO_YCBCR).split([1, 2], dim=1)
    scale = torch.where(quality < 50, 5000 / quality, 200 - 2 * quality) / 100
    luma = _rounded(luma - 128, LUMA_STEPS, scale) + 128
    chroma = _rounded(functional.avg_pool2d(chroma, 2), CHROMA_STEPS, scale)
    chroma = functional.interpolate(chroma, scale_factor=2.0, mode="bilinear", align_corners=False)
    return _mixed(torch.cat([luma, chroma], dim=1), TO_RGB).clamp(0, 255)


def _mixed(views: torch.Tensor, rows: tuple[tuple[float, ...], ...]) -> torch.Tensor:
    return torch.einsum("nchw,dc->ndhw", views, views.new_tensor(rows))


def _rounded(
    planes: torch.Tensor, steps: tuple[tuple[int, ...], ...], scale: torch.Tensor
) -> torch.Tensor:
    """Planes [n, c, h, w] with their coefficients rounded to steps times the scale [n]."""
    n, c, h, w = planes.shape
    place = torch.arange(BLOCK, device=planes.device, dtype=planes.dtype)
    waves = torch.cos((2 * place + 1) * place[:, None] * math.pi / (2 * BLOCK)) / 2
    waves[0] = math.sqrt(1 / BLOCK)
    step = (planes.new_tensor(steps) * scale[:, None, None]).clamp(1, 255).round()
    step = step[:, None, None, None]
    blocks = planes.reshape(n, c, h // BLOCK, BLOCK, w // BLOCK, BLOCK).transpose(3, 4)
    kept = torch.round(waves @ blocks @ waves.T / step) * step
    return (waves.T @ kept @ waves).transpose(3, 4).reshape(n, c, h, w)
