"""Checkpoints of a run: what `train` writes and everything later reads."""

from __future__ import annotations

import pickle
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import nn

from .config import Config
from .errors import InputError
from .model import Cascade

CHECKPOINT = "checkpoint.pt"
DECISIVE = ("model", "frame", "train")
"""Sections that decide what a run of the cascade comes to."""

FREE = ("validation_every", "checkpoint_every", "workers")
"""Settings that may change within a run, for its result does not depend on them."""


def save_checkpoint(state: dict[str, Any], path: Path) -> None:
    """Writes a checkpoint so that an interruption leaves the one before it whole."""
    partial = path.with_name(path.name + ".part")
    torch.save(state, partial)
    partial.replace(path)


def read_checkpoint(path: Path, device: torch.device) -> dict[str, Any]:
    """Reads a checkpoint; from PyTorch 2 on, without running any code that it may hold."""
    if not path.is_file():
        raise InputError(f"{path}: no such checkpoint; `musica_train train` writes one")
    # PyTorch 1.13 has this option too, but refuses plain numbers with it.
    options = {"weights_only": True} if int(torch.__version__.split(".")[0]) >= 2 else {}
    try:
        state: dict[str, Any] = torch.load(path, map_location=device, **options)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as error:
        raise InputError(f"{path}: not a checkpoint of this program ({error})") from error
    if not isinstance(state, dict) or not {"step", "model", "average"} <= set(state):
        raise InputError(f"{path}: not a checkpoint of this program")
    return state


def settings(config: Any, sections: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Sections of a configuration as a checkpoint keeps them."""
    return {name: asdict(getattr(config, name)) for name in sections}


def check_settings(path: Path, state: dict[str, Any], now: dict[str, dict[str, Any]]) -> None:
    """An InputError where a checkpoint was trained with other settings than these of now."""
    for section, values in now.items():
        for name, value in state.get("config", {}).get(section, {}).items():
            if name not in FREE and values.get(name, value) != value:
                raise InputError(
                    f"{path}: trained with {section}.{name} = {value}, the configuration has"
                    f" {values[name]}; set it back, or use another run folder"
                )


def load_weights(
    path: Path, name: str, model: nn.Module, weights: dict[str, torch.Tensor]
) -> None:
    """Puts weights into a model; an InputError where they are of another one than `name`'s."""
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise InputError(
            f"{path}: not of the model that the configuration '{name}' describes ({error})"
        ) from error


def load_average(path: Path, config: Config, device: torch.device) -> tuple[Cascade, int]:
    """The averaged model of a checkpoint, ready for use, and the step it was saved at."""
    state = read_checkpoint(path, device)
    check_settings(path, state, settings(config, ("model", "frame")))
    model = Cascade(config, torch.zeros(config.model.landmarks.count, 2))
    load_weights(path, config.name, model, state["average"])
    return model.to(device).eval().requires_grad_(False), int(state["step"])
