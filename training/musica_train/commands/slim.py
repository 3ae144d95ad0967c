"""Writes a checkpoint's averaged model alone, weights in half precision, to take elsewhere."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from ..checkpoints import read_checkpoint, save_checkpoint


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", type=Path, required=True, metavar="FILE")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")


def run(given: argparse.Namespace) -> None:
    state = read_checkpoint(given.checkpoint, torch.device("cpu"))
    average = {
        name: values.half() if values.dim() > 1 and name != "mean_shape" else values
        for name, values in state["average"].items()
    }
    kept = {name: state[name] for name in ("step", "config")}
    save_checkpoint({**kept, "model": {}, "average": average}, given.out)
    print(f"{given.out}: step {state['step']}, {given.out.stat().st_size / 2**20:.1f} MiB")
