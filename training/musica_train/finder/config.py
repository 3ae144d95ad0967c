"""Configuration of a finder and its training, read from a TOML file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..config import DataConfig, read_config
from ..errors import InputError


@dataclass(frozen=True)
class NetworkConfig:
    """The shape of the network: channels of strides 2, 4, 8, 16 and 32, and of the last layer.

    `inner` are the channels on which the blocks of strides 8, 16 and 32 look around; without it
    half of the block's. `deep` blocks stand at stride 32. With `roll` faces get their roll too.
    """

    channels: tuple[int, ...]
    head: int
    inner: tuple[int, ...] = ()
    deep: int = 2
    roll: bool = False
    size: int = 320
    stride: int = 8

    @property
    def narrow(self) -> tuple[int, ...]:
        """The channels inside the blocks of strides 8, 16 and 32."""
        return self.inner or tuple(count // 2 for count in self.channels[2:])


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
    """The recipe. Angles in degrees; shares of scenes and effects and chances lie in 0..1."""

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
    tilted: float = 0.4
    rotation: float = 60.0
    turned: float = 0.1
    """Share of photos turned by any angle, beside those turned by up to `rotation`."""
    grey: float = 0.12
    blur: float = 0.2
    jpeg: float = 0.3
    dark: float = 0.12
    occlusion: float = 0.3
    roll_weight: float = 0.2
    heads: float = 0.3
    windows: float = 0.2
    wider: float = 0.3
    aflw: float = 0.2
    """Chances of the sources of photos, of those that are there."""

    def chance_of(self) -> dict[str, float]:
        """The chance of each source by the name that photos have for it."""
        return {
            "heads": self.heads,
            "300w": self.windows,
            "wider": self.wider,
            "aflw": self.aflw,
        }


@dataclass(frozen=True)
class FinderConfig:
    """All that defines a run; the same file trains, calibrates and exports."""

    name: str
    version: str
    network: NetworkConfig
    faces: FacesConfig = field(default_factory=FacesConfig)
    train: RecipeConfig = field(default_factory=RecipeConfig)
    data: DataConfig = field(default_factory=DataConfig)


SHARES = (
    *("singles", "negatives", "tilted", "turned", "grey", "blur", "jpeg", "dark", "occlusion"),
    *("heads", "windows", "wider", "aflw"),
)


def load_finder_config(path: Path) -> FinderConfig:
    """Reads and checks a configuration file; an InputError names what is wrong."""
    return read_config(path, FinderConfig, _check)


def _check(config: FinderConfig) -> None:
    network, faces, recipe = config.network, config.faces, config.train
    if len(network.channels) != 5 or min(*network.channels, network.head) < 2:
        raise InputError("network.channels must be five numbers, of strides 2, 4, 8, 16 and 32")
    if network.inner and (len(network.inner) != 3 or min(network.inner) < 1):
        raise InputError("network.inner must be three numbers, of strides 8, 16 and 32")
    if not network.inner and any(count % 2 for count in network.channels[2:]):
        raise InputError("network.channels of strides 8, 16 and 32 must be even")
    if network.deep < 1:
        raise InputError(f"network.deep must be at least 1, not {network.deep}")
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
    for first, second in (("singles", "negatives"), ("tilted", "turned")):
        if getattr(recipe, first) + getattr(recipe, second) > 1:
            raise InputError(f"train.{first} and {second} must not sum to more than 1")
