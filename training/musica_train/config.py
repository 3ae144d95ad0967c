"""Configuration of a model and its training, read from a TOML file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar, get_type_hints

from .errors import InputError
from .schemes import SCHEMES, LandmarkScheme


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
    """The shape of the cascade; `stage_levels` holds one pyramid level a stage, coarse first.

    `patches` are the landmarks with a patch, `stage_patches` those of each stage where stages
    differ (an empty list: `patches`). `aligned` patches lie in the similarity frame of the face.
    `details` adds to every stage the predicted gain of the stages to come and the spread of every
    landmark.
    """

    scheme: str
    patches: tuple[int, ...]
    stage_levels: tuple[int, ...] = (2, 1, 0)
    patch_size: int = 14
    hidden: int = 512
    stage_patches: tuple[tuple[int, ...], ...] = ()
    aligned: bool = False
    details: bool = False

    @property
    def landmarks(self) -> LandmarkScheme:
        return SCHEMES[self.scheme]

    def patches_of(self, stage: int) -> tuple[int, ...]:
        """The landmarks with a patch in a stage, counted from 0."""
        return (self.stage_patches and self.stage_patches[stage]) or self.patches


@dataclass(frozen=True)
class TrainConfig:
    """The recipe: angles in degrees, shifts and scales in boxes, shares of all faces.

    A face is framed by the box it was prepared with, or as another detector would frame it: by the
    tight box of its landmarks (`tight_share`), one from hairline to chin (`hairline_share`) or of
    the whole head (`head_share`), or by one that is far off (`far_share`, by up to `far_shift`
    tight boxes and the factor 1 + `far_scale`). All of them are then shifted and scaled a little.
    `cut` faces are cut off by the edge of their photo, `depth_share` turned in depth.
    """

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
    wide_rotation: float = 0.0
    wide_share: float = 0.0
    shear: float = 0.0
    tight_share: float = 0.0
    hairline_share: float = 0.0
    head_share: float = 0.0
    far_share: float = 0.0
    far_shift: float = 0.25
    far_scale: float = 0.6
    depth_share: float = 0.0
    depth_degrees: float = 25.0
    cut: float = 0.0
    gamma: float = 0.0
    noise: float = 0.0
    sharpen: float = 0.0
    patch_dropout: float = 0.0
    shape_jitter: float = 0.0
    least_scale: float = 0.0
    channel_gain: float = 0.15
    illumination: float = 0.3
    grey: float = 0.2
    blur: float = 0.1
    occlusion: float = 0.4


@dataclass(frozen=True)
class RetryConfig:
    """Where uncertain faces go through once more: turned in the box by degrees, scaled by factors.

    With either, the first further pass starts from the landmarks themselves (docs/pipeline.md).
    """

    turns: tuple[float, ...] = ()
    scales: tuple[float, ...] = ()


@dataclass(frozen=True)
class DataConfig:
    """What a model was made from, in words for its package and its card."""

    description: str = "not stated"
    split: str = "not stated"
    test: str = "not stated"
    independence: str = ""
    license: str = "not stated"
    limits: str = ""
    reproduce: str = "see training/README.md"


@dataclass(frozen=True)
class Config:
    """All that defines a run; the same file trains, calibrates and exports."""

    name: str
    version: str
    model: ModelConfig
    frame: FrameConfig = field(default_factory=FrameConfig)
    train: TrainConfig = field(default_factory=TrainConfig)
    data: DataConfig = field(default_factory=DataConfig)
    retry: RetryConfig = field(default_factory=RetryConfig)


class _Named(Protocol):
    """What every kind of configuration has."""

    name: str
    version: str


C = TypeVar("C", bound=_Named)

KINDS: dict[str, type | tuple[type, ...]] = {
    "int": int,
    "float": (int, float),
    "str": str,
    "bool": bool,
}
SHARES = (
    "grey",
    "blur",
    "occlusion",
    "error_weight",
    "ema_decay",
    "wide_share",
    "tight_share",
    "hairline_share",
    "head_share",
    "far_share",
    "depth_share",
    "cut",
    "noise",
    "patch_dropout",
)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def load_config(path: Path) -> Config:
    """Reads and checks a cascade's configuration; an InputError names what is wrong."""
    return read_config(path, Config, _check)


def read_config(path: Path, kind: type[C], check: Callable[[C], None]) -> C:
    """Reads a configuration of a kind: a name, a version, and a section for every other field."""
    try:
        table = tomllib.loads(path.read_text())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a TOML file ({error})") from error
    try:
        config = _read(table, kind)
        _check_name(config.name)
        check(config)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    return config


def _read(table: dict[str, Any], kind: type[C]) -> C:
    sections = {name: k for name, k in get_type_hints(kind).items() if is_dataclass(k)}
    known = {"name", "version", *sections}
    unknown = sorted(set(table) - known)
    if unknown:
        raise InputError(f"unknown setting '{unknown[0]}'; known: {', '.join(sorted(known))}")
    for key in ("name", "version"):
        if not isinstance(table.get(key), str):
            raise InputError(f"'{key}' is missing or not a text")
    return kind(
        name=table["name"],
        version=table["version"],
        **{key: _section(section, table.get(key, {}), key) for key, section in sections.items()},
    )


def _section(kind: type, values: Any, where: str) -> Any:
    if not isinstance(values, dict):
        raise InputError(f"'{where}' must be a section, [{where}]")
    known = {f.name: f for f in fields(kind)}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise InputError(f"unknown setting {where}.{unknown[0]}; known: {', '.join(sorted(known))}")
    for name, setting in known.items():
        if name in values:
            _check_kind(f"{where}.{name}", str(setting.type), values[name])
        elif setting.default is MISSING:
            raise InputError(f"{where}.{name} is missing")
    return kind(**{k: _frozen(v) for k, v in values.items()})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _check_kind(where: str, kind: str, value: Any) -> None:
    if kind.startswith("tuple[tuple"):
        if not isinstance(value, list):
            raise InputError(f"{where} must be a list of lists, not {value!r}")
        for item in value:
            _check_kind(where, "tuple", item)
    elif kind.startswith("tuple[float"):
        if not isinstance(value, list) or any(type(item) not in (int, float) for item in value):
            raise InputError(f"{where} must be a list of numbers, not {value!r}")
    elif kind.startswith("tuple"):
        if not isinstance(value, list) or any(type(item) is not int for item in value):
            raise InputError(f"{where} must be a list of whole numbers, not {value!r}")
    elif not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind != "bool"):
        raise InputError(f"{where} must be of kind {kind}, not {value!r}")


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise InputError(
            f"name '{name}' must be letters, digits, '.', '_' and '-', at most 64,"
            " beginning with a letter or digit"
        )


def _check(config: Config) -> None:
    _check_frame(config.frame)
    _check_model(config)
    _check_recipe(config.train)
    _check_retry(config)


def _check_frame(frame: FrameConfig) -> None:
    if not 8 <= frame.box_side <= 2048:
        raise InputError(f"frame.box_side must lie in 8..2048, not {frame.box_side}")
    if not 0 <= frame.margin <= 1:
        raise InputError(f"frame.margin must lie in 0..1, not {frame.margin}")
    if not 1 <= frame.levels <= 8:
        raise InputError(f"frame.levels must lie in 1..8, not {frame.levels}")


def _check_model(config: Config) -> None:
    model = config.model
    if model.scheme not in SCHEMES:
        known = ", ".join(sorted(SCHEMES))
        raise InputError(f"unknown landmark scheme '{model.scheme}'; known: {known}")
    count, levels = model.landmarks.count, model.stage_levels
    _check_patches("model.patches", model.patches, count, model.scheme)
    if model.stage_patches and len(model.stage_patches) != len(levels):
        raise InputError(
            f"model.stage_patches has {len(model.stage_patches)} lists for {len(levels)} stages"
        )
    for patches in filter(None, model.stage_patches):
        _check_patches("model.stage_patches", patches, count, model.scheme)
    if not levels or any(not 0 <= level < config.frame.levels for level in levels):
        raise InputError(f"model.stage_levels must lie in 0..{config.frame.levels - 1}")
    if list(levels) != sorted(levels, reverse=True):
        raise InputError("model.stage_levels must go from coarse (high) to fine (low)")
    if model.patch_size < 10 or (model.patch_size - 2) % 4 != 0:
        raise InputError("model.patch_size must be 10, 14, 18, ... so that both poolings divide")
    if model.hidden < 1:
        raise InputError(f"model.hidden must be at least 1, not {model.hidden}")


def _check_retry(config: Config) -> None:
    retry = config.retry
    if (retry.turns or retry.scales) and not config.model.aligned:
        raise InputError("[retry] needs model.aligned = true: patches that turn with the face")
    if 1 + len(retry.turns) + len(retry.scales) > 8:
        raise InputError("[retry] may ask for 7 turns and scales at most")
    if any(not -180 <= turn <= 180 for turn in retry.turns):
        raise InputError("retry.turns must lie in -180..180")
    if any(not 0.5 <= scale <= 2 for scale in retry.scales):
        raise InputError("retry.scales must lie in 0.5..2")


def _check_patches(where: str, patches: tuple[int, ...], count: int, scheme: str) -> None:
    if len(set(patches)) != len(patches) or not patches:
        raise InputError(f"{where} must name at least one landmark and none twice")
    if min(patches) < 0 or max(patches) >= count:
        raise InputError(f"{where} must lie in 0..{count - 1} for scheme {scheme}")


def _check_recipe(recipe: TrainConfig) -> None:
    for name in ("steps", "batch", "validation_every", "checkpoint_every"):
        if getattr(recipe, name) < 1:
            raise InputError(f"train.{name} must be at least 1, not {getattr(recipe, name)}")
    if recipe.learning_rate <= 0:
        raise InputError(f"train.learning_rate must be above 0, not {recipe.learning_rate}")
    for name in SHARES:
        if not 0 <= getattr(recipe, name) <= 1:
            raise InputError(f"train.{name} must lie in 0..1, not {getattr(recipe, name)}")
