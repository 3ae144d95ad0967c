"""The averaged finder read back from a checkpoint."""

from __future__ import annotations

from pathlib import Path

import torch

from ..checkpoints import check_settings, load_weights, read_checkpoint, settings
from .config import FinderConfig
from .network import Finder

DECISIVE = ("network", "faces", "train")
"""Sections that decide what a run comes to."""


def load_average(path: Path, config: FinderConfig, device: torch.device) -> tuple[Finder, int]:
    """The averaged model of a checkpoint, ready for use, and the step it was saved at."""
    state = read_checkpoint(path, device)
    check_settings(path, state, settings(config, ("network", "faces")))
    model = Finder(config.network)
    load_weights(path, config.name, model, state["average"])
    return model.to(device).eval().requires_grad_(False), int(state["step"])
