"""Random views of prepared faces, made batch-wise on the training device.

Nothing here waits for the device or depends on what it computed, and all randomness comes from one
generator on the device of the canvases: a batch depends on nothing but its seed.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as functional

from .config import Config, TrainConfig
from .constants import constant, inverse
from .placing import Placing, canvas_to_frame, sample
from .turning import turn_in_depth

HAIRLINE, WHOLE_HEAD = (0.04, 0.24), (0.1, 0.34)
"""How far the centre of a box from hairline to chin, and of one of the whole head, lies above
that of the tight box of the landmarks, in its sides."""

HAIRLINE_SIDE, WHOLE_HEAD_SIDE = (0.95, 1.45), (1.25, 1.85)
"""Their sides, in sides of the tight box."""


def augment(
    canvases: torch.Tensor,
    landmarks: torch.Tensor,
    weights: torch.Tensor,
    config: Config,
    rng: torch.Generator,
    shape3d: torch.Tensor | None = None,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Frames [n, 3, size, size] in 0..255, their landmarks [n, l, 2] in frame pixels, and weights.

    `canvases` [n, 3, c, c] are bytes at the scale of the frame with a wider margin and the same
    centre; `landmarks` are in canvas pixels, `weights` [n, l] theirs. With a mean 3-D shape [l, 3]
    some faces are turned in depth.
    """
    recipe, size = config.train, config.frame.size
    draw = Draw(len(canvases), canvases.device, rng)
    field = None
    if shape3d is not None and recipe.depth_share > 0:
        deep = turn_in_depth(
            landmarks,
            weights,
            shape3d,
            canvases.shape[-1],
            draw,
            recipe.depth_share,
            recipe.depth_degrees,
        )
        landmarks, weights, field = deep.landmarks, deep.weights, deep.field
    turned, flipped = _turned(draw, recipe)
    centred = landmarks - (canvases.shape[-1] - 1) / 2
    placing = _boxed(draw, turned, centred @ inverse(turned).transpose(1, 2), config)
    moved = canvas_to_frame(landmarks, placing, canvases.shape[-1], size)
    low, high = _cut(draw, moved, recipe, size)
    frames = sample(canvases, placing, size, low, high, field)
    mirror = constant(config.model.landmarks.mirror, moved.device)
    moved = torch.where(flipped[:, None, None], moved[:, mirror], moved)
    weights = torch.where(flipped[:, None], weights[:, mirror], weights)
    _blur(frames, draw, recipe)
    if recipe.sharpen > 0:
        amount = draw.uniform(high=recipe.sharpen).view(-1, 1, 1, 1)
        soft = functional.avg_pool2d(frames, 3, 1, 1, count_include_pad=False)
        frames = frames + amount * (frames - soft)
    frames = _recolour(frames, draw, recipe)
    frames = _occlude(frames, draw, config)
    return frames.clamp_(0, 255), moved, weights


class Draw:
    """Random numbers for the n faces of a batch."""

    def __init__(self, n: int, device: torch.device, rng: torch.Generator):
        self.n, self.device, self.rng = n, device, rng

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> torch.Tensor:
        """Uniform numbers [n, *shape]."""
        values = torch.rand(self.n, *shape, generator=self.rng, device=self.device)
        return values * (high - low) + low

    def normal(self, *shape: int, most: float = 2.0) -> torch.Tensor:
        """Normal numbers [n, *shape] brought into -most..most."""
        values = torch.randn(self.n, *shape, generator=self.rng, device=self.device)
        return values.clamp_(-most, most)

    def chance(self, share: float) -> torch.Tensor:
        """True [n] for about a share of the faces."""
        return self.uniform() < share


def _turned(draw: Draw, recipe: TrainConfig) -> tuple[torch.Tensor, torch.Tensor]:
    """Linear maps [n, 2, 2] from the plane of the view to the canvas, and flips [n]."""
    mild = draw.normal() * recipe.rotation / 2
    wide = draw.uniform(low=-recipe.wide_rotation, high=recipe.wide_rotation)
    angle = torch.deg2rad(torch.where(draw.chance(recipe.wide_share), wide, mild))
    stretch = torch.exp(draw.uniform(low=-recipe.anisotropy, high=recipe.anisotropy))
    shear = draw.normal() * recipe.shear / 2
    flipped = draw.chance(0.5)
    side = torch.where(flipped, -1.0, 1.0)
    cos, sin = torch.cos(angle), torch.sin(angle)
    across = torch.stack([cos * stretch * side, sin * stretch * side], dim=1)
    down = torch.stack([cos * shear - sin, sin * shear + cos], dim=1) / stretch[:, None]
    return torch.stack([across, down], dim=2), flipped


def _boxed(draw: Draw, turned: torch.Tensor, points: torch.Tensor, config: Config) -> Placing:
    """Frames around boxes as different detectors draw them, around points [n, l, 2] of the view."""
    recipe, unit = config.train, float(config.frame.box_side)
    low, high = points.amin(dim=1), points.amax(dim=1)
    middle, tight = (low + high) / 2, (high - low).amax(dim=1)
    up = constant((0.0, -1.0), points.device)

    def above(reach: tuple[float, float]) -> torch.Tensor:
        return middle + up * (draw.uniform(low=reach[0], high=reach[1]) * tight)[:, None]

    far = draw.uniform(2, low=-recipe.far_shift, high=recipe.far_shift) * tight[:, None]
    stretched = torch.exp(draw.uniform(low=-1, high=1) * math.log(1 + recipe.far_scale))

    def side_within(reach: tuple[float, float]) -> torch.Tensor:
        return tight * draw.uniform(low=reach[0], high=reach[1])

    choices = [
        (recipe.far_share, middle + far, tight * stretched),
        (recipe.tight_share, middle, tight),
        (recipe.hairline_share, above(HAIRLINE), side_within(HAIRLINE_SIDE)),
        (recipe.head_share, above(WHOLE_HEAD), side_within(WHOLE_HEAD_SIDE)),
    ]
    centre, side = torch.zeros_like(middle), torch.full_like(tight, unit)
    pick, past = draw.uniform(), 0.0
    for share, at, length in choices:
        chosen = (pick >= past) & (pick < past + share)
        centre = torch.where(chosen[:, None], at, centre)
        side = torch.where(chosen, length, side)
        past += share
    centre = centre + draw.normal(2) * recipe.shift * side[:, None]
    side = side * torch.exp(draw.normal() * recipe.scale)
    matrix = turned * (side / unit)[:, None, None]
    return Placing(matrix, (turned @ centre[:, :, None]).squeeze(2))


def _cut(
    draw: Draw, points: torch.Tensor, recipe: TrainConfig, size: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """First and last pixels [n, 2] with content: the edge of a photo cuts some faces off."""
    n = len(points)
    low = points.new_zeros(n, 2)
    high = points.new_full((n, 2), size - 1.0)
    begin, end = points.amin(dim=1), points.amax(dim=1)
    lost = draw.uniform(low=-0.1, high=0.3)[:, None] * (end - begin)
    side = (draw.uniform() * 4).floor()
    cut = draw.chance(recipe.cut)
    for axis in (0, 1):
        first, last = cut & (side == 2 * axis), cut & (side == 2 * axis + 1)
        low[:, axis] = torch.where(first, (begin + lost)[:, axis].clamp(0, size - 1), low[:, axis])
        high[:, axis] = torch.where(last, (end - lost)[:, axis].clamp(0, size - 1), high[:, axis])
    return low, high


def _blur(frames: torch.Tensor, draw: Draw, recipe: TrainConfig) -> None:
    """Lowers the resolution of every so-manieth frame, as of faces small in their photo."""
    if recipe.blur <= 0 or draw.n == 0:
        return
    stride = max(1, round(1 / recipe.blur))
    first = draw.rng.initial_seed() % min(stride, draw.n)
    rows = frames[first::stride]
    amount = draw.uniform()[first::stride].view(-1, 1, 1, 1)
    size = frames.shape[-2:]
    weaker, result = rows, rows
    for index, factor in enumerate((2, 4)):
        small = functional.avg_pool2d(rows, factor)
        blurred = functional.interpolate(small, size=size, mode="bilinear", align_corners=False)
        mix = (amount * 2 - index).clamp(0, 1)
        result = torch.where(amount * 2 >= index, weaker * (1 - mix) + blurred * mix, result)
        weaker = blurred
    frames[first::stride] = result


def _recolour(frames: torch.Tensor, draw: Draw, recipe: TrainConfig) -> torch.Tensor:
    """Channel gains, saturation or grey, a slanted light, gamma and the noise of darkness."""
    n, size = draw.n, frames.shape[-1]
    gains = torch.exp(draw.normal(3, most=4) * recipe.channel_gain)
    saturation = 1 + draw.uniform(low=-0.5, high=0.5)
    saturation = torch.where(draw.chance(recipe.grey), torch.zeros_like(saturation), saturation)
    luma = constant((0.299, 0.587, 0.114), frames.device).expand(n, 3, 3)
    keep = saturation.view(n, 1, 1)
    colour = (torch.eye(3, device=frames.device) * keep + luma * (1 - keep)) * gains[:, None, :]
    slope = draw.normal(2) * recipe.illumination / 2
    axis = torch.linspace(-1, 1, size, device=frames.device)
    light = 1 + slope[:, 0, None, None] * axis + slope[:, 1, None, None] * axis[:, None]
    mixed = torch.bmm(colour, frames.flatten(2)).view_as(frames)
    mixed.mul_(light.clamp(0.2, 2).unsqueeze(1))
    if recipe.gamma > 0:
        power = torch.exp(draw.normal() * recipe.gamma / 2).view(n, 1, 1, 1)
        mixed = mixed.clamp_(0, 255).div_(255).pow(power).mul_(255)
    if recipe.noise > 0:
        strength = torch.where(draw.chance(recipe.noise), draw.uniform(high=20.0), 0.0)
        grain = torch.randn(mixed.shape, generator=draw.rng, device=mixed.device)
        mixed = mixed.add_(grain.mul_(strength.view(n, 1, 1, 1)))
    return mixed


def _occlude(frames: torch.Tensor, draw: Draw, config: Config) -> torch.Tensor:
    """Covers rectangles of some frames with parts of another face or with a plain colour."""
    n, size = draw.n, frames.shape[-1]
    share, axis = config.train.occlusion, torch.arange(size, device=frames.device)
    for _ in range(2):
        span = draw.uniform(2, low=0.1, high=0.45) * config.frame.box_side
        before = 0.2 * config.frame.box_side
        corner = draw.uniform(2) * (size + before) - before
        chosen = draw.chance(share)
        inside = [
            (axis >= corner[:, i, None]) & (axis < (corner + span)[:, i, None]) for i in (0, 1)
        ]
        mask = inside[1][:, :, None] & inside[0][:, None, :] & chosen[:, None, None]
        colour = (draw.uniform(3) * 255).view(n, 3, 1, 1)
        plain = draw.chance(0.5).view(n, 1, 1, 1)
        cover = torch.where(plain, colour, frames.roll(1, 0))
        frames = torch.where(mask[:, None], cover, frames)
        share /= 2
    return frames
