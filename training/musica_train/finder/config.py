"""Configuration of a finder and its training, read from a TOML file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..config import DataConfig, read_config
from ..errors import InputError


@dataclass(frozen=True)
class NetworkConfig:
    """The shape of the network: channels of strides 2, 4, 8, 16 and 32, and of the last layer."""

    channels: tuple[int, ...]
    head: int
    size: int = 320
    stride: int = 8


@dataclass(frozen=True)
class FacesConfig:
    """Longer sides in input pixels: what is asked for, and what training labels."""

    least: int = 16
    most: int = 320
    least_labelled: float = 14.0
    most_labelled: float = 340.0
    visible: float = 0.6
    """Share of a face's box that must be inside the view for it to be labelled."""


@dataclass(frozen=True)
class RecipeConfig:
    """The recipe. Angles in degrees; the shares of scenes and effects lie in 0..1."""

    steps: int = 30000
    batch: int = 16
    learning_rate: float = 2e-3
    warmup_steps: int = 300
    weight_decay: float = 0.02
    ema_decay: float = 0.999
    largest_gradient: float = 10.0
    box_weight: float = 2.0
    seed: int = 1
    workers: int = 1
    validation_every: int = 2000
    checkpoint_every: int = 1000
    low_precision: bool = True
    singles: float = 0.45
    negatives: float = 0.08
    pasted: float = 0.07
    tilted: float = 0.35
    rotation: float = 45.0
    grey: float = 0.12
    blur: float = 0.12
    jpeg: float = 0.25
    occlusion: float = 0.3


@dataclass(frozen=True)
class FinderConfig:
    """All that defines a run; the same file trains, calibrates and exports."""

    name: str
    version: str
    network: NetworkConfig
    faces: FacesConfig = field(default_factory=FacesConfig)
    train: RecipeConfig = field(default_factory=RecipeConfig)
    data: DataConfig = field(default_factory=DataConfig)


SHARES = ("singles", "negatives", "pasted", "tilted", "grey", "blur", "jpeg", "occlusion")


def load_finder_config(path: Path) -> FinderConfig:
    """Reads and checks a configuration file; an InputError names what is wrong."""
    return read_config(path, FinderConfig, _check)


def _check(config: FinderConfig) -> None:
    network, faces, recipe = config.network, config.faces, config.train
    if len(network.channels) != 5 or min(*network.channels, network.head) < 2:
        raise InputError("network.channels must be five numbers, of strides 2, 4, 8, 16 and 32")
    if any(count % 2 for count in network.channels[2:]):
        raise InputError("network.channels of strides 8, 16 and 32 must be even")
    if network.stride != 8 or network.size < 32 or network.size % 32:
        raise InputError("network.stride must be 8 and network.size a multiple of 32")
    if not 0 < faces.least_labelled <= faces.least < faces.most <= faces.most_labelled:
        raise InputError("faces: need 0 < least_labelled <= least < most <= most_labelled")
    for name in ("steps", "batch", "validation_every", "checkpoint_every"):
        if getattr(recipe, name) < 1:
            raise InputError(f"train.{name} must be at least 1, not {getattr(recipe, name)}")
    if recipe.learning_rate <= 0:
        raise InputError(f"train.learning_rate must be above 0, not {recipe.learning_rate}")
    for name in (*SHARES, "ema_decay"):
        if not 0 <= getattr(recipe, name) <= 1:
            raise InputError(f"train.{name} must lie in 0..1, not {getattr(recipe, name)}")
    if recipe.singles + recipe.negatives + recipe.pasted > 1:
        raise InputError("train.singles, negatives and pasted must not sum to more than 1")
