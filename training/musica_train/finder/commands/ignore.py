"""Marks what a first finder finds without a label in the training part as not known.

Photos hold faces that nobody annotated; training on them as background would teach to miss faces.
A find is marked where a cascade, started from it, agrees.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from ...checkpoints import CHECKPOINT
from ...commands.options import add_device, add_run, take_device
from ...package import read_package
from ...progress import track
from ..checkpoints import load_average
from ..confirmed import key_of, unlabelled
from ..evaluation import find_all
from ..heads import TrustLimits, is_face
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
        default=0.25,
        help="score from which a find is looked at (default: %(default)s)",
    )
    parser.add_argument(
        "--cascade", type=Path, required=True, metavar="DIR", help="package of a cascade"
    )
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    device = take_device(given)
    config = finder_run_config(given)
    finder, step = load_average(given.checkpoint or given.folder / CHECKPOINT, config, device)
    photos = load_photos(given.data, "train")
    cascade, limit = read_package(given.cascade, device).cascade, TrustLimits().error
    proposed = unlabelled(photos, find_all(finder, photos), given.threshold)
    regions = {}
    for photo in track(photos, "look again", "photo", len(photos)):
        boxes = proposed.get(key_of(photo), [])
        sure = [box for box in boxes if is_face(photo.pixels, box, cascade, limit)]
        if sure:
            regions[key_of(photo)] = np.array(sure)
    added = add_ignored(given.data, "train", regions)
    print(f"{given.data}: {added} regions of {len(regions)} photos ignored (finder of step {step})")
