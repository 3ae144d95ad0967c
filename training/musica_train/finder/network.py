"""The network: one pass over a view, features of strides 8 to 32 joined at stride 8.

Few dense convolutions rather than many depthwise ones: at these sizes a CPU is faster on them.
Centres as peaks of a heat map follow "Objects as Points" (Zhou et al. 2019).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
import torch.nn.functional as functional
from torch import nn

from .config import NetworkConfig

MIDDLE, SPREAD = 127.5, 64.0
"""Bytes become (value - MIDDLE) / SPREAD."""

UNIT = 16.0
"""Input pixels; sides of boxes are predicted as logarithms in this unit."""

LARGEST_LOG = 4.0
"""Beyond e^4 units, three times the view, a side is not believed."""

OUTPUTS, ROLL_OUTPUTS = 5, 2
"""Score, centre and sides; cosine and sine of the roll."""

RARE = 0.01
"""What the score of a cell starts from, so that the first steps do not drown in negatives."""


@dataclass
class Maps:
    """Logits of the score [n, h, w], boxes [n, 4, h, w] as x0, y0, x1, y1 in input pixels, and
    cosine and sine of the roll [n, 2, h, w], about of length 1, without channels where the
    network has no roll."""

    logits: torch.Tensor
    boxes: torch.Tensor
    rolls: torch.Tensor


class ConvUnit(nn.Module):
    """Convolution and normalisation; `fold` makes one convolution of the two."""

    def __init__(self, inner: int, outer: int, kernel: int, stride: int = 1):
        super().__init__()
        padding = (kernel - 1) // 2
        self.conv = nn.Conv2d(inner, outer, kernel, stride, padding, bias=False)
        self.norm: nn.Module = nn.BatchNorm2d(outer)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.conv(x))

    def fold(self) -> None:
        """Puts the normalisation's scale and shift into the convolution."""
        norm = self.norm
        if not isinstance(norm, nn.BatchNorm2d):
            return
        old, scale = self.conv, norm.weight / torch.sqrt(norm.running_var + norm.eps)
        self.conv = nn.Conv2d(
            old.in_channels, old.out_channels, old.kernel_size, old.stride, old.padding
        ).to(old.weight)
        self.conv.weight.data = old.weight.data * scale.data.view(-1, 1, 1, 1)
        self.conv.bias.data = (norm.bias - norm.running_mean * scale).data
        self.norm = nn.Identity()


class Bottleneck(nn.Module):
    """A residual block whose 3x3 convolution works on fewer channels."""

    def __init__(self, channels: int, inner: int):
        super().__init__()
        self.narrow = ConvUnit(channels, inner, 1)
        self.look = ConvUnit(inner, inner, 3)
        self.widen = ConvUnit(inner, channels, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        inner = functional.relu(self.look(functional.relu(self.narrow(x))))
        return functional.relu(x + self.widen(inner))


class Finder(nn.Module):
    """Bytes or floats in 0..255 [n, 3, size, size] to maps of size / 8."""

    def __init__(self, config: NetworkConfig):
        super().__init__()
        self.config = config
        thin, stem, fine, middle, coarse = config.channels
        self.stem1 = ConvUnit(3, thin, 3, 2)
        self.stem2 = ConvUnit(thin, stem, 2, 2)
        self.down8 = ConvUnit(stem, fine, 3, 2)
        narrow8, narrow16, narrow32 = config.narrow
        self.block8 = Bottleneck(fine, narrow8)
        self.down16 = ConvUnit(fine, middle, 3, 2)
        self.block16 = Bottleneck(middle, narrow16)
        self.down32 = ConvUnit(middle, coarse, 3, 2)
        self.blocks32 = nn.ModuleList(Bottleneck(coarse, narrow32) for _ in range(config.deep))
        self.up16 = ConvUnit(coarse, middle, 1)
        self.up8 = ConvUnit(middle, fine, 1)
        self.join = ConvUnit(fine, config.head, 3)
        self.out = nn.Conv2d(config.head, OUTPUTS + ROLL_OUTPUTS * config.roll, 1)
        nn.init.normal_(self.out.weight, std=0.01)
        nn.init.zeros_(self.out.bias)
        self.out.bias.data[0] = float(torch.logit(torch.tensor(RARE)))

    def forward(self, pixels: torch.Tensor) -> Maps:
        relu = functional.relu
        x = (pixels.float() - MIDDLE) / SPREAD
        x = relu(self.stem2(relu(self.stem1(x))))
        fine = self.block8(relu(self.down8(x)))
        middle = self.block16(relu(self.down16(fine)))
        coarse = relu(self.down32(middle))
        for block in self.blocks32:
            coarse = block(coarse)
        middle = relu(middle + _doubled(self.up16(coarse)))
        fine = relu(fine + _doubled(self.up8(middle)))
        return decode(self.out(relu(self.join(fine))).float(), self.config.stride)

    def fold(self) -> Finder:
        """Puts every normalisation into its convolution, for use and export."""
        for module in self.modules():
            if isinstance(module, ConvUnit):
                module.fold()
        return self

    def without_roll(self) -> Finder:
        """Takes away the outputs of the roll, which training has for what it teaches."""
        old = self.out
        self.out = nn.Conv2d(old.in_channels, OUTPUTS, 1).to(old.weight)
        assert old.bias is not None and self.out.bias is not None
        self.out.weight.data = old.weight.data[:OUTPUTS]
        self.out.bias.data = old.bias.data[:OUTPUTS]
        self.config = replace(self.config, roll=False)
        return self


def _doubled(x: torch.Tensor) -> torch.Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")


def decode(raw: torch.Tensor, stride: int) -> Maps:
    """Raw outputs [n, 5 or 7, h, w] as maps: score, centre off the cell's in cells, log sides,
    and the roll where there is one."""
    down, across = (
        torch.arange(n, device=raw.device) * stride + (stride - 1) / 2 for n in raw.shape[2:]
    )
    centre_x = raw[:, 1] * stride + across
    centre_y = raw[:, 2] * stride + down[:, None]
    half = raw[:, 3:5].clamp(max=LARGEST_LOG).exp() * (UNIT / 2)
    left, top = centre_x - half[:, 0], centre_y - half[:, 1]
    right, bottom = centre_x + half[:, 0], centre_y + half[:, 1]
    return Maps(raw[:, 0], torch.stack([left, top, right, bottom], dim=1), raw[:, OUTPUTS:])


def peaks(logits: torch.Tensor) -> torch.Tensor:
    """Scores [n, h, w], zero where a cell is not the largest of its 3x3 neighbourhood."""
    scores = torch.sigmoid(logits)
    largest = functional.max_pool2d(scores[:, None], 3, 1, 1)[:, 0]
    return torch.where(scores == largest, scores, torch.zeros_like(scores))


@torch.no_grad()
def multiply_adds(model: Finder) -> int:
    """Multiply-adds of all convolutions for one view."""
    total = 0

    def count(module: nn.Module, _: object, output: torch.Tensor) -> None:
        nonlocal total
        assert isinstance(module, nn.Conv2d)
        total += output[0, 0].numel() * module.weight.numel()

    handles = [m.register_forward_hook(count) for m in model.modules() if isinstance(m, nn.Conv2d)]
    training = model.training
    model.eval()(torch.zeros(1, 3, model.config.size, model.config.size))
    model.train(training)
    for handle in handles:
        handle.remove()
    return total
