"""Marks what a first finder finds without a label in the training part as not known.

Photos hold faces that nobody annotated; training on them as background would teach to miss faces.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ...commands.options import add_device, add_run, take_device
from ...checkpoints import CHECKPOINT
from ..checkpoints import load_average
from ..confirmed import unlabelled
from ..evaluation import find_all
from ..photos import add_ignored, load_photos
from .options import finder_run_config


def add(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder that `prepare` wrote"
    )
    parser.add_argument(
        "--threshold",
        type=float,
        default=0.3,
        help="score from which a find is marked (default: %(default)s)",
    )
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    device = take_device(given)
    config = finder_run_config(given)
    finder, step = load_average(given.checkpoint or given.folder / CHECKPOINT, config, device)
    photos = load_photos(given.data, "train")
    regions = unlabelled(photos, find_all(finder, photos), given.threshold)
    added = add_ignored(given.data, "train", regions)
    print(f"{given.data}: {added} regions of {len(regions)} photos ignored (finder of step {step})")
