"""The cascade: stages of convolutions on patches, patch attention and a recurrent hidden state.

Paper: "Knowing When to Quit: Selective Cascaded Regression with Patch Attention for Real-Time Face
Alignment" (ACM MM 2021), section 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as functional
from torch import nn

from .config import Config
from .patches import gather, normalisation, pyramid, to_level

CHANNELS = 32


class Stage(nn.Module):
    """One stage. Displacements come in frame pixels of level 0, the error as its logarithm."""

    def __init__(self, patches: int, patch_size: int, hidden: int, landmarks: int, level: int):
        super().__init__()
        self.level, self.patches, self.patch_size = level, patches, patch_size
        second = (patch_size - 2) // 2 - 2
        self.pooled = second // 2
        self.edge = (second - self.pooled) // 2
        self.features = CHANNELS * 2 * self.pooled**2
        self.conv1 = nn.Conv2d(3, CHANNELS, 3)
        self.conv2 = nn.Conv2d(CHANNELS, CHANNELS, 3)
        self.attention = nn.Linear(self.features, self.features)
        self.recurrent = nn.Linear(self.features * patches + hidden, hidden)
        self.displacement = nn.Linear(hidden, 2 * landmarks)
        self.log_error = nn.Linear(hidden, 1)
        nn.init.normal_(self.displacement.weight, std=0.01)
        nn.init.zeros_(self.displacement.bias)
        nn.init.constant_(self.log_error.bias, -3.0)

    def describe(self, patches: torch.Tensor) -> torch.Tensor:
        """Attended features [n, p * features] of normalised patches [n, p, 3, s, s]."""
        n, count = patches.shape[:2]
        x = patches.flatten(0, 1).contiguous(memory_format=torch.channels_last)
        x = functional.max_pool2d(functional.relu(self.conv1(x)), 2)
        x = functional.relu(self.conv2(x))
        inside = slice(self.edge, self.edge + self.pooled)
        centre = x[:, :, inside, inside]
        x = torch.cat([functional.max_pool2d(x, 2).flatten(1), centre.flatten(1)], dim=1)
        return (x * torch.sigmoid(self.attention(x))).view(n, count * self.features)

    def forward(
        self, patches: torch.Tensor, hidden: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """New hidden state [n, h], displacement [n, l, 2] and log of the predicted error [n]."""
        described = self.describe(patches)
        hidden = torch.tanh(self.recurrent(torch.cat([described, hidden.to(described)], dim=1)))
        with torch.autocast(hidden.device.type, enabled=False):
            state = hidden.float()
            moved = self.displacement(state).view(len(state), -1, 2) * 2.0**self.level
            return state, moved, self.log_error(state).squeeze(1)


@dataclass
class StageOutput:
    """What a stage leaves behind: landmarks [n, l, 2] in frame pixels, log error [n]."""

    shape: torch.Tensor
    log_error: torch.Tensor


class Cascade(nn.Module):
    """All stages, with the mean shape [l, 2] relative to the box centre in units of its side."""

    mean_shape: torch.Tensor
    patch_indices: torch.Tensor

    def __init__(self, config: Config, mean_shape: torch.Tensor):
        super().__init__()
        self.config = config
        model = config.model
        self.stages = nn.ModuleList(
            Stage(len(model.patches), model.patch_size, model.hidden, model.landmarks.count, level)
            for level in model.stage_levels
        )
        self.register_buffer("mean_shape", mean_shape.float())
        self.register_buffer("patch_indices", torch.tensor(model.patches))

    def start(self, n: int) -> torch.Tensor:
        """The mean shape placed in n frames."""
        frame = self.config.frame
        return ((frame.size - 1) / 2 + frame.box_side * self.mean_shape).expand(n, -1, -1)

    def forward(self, frames: torch.Tensor, as_bytes: bool = False) -> list[StageOutput]:
        """Aligns frames [n, 3, size, size] with values in 0..255.

        `as_bytes` rounds levels and patches as the service does; training leaves it off.
        """
        with torch.no_grad():
            levels = pyramid(frames, self.config.frame.levels, as_bytes)
            norm = normalisation(frames)
        shape = self.start(len(frames))
        hidden = frames.new_zeros(len(frames), self.config.model.hidden)
        outputs: list[StageOutput] = []
        for stage in self.stages:
            with torch.no_grad():
                where = to_level(shape[:, self.patch_indices], stage.level)
                patches = gather(levels[stage.level], where, self.config.model.patch_size)
                patches = torch.floor(patches + 0.5) if as_bytes else patches
                patches = (patches - norm[:, 0].view(-1, 1, 1, 1, 1)) * norm[:, 1].view(
                    -1, 1, 1, 1, 1
                )
            hidden, moved, log_error = stage(patches, hidden)
            shape = shape.detach() + moved
            outputs.append(StageOutput(shape, log_error))
        return outputs


def multiply_adds(config: Config) -> int:
    """Multiply-adds of one stage, convolutions and fully connected layers."""
    model = config.model
    first, patches = model.patch_size - 2, len(model.patches)
    second = first // 2 - 2
    features = CHANNELS * 2 * (second // 2) ** 2
    patch = first**2 * CHANNELS * 27 + second**2 * CHANNELS * CHANNELS * 9 + features**2
    recurrent = (features * patches + model.hidden) * model.hidden
    return patches * patch + recurrent + model.hidden * (2 * model.landmarks.count + 1)


def stage_work(config: Config) -> np.ndarray:
    """Multiply-adds of each stage [stages]; all stages have the same."""
    return np.full(len(config.model.stage_levels), multiply_adds(config), np.int64)
