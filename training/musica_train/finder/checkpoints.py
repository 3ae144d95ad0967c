"""What of a configuration a checkpoint keeps, and the averaged finder read back from one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from ..checkpoints import read_checkpoint
from ..errors import InputError
from .config import FinderConfig
from .network import Finder

FREE = ("validation_every", "checkpoint_every", "workers")
"""Settings that may change within a run, for its result does not depend on them."""


def settings(config: FinderConfig) -> dict[str, dict[str, Any]]:
    """What of a configuration decides what a run comes to."""
    return {name: asdict(getattr(config, name)) for name in ("network", "faces", "train")}


def check_settings(
    path: Path, state: dict[str, Any], config: FinderConfig, sections: tuple[str, ...]
) -> None:
    """An InputError where a checkpoint was trained with other settings than these."""
    now = settings(config)
    for section in sections:
        for name, value in state.get("config", {}).get(section, {}).items():
            if name not in FREE and now[section].get(name, value) != value:
                raise InputError(
                    f"{path}: trained with {section}.{name} = {value}, the configuration has"
                    f" {now[section][name]}; set it back, or use another run folder"
                )


def load_average(path: Path, config: FinderConfig, device: torch.device) -> tuple[Finder, int]:
    """The averaged model of a checkpoint, ready for use, and the step it was saved at."""
    state = read_checkpoint(path, device)
    check_settings(path, state, config, ("network", "faces"))
    model = Finder(config.network)
    try:
        model.load_state_dict(state["average"])
    except RuntimeError as error:
        raise InputError(
            f"{path}: not of the network that the configuration '{config.name}' describes ({error})"
        ) from error
    return model.to(device).eval().requires_grad_(False), int(state["step"])
