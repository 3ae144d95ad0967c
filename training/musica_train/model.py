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
from .patches import Atlas, Similarity, gather, normalisation, pyramid, to_level

CHANNELS = 32


class Stage(nn.Module):
    """One stage. Displacement and spread are in pixels of level 0, error and spread logarithms.

    With `details` it predicts, from the hidden state as it is, the gain of the stages to come and
    the spread of every landmark.
    """

    def __init__(
        self,
        patches: int,
        patch_size: int,
        hidden: int,
        landmarks: int,
        level: int,
        details: bool = False,
    ):
        super().__init__()
        self.level, self.patches, self.patch_size = level, patches, patch_size
        second = (patch_size - 2) // 2 - 2
        self.pooled = second // 2
        self.edge = (second - self.pooled) // 2
        self.features = CHANNELS * 2 * self.pooled**2
        self.patch_dropout = 0.0
        self.conv1 = nn.Conv2d(3, CHANNELS, 3)
        self.conv2 = nn.Conv2d(CHANNELS, CHANNELS, 3)
        self.attention = nn.Linear(self.features, self.features)
        self.recurrent = nn.Linear(self.features * patches + hidden, hidden)
        self.displacement = nn.Linear(hidden, 2 * landmarks)
        self.log_error = nn.Linear(hidden, 1)
        self.details = details
        if details:
            self.gain = nn.Linear(hidden, 1)
            self.log_spread = nn.Linear(hidden, landmarks)
            nn.init.zeros_(self.gain.weight)
            nn.init.constant_(self.gain.bias, 0.01)
            nn.init.normal_(self.log_spread.weight, std=0.01)
            nn.init.constant_(self.log_spread.bias, 1.0)
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
        x = (x * torch.sigmoid(self.attention(x))).view(n, count, self.features)
        if self.training and self.patch_dropout > 0:
            keep = torch.rand(n, count, 1, device=x.device) >= self.patch_dropout
            x = x * (keep / (1 - self.patch_dropout)).to(x)
        return x.flatten(1)

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

    def detail(self, state: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Predicted gain [n] and log of the spread [n, l], which only read the hidden state."""
        with torch.autocast(state.device.type, enabled=False):
            state = state.detach().float()
            return self.gain(state).squeeze(1), self.log_spread(state)


@dataclass
class StageOutput:
    """What a stage leaves behind: landmarks [n, l, 2] in frame pixels, log error [n].

    With details the predicted gain [n] too, and the log of each landmark's spread [n, l] in frame
    pixels.
    """

    shape: torch.Tensor
    log_error: torch.Tensor
    gain: torch.Tensor | None = None
    log_spread: torch.Tensor | None = None


@dataclass(frozen=True)
class Start:
    """Where a pass begins: shapes [n, l, 2] in frame pixels, and how first patches are turned."""

    shapes: torch.Tensor
    similarity: Similarity


class Cascade(nn.Module):
    """All stages, with the mean shape [l, 2] relative to the box centre in units of its side."""

    mean_shape: torch.Tensor

    def __init__(self, config: Config, mean_shape: torch.Tensor):
        super().__init__()
        self.config = config
        self.shape_jitter = 0.0
        model = config.model
        self.stages = nn.ModuleList(
            Stage(
                len(model.patches_of(index)),
                model.patch_size,
                model.hidden,
                model.landmarks.count,
                level,
                model.details,
            )
            for index, level in enumerate(model.stage_levels)
        )
        self.register_buffer("mean_shape", mean_shape.float())
        for index in range(len(self.stages)):
            indices = torch.tensor(model.patches_of(index))
            self.register_buffer(f"patch_indices_{index}", indices, persistent=False)

    def start(self, n: int) -> torch.Tensor:
        """The mean shape placed in n frames."""
        frame = self.config.frame
        return ((frame.size - 1) / 2 + frame.box_side * self.mean_shape).expand(n, -1, -1)

    def forward(
        self, frames: torch.Tensor, as_bytes: bool = False, start: Start | None = None
    ) -> list[StageOutput]:
        """Aligns frames [n, 3, size, size] with values in 0..255.

        `as_bytes` rounds levels and patches as the service does; training leaves it off. Without
        a start, from the mean shape in the box.
        """
        with torch.no_grad():
            look = _Look(self.config, frames, as_bytes)
        shape = self.start(len(frames)) if start is None else start.shapes
        hidden = frames.new_zeros(len(frames), self.config.model.hidden)
        outputs: list[StageOutput] = []
        for index, stage in enumerate(self.stages):
            indices = getattr(self, f"patch_indices_{index}")
            if self.training and self.shape_jitter > 0 and index > 0:
                shape = self._jittered(shape.detach())
            with torch.no_grad():
                similarity = self._similarity(shape, index, as_bytes)
                if start is not None and index == 0:
                    similarity = start.similarity
                patches = look.at(shape[:, indices], similarity, stage.level)
            hidden, moved, log_error = stage(patches, hidden)
            shape = shape.detach() + similarity.turn(moved)
            output = StageOutput(shape, log_error)
            if stage.details:
                output.gain, log_spread = stage.detail(hidden)
                output.log_spread = log_spread + similarity.scale.log()[:, None]
            outputs.append(output)
        return outputs

    def _jittered(self, shape: torch.Tensor) -> torch.Tensor:
        """Half of the shapes [n, l, 2] moved, turned and scaled a little.

        Shapes of the faces that a stage learns from are better than those it will meet.
        """
        draw = torch.randn(len(shape), 4, device=shape.device) * self.shape_jitter
        draw = draw * (torch.rand(len(shape), 1, device=shape.device) < 0.5)
        turn = Similarity(1 + draw[:, 0], draw[:, 1])
        centre = shape.mean(dim=1, keepdim=True)
        return turn.turn(shape - centre) + centre + draw[:, None, 2:] * self.config.frame.box_side

    def _similarity(self, shape: torch.Tensor, index: int, exact: bool) -> Similarity:
        if index == 0 or not self.config.model.aligned:
            return Similarity.none(len(shape), shape)
        mean = self.config.frame.box_side * self.mean_shape
        if not exact:
            return Similarity.between(mean, shape.detach().float())
        return Similarity.between(mean.double(), shape.detach().double()).to(shape)


class _Look:
    """Frames as the stages look at them: normalised patches of any level."""

    def __init__(self, config: Config, frames: torch.Tensor, as_bytes: bool):
        self._size, self._as_bytes = config.model.patch_size, as_bytes
        self._levels = pyramid(frames, config.frame.levels, as_bytes)
        self._atlas = Atlas(self._levels) if config.model.aligned else None
        self._norm = normalisation(frames)

    def at(self, points: torch.Tensor, similarity: Similarity, level: int) -> torch.Tensor:
        """Patches [n, p, 3, s, s] around points [n, p, 2] in frame pixels of level 0."""
        if self._atlas is None:
            patches = gather(self._levels[level], to_level(points, level), self._size)
        else:
            patches = self._atlas.gather(points, similarity, level, self._size)
        patches = torch.floor(patches + 0.5) if self._as_bytes else patches
        mean, inverse = (self._norm[:, i].view(-1, 1, 1, 1, 1) for i in (0, 1))
        return (patches - mean) * inverse


def multiply_adds(config: Config, stage: int = 0) -> int:
    """Multiply-adds of a stage, convolutions and fully connected layers."""
    model = config.model
    first, patches = model.patch_size - 2, len(model.patches_of(stage))
    second = first // 2 - 2
    features = CHANNELS * 2 * (second // 2) ** 2
    patch = first**2 * CHANNELS * 27 + second**2 * CHANNELS * CHANNELS * 9 + features**2
    recurrent = (features * patches + model.hidden) * model.hidden
    outputs = 2 * model.landmarks.count + 1
    if model.details:
        outputs += model.landmarks.count + 1
    return patches * patch + recurrent + model.hidden * outputs


def stage_work(config: Config) -> np.ndarray:
    """Multiply-adds of each stage [stages]."""
    count = len(config.model.stage_levels)
    return np.array([multiply_adds(config, stage) for stage in range(count)], np.int64)
