"""Cuts annotated faces out of their images into arrays to train from."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..config import load_config
from ..prepared import prepare
from ..splits import divide, read_split
from .options import add_layout, read_layout


def add(parser: argparse.ArgumentParser) -> None:
    add_layout(parser)
    parser.add_argument(
        "--split",
        type=Path,
        required=True,
        metavar="FILE",
        help="list of the photos of the validation part; `split` makes one",
    )
    parser.add_argument(
        "--config", type=Path, required=True, metavar="FILE", help="configuration of the model"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder to write the arrays into"
    )


def run(given: argparse.Namespace) -> None:
    config = load_config(given.config)
    parts = divide(read_layout(given), read_split(given.split), given.split)
    prepare(parts, config, given.out)
    counts = ", ".join(f"{len(samples)} for {part}" for part, samples in parts.items())
    print(f"{given.out}: faces prepared: {counts}")
