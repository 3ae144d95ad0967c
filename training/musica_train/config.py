"""Configuration of a model and its training, read from a TOML file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from .schemes import LandmarkScheme, scheme_named


@dataclass(frozen=True)
class FrameConfig:
    """The reference frame: the longer side of the box is `box_side` pixels of level 0."""

    box_side: int = 142
    margin: float = 0.3
    levels: int = 3

    @property
    def size(self) -> int:
        """Pixels per side of level 0: the least multiple of 2^(levels-1) that holds the margin."""
        step = 2 ** (self.levels - 1)
        exact = self.box_side * (1 + 2 * self.margin)
        return step * -int(-exact // step)


@dataclass(frozen=True)
class ModelConfig:
    """The shape of the cascade; `stage_levels` holds one pyramid level a stage, coarse first."""

    scheme: str
    patches: tuple[int, ...]
    stage_levels: tuple[int, ...] = (2, 1, 0)
    patch_size: int = 14
    hidden: int = 512

    @property
    def landmarks(self) -> LandmarkScheme:
        return scheme_named(self.scheme)


@dataclass(frozen=True)
class TrainConfig:
    """The recipe. Angles in degrees, shifts and scales as fractions of the box."""

    steps: int = 6000
    batch: int = 64
    learning_rate: float = 1e-3
    warmup_steps: int = 100
    weight_decay: float = 0.05
    error_weight: float = 0.05
    ema_decay: float = 0.999
    seed: int = 1
    validation_every: int = 500
    checkpoint_every: int = 250
    low_precision: bool = True
    rotation: float = 30.0
    scale: float = 0.07
    anisotropy: float = 0.05
    shift: float = 0.03
    channel_gain: float = 0.15
    illumination: float = 0.3
    grey: float = 0.2
    blur: float = 0.1
    occlusion: float = 0.4


@dataclass(frozen=True)
class Config:
    """All that defines a run; the same file trains, calibrates and exports."""

    name: str
    version: str
    model: ModelConfig
    frame: FrameConfig = field(default_factory=FrameConfig)
    train: TrainConfig = field(default_factory=TrainConfig)


def _section(kind: type, values: dict[str, Any], where: str) -> Any:
    known = {f.name for f in fields(kind)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise ValueError(f"unknown setting {where}.{unknown[0]}; known: {', '.join(sorted(known))}")
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def load_config(path: Path) -> Config:
    """Reads and checks a configuration file; a ValueError names what is wrong."""
    table = tomllib.loads(path.read_text())
    config = Config(
        name=table["name"],
        version=str(table["version"]),
        model=_section(ModelConfig, table.get("model", {}), "model"),
        frame=_section(FrameConfig, table.get("frame", {}), "frame"),
        train=_section(TrainConfig, table.get("train", {}), "train"),
    )
    _check(config)
    return config


def _check(config: Config) -> None:
    model, count = config.model, config.model.landmarks.count
    if len(set(model.patches)) != len(model.patches) or not model.patches:
        raise ValueError("model.patches must name at least one landmark and none twice")
    if min(model.patches) < 0 or max(model.patches) >= count:
        raise ValueError(f"model.patches must lie in 0..{count - 1} for scheme {model.scheme}")
    levels = model.stage_levels
    if not levels or any(not 0 <= level < config.frame.levels for level in levels):
        raise ValueError(f"model.stage_levels must lie in 0..{config.frame.levels - 1}")
    if list(levels) != sorted(levels, reverse=True):
        raise ValueError("model.stage_levels must go from coarse (high) to fine (low)")
    if model.patch_size < 10 or (model.patch_size - 2) % 4 != 0:
        raise ValueError("model.patch_size must be 10, 14, 18, ... so that both poolings divide")
