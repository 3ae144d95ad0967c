"""Turns a package back into a checkpoint, which `train --start` begins from.

For where the checkpoint is lost or was never there. Weights come back as they were exported: in
half precision, and with what `calibrate` fitted in them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from ..checkpoints import DECISIVE, save_checkpoint, settings
from ..package import read_package


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, metavar="DIR", help="the package")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="checkpoint to write"
    )


def run(given: argparse.Namespace) -> None:
    cascade = read_package(given.model, torch.device("cpu")).cascade
    weights = cascade.state_dict()
    shape = settings(cascade.config, tuple(name for name in DECISIVE if name != "train"))
    given.out.parent.mkdir(parents=True, exist_ok=True)
    save_checkpoint({"step": 0, "model": {}, "average": weights, "config": shape}, given.out)
    print(f"{given.out}: {len(cascade.stages)} stages of {cascade.config.name}")
