"""Checkpoints of a run: what `train` writes and everything later reads."""

from __future__ import annotations

import inspect
import pickle
from pathlib import Path
from typing import Any

import torch

from .config import Config
from .errors import InputError
from .model import Cascade

CHECKPOINT = "checkpoint.pt"


def save_checkpoint(state: dict[str, Any], path: Path) -> None:
    """Writes a checkpoint so that an interruption leaves the one before it whole."""
    partial = path.with_name(path.name + ".part")
    torch.save(state, partial)
    partial.replace(path)


def read_checkpoint(path: Path, device: torch.device) -> dict[str, Any]:
    """Reads a checkpoint without running any code that it may hold."""
    if not path.is_file():
        raise InputError(f"{path}: no such checkpoint; `musica_train train` writes one")
    options: dict[str, Any] = {}
    if "weights_only" in inspect.signature(torch.load).parameters:
        options["weights_only"] = True
    try:
        state: dict[str, Any] = torch.load(path, map_location=device, **options)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as error:
        raise InputError(f"{path}: not a checkpoint of this program ({error})") from error
    return state


def load_average(path: Path, config: Config, device: torch.device) -> tuple[Cascade, int]:
    """The averaged model of a checkpoint, ready for use, and the step it was saved at."""
    state = read_checkpoint(path, device)
    model = Cascade(config, torch.zeros(config.model.landmarks.count, 2))
    try:
        model.load_state_dict(state["average"])
    except (KeyError, RuntimeError) as error:
        raise InputError(
            f"{path}: does not fit the configuration '{config.name}'; give the one that it was"
            f" trained with ({error})"
        ) from error
    return model.to(device).eval().requires_grad_(False), int(state["step"])
