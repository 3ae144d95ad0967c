"""Marks what a first finder finds without a label in the training part as not known.

Photos hold faces that nobody annotated; training on them as background would teach to miss faces.
With a cascade, a find is marked where the cascade, started from it, agrees.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from ...commands.options import add_device, take_device
from ...model import Cascade
from ...package import read_package
from ...progress import track
from ..confirmed import Regions, key_of, unlabelled
from ..evaluation import find_in_images
from ..heads import TrustLimits, is_face
from ..package import read_finder_package
from ..photos import Photo, add_ignored, load_photos


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", type=Path, required=True, metavar="DIR", help="package of the first finder"
    )
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder that `prepare` wrote"
    )
    parser.add_argument(
        "--threshold",
        type=float,
        default=0.5,
        help="score from which a find is marked (default: %(default)s)",
    )
    parser.add_argument(
        "--cascade",
        type=Path,
        metavar="DIR",
        help="package of a cascade that must agree; allows for a lower threshold, such as 0.25",
    )
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    device = take_device(given)
    first = read_finder_package(given.model)
    finder = first.finder.to(device)
    photos = load_photos(given.data, "train")
    finds = [
        find_in_images(finder, [photo.decode()])[0]
        for photo in track(photos, "look", "photo", len(photos))
    ]
    regions = unlabelled(photos, finds, given.threshold)
    if given.cascade is not None:
        cascade = read_package(given.cascade, device).cascade
        regions = _agreed(photos, regions, cascade)
    added = add_ignored(given.data, "train", regions)
    named = f"{first.description['name']}, version {first.description['version']}"
    print(f"{given.data}: {added} regions of {len(regions)} photos ignored ({named})")


def _agreed(photos: list[Photo], proposed: Regions, cascade: Cascade) -> Regions:
    """The regions in which a cascade sees a face."""
    regions = {}
    for photo in track(photos, "look again", "photo", len(photos)):
        boxes = proposed.get(key_of(photo))
        if boxes is not None:
            pixels, limit = photo.decode(), TrustLimits().error
            sure = [box for box in boxes if is_face(pixels, box, cascade, limit)]
            if sure:
                regions[key_of(photo)] = np.array(sure)
    return regions
