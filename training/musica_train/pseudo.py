"""Landmarks for faces that have only a box: what a model finds where it agrees with itself.

Every face is framed as its box says and aligned; then again in frames around what was found,
upright, mirrored and moved. A face is kept where these agree and the model expects a small error.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from .model import Cascade
from .patches import Similarity
from .placing import Placing, canvas_to_frame, frame_to_canvas, sample

VIEWS = (
    (0.0, 0.0, 1.0, False),
    (0.0, 0.0, 1.0, True),
    (0.06, -0.06, 0.92, False),
    (-0.06, 0.06, 1.12, True),
)
"""Frames around what was found first: moved by these parts of the box, scaled, and mirrored."""

STARTS = ((0.0, 0.0, 1.0), (0.0, 0.1, 0.85), (0.0, -0.08, 1.2))
"""Frames around the box given; the one with the least predicted error counts."""

LARGEST_APART = 0.025
"""Mean distance of the views from their mean, by the size of the face."""

LARGEST_ERROR = 0.07
"""Predicted error of the views, their mean."""


@dataclass(frozen=True)
class Labels:
    """Landmarks [n, l, 2] in canvas pixels, their weights [n, l], and which faces are kept [n]."""

    landmarks: torch.Tensor
    weights: torch.Tensor
    kept: torch.Tensor


@torch.no_grad()
def label(cascade: Cascade, canvases: torch.Tensor, box_side: int, batch: int = 128) -> Labels:
    """Labels canvases [n, 3, c, c]; all of it on their device."""
    parts = [
        _label(cascade, canvases[first : first + batch], float(box_side))
        for first in range(0, len(canvases), batch)
    ]
    landmarks = torch.cat([part.landmarks for part in parts])
    weights = torch.cat([part.weights for part in parts])
    return Labels(landmarks, weights, torch.cat([part.kept for part in parts]))


def _label(cascade: Cascade, canvases: torch.Tensor, unit: float) -> Labels:
    n = len(canvases)
    zeros = canvases.new_zeros(n, dtype=torch.float32)
    found, least = None, None
    for dx, dy, scale in STARTS:
        centre = torch.stack([zeros + dx * unit, zeros + dy * unit], dim=1)
        shape, error = _view(cascade, canvases, centre, zeros + scale, zeros, False)
        if found is None or least is None:
            found, least = shape, error
        else:
            found = torch.where((error < least)[:, None, None], shape, found)
            least = torch.minimum(error, least)
    assert found is not None
    found = _again(cascade, canvases, found, 0.0, 0.0, 1.0, False, unit)[0]
    views = [_again(cascade, canvases, found, *view, unit) for view in VIEWS]
    shapes = torch.stack([shape for shape, _ in views])
    error = torch.stack([error for _, error in views]).mean(dim=0)
    mean = shapes.mean(dim=0)
    size = (mean.amax(dim=1) - mean.amin(dim=1)).prod(dim=1).sqrt()
    apart = (shapes - mean).norm(dim=3).mean(dim=0) / size[:, None]
    kept = (apart.mean(dim=1) < LARGEST_APART) & (error < LARGEST_ERROR)
    inside = (mean.mean(dim=1) - (canvases.shape[-1] - 1) / 2).abs().amax(dim=1) < 0.6 * unit
    weights = torch.exp(-apart / LARGEST_APART)
    return Labels(mean, weights, kept & inside)


def _again(
    cascade: Cascade,
    canvases: torch.Tensor,
    found: torch.Tensor,
    dx: float,
    dy: float,
    scale: float,
    flipped: bool,
    unit: float,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Aligned once more in a frame around landmarks, turned so that they stand upright."""
    similarity = Similarity.between(cascade.mean_shape.to(found), found)
    angle = torch.atan2(similarity.b, similarity.a)
    cos, sin = torch.cos(angle), torch.sin(angle)
    turn = torch.stack([torch.stack([cos, sin], 1), torch.stack([-sin, cos], 1)], 1)
    upright = found @ turn.transpose(1, 2)
    low, high = upright.amin(dim=1), upright.amax(dim=1)
    side = (high - low).amax(dim=1)
    centre = (low + high) / 2 + side[:, None] * side.new_tensor([dx, dy])
    centre = (centre[:, None] @ turn).squeeze(1) - (canvases.shape[-1] - 1) / 2
    return _view(cascade, canvases, centre, scale * side / unit, angle, flipped)


def _view(
    cascade: Cascade,
    canvases: torch.Tensor,
    centre: torch.Tensor,
    scale: torch.Tensor,
    angle: torch.Tensor,
    flipped: bool,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Landmarks in canvas pixels and predicted errors of one view of every face."""
    size = cascade.config.frame.size
    placing = Placing.around(centre, scale, angle, flipped)
    output = cascade(sample(canvases, placing, size))[-1]
    shape = output.shape
    if flipped:
        shape = shape[:, list(cascade.config.model.landmarks.mirror)]
    return frame_to_canvas(shape, placing, canvases.shape[-1], size), output.log_error.exp()


MOVES = (
    ("as given", 0.0, 0.0, 1.0, 0.0),
    ("left", -0.2, 0.0, 1.0, 0.0),
    ("right", 0.2, 0.0, 1.0, 0.0),
    ("up", 0.0, -0.2, 1.0, 0.0),
    ("down", 0.0, 0.2, 1.0, 0.0),
    ("0.7", 0.0, 0.0, 0.7, 0.0),
    ("1.5", 0.0, 0.0, 1.5, 0.0),
    ("-45", 0.0, 0.0, 1.0, -45.0),
    ("45", 0.0, 0.0, 1.0, 45.0),
)
"""Boxes moved by parts of their side, scaled, and faces turned by degrees."""


@torch.no_grad()
def moved_errors(
    cascade: Cascade, canvases: torch.Tensor, landmarks: torch.Tensor, scales: torch.Tensor
) -> dict[str, list[float]]:
    """NME in percent after each stage under every move, of faces with landmarks and units [n]."""
    unit, size = float(cascade.config.frame.box_side), cascade.config.frame.size
    result = {}
    for name, dx, dy, scale, degrees in MOVES:
        sums = canvases.new_zeros(len(cascade.stages), dtype=torch.float64)
        for first in range(0, len(canvases), 128):
            part = slice(first, first + 128)
            n = len(canvases[part])
            zeros = canvases.new_zeros(n, dtype=torch.float32)
            centre = torch.stack([zeros + dx * unit, zeros + dy * unit], dim=1)
            angle = torch.deg2rad(zeros + degrees)
            placing = Placing.around(centre, zeros + scale, angle)
            outputs = cascade(sample(canvases[part], placing, size))
            truth = canvas_to_frame(landmarks[part], placing, canvases.shape[-1], size)
            for index, output in enumerate(outputs):
                apart = (output.shape - truth).norm(dim=2).mean(dim=1) * scale / scales[part]
                sums[index] += apart.double().sum()
        result[name] = (100 * sums / len(canvases)).tolist()
    return result
