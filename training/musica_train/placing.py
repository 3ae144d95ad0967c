"""Where the frame of a face lies on its canvas, turned and scaled, for a batch of faces."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as functional

from .constants import inverse


@dataclass(frozen=True)
class Placing:
    """Maps centred frame pixels to centred canvas pixels: matrix [n, 2, 2] and shift [n, 2]."""

    matrix: torch.Tensor
    shift: torch.Tensor

    @staticmethod
    def around(
        centre: torch.Tensor, scale: torch.Tensor, angle: torch.Tensor, flipped: bool = False
    ) -> Placing:
        """Frames about places [n, 2] of the centred canvas, a pixel `scale` [n] canvas pixels.

        Turned by `angle` [n]: a face that is tilted so stands upright in its frame.
        """
        cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
        side = -1.0 if flipped else 1.0
        across = torch.stack([cos, sin], dim=1) * side
        return Placing(torch.stack([across, torch.stack([-sin, cos], dim=1)], dim=2), centre)


def sample(
    canvases: torch.Tensor,
    placing: Placing,
    size: int,
    low: torch.Tensor | None = None,
    high: torch.Tensor | None = None,
    field: torch.Tensor | None = None,
) -> torch.Tensor:
    """Frames [n, 3, size, size] sampled bilinearly from canvases [n, 3, c, c] of bytes.

    Pixels before `low` and behind `high` [n, 2] repeat the last ones between them, as at the edge
    of a photo. `field` [n, 2, g, g] moves the place that a canvas pixel is read from, in canvas
    pixels.
    """
    n = len(canvases)
    axis = torch.arange(size, device=canvases.device, dtype=torch.float32).expand(n, size)
    x, y = axis, axis
    if low is not None and high is not None:
        x = torch.minimum(torch.maximum(axis, low[:, 0, None]), high[:, 0, None])
        y = torch.minimum(torch.maximum(axis, low[:, 1, None]), high[:, 1, None])
    x, y = (v - (size - 1) / 2 for v in (x, y))
    half = canvases.shape[-1] / 2
    matrix, shift = placing.matrix / half, placing.shift / half
    grid = torch.stack(
        [
            matrix[:, i, 0, None, None] * x[:, None, :]
            + matrix[:, i, 1, None, None] * y[:, :, None]
            + shift[:, i, None, None]
            for i in (0, 1)
        ],
        dim=3,
    )
    if field is not None:
        steps = functional.grid_sample(
            field / half, grid, mode="bilinear", padding_mode="border", align_corners=False
        )
        grid = grid + steps.permute(0, 2, 3, 1)
    return functional.grid_sample(
        canvases.float(), grid, mode="bilinear", padding_mode="border", align_corners=False
    )


def canvas_to_frame(
    points: torch.Tensor, placing: Placing, canvas: int, size: int
) -> torch.Tensor:
    """Canvas points [n, l, 2] in frame pixels."""
    centred = points - (canvas - 1) / 2 - placing.shift[:, None]
    return centred @ inverse(placing.matrix).transpose(1, 2) + (size - 1) / 2


def frame_to_canvas(
    points: torch.Tensor, placing: Placing, canvas: int, size: int
) -> torch.Tensor:
    """Frame points [n, l, 2] in canvas pixels."""
    turned = (points - (size - 1) / 2) @ placing.matrix.transpose(1, 2)
    return turned + placing.shift[:, None] + (canvas - 1) / 2
