"""What several commands of the finder share."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from ...commands.options import CONFIG_COPY
from ...errors import InputError
from ...layouts.w300 import read_300w_folders
from ...package import read_package
from ..config import FinderConfig, load_finder_config
from ..confirmed import Regions, read_regions
from ..measure import TestData
from ..photos import load_photos
from ..turning import turned


def finder_run_config(given: argparse.Namespace) -> FinderConfig:
    """The configuration given, or the copy that a run keeps."""
    path = given.config or given.folder / CONFIG_COPY
    if given.config is None and not path.is_file():
        raise InputError(f"{path}: the run keeps no configuration; give --config FILE")
    return load_finder_config(path)


def add_confirmed(parser: argparse.ArgumentParser) -> None:
    """--confirmed: faces without a label that somebody looked at."""
    parser.add_argument(
        "--confirmed",
        type=Path,
        metavar="FILE",
        help="faces without a label that a look confirmed, boxes by 'source/name' as JSON: finds"
        " there do not count as false",
    )


def confirmed_regions(given: argparse.Namespace) -> Regions:
    """The regions of --confirmed, or none."""
    return read_regions(given.confirmed) if given.confirmed is not None else {}


def add_test(parser: argparse.ArgumentParser, required: bool = True) -> None:
    """What a finder is measured on."""
    parser.add_argument(
        "--data", type=Path, required=required, metavar="DIR", help="folder that `prepare` wrote"
    )
    parser.add_argument(
        "--part",
        choices=("validation", "test"),
        default="test",
        help="the part of it to measure on (default: %(default)s)",
    )
    parser.add_argument(
        "--source",
        choices=("heads", "300w", "wider", "aflw"),
        help="measure on its photos of one source alone",
    )
    parser.add_argument(
        "--turned",
        type=float,
        default=0.0,
        metavar="DEGREES",
        help="turn its photos by so much before (default: %(default)s)",
    )
    add_confirmed(parser)
    parser.add_argument(
        "--windows",
        type=Path,
        nargs="+",
        metavar="DIR",
        help="300-W: folders searched for .pts files, one annotated face an image",
    )
    parser.add_argument(
        "--boxes", type=Path, metavar="FILE", help="their given boxes, to compare landmarks from"
    )
    parser.add_argument(
        "--cascade",
        type=Path,
        metavar="DIR",
        help="package of a cascade to align from found and given boxes",
    )
    parser.add_argument(
        "--free",
        type=int,
        default=0,
        metavar="N",
        help="pictures without a face to count false finds on (default: %(default)s)",
    )
    parser.add_argument(
        "--pictures", type=Path, metavar="DIR", help="draw the misses and false finds there"
    )


def test_data(given: argparse.Namespace, device: torch.device) -> TestData:
    """What the arguments of `add_test` name."""
    if given.cascade is not None and (given.windows is None or given.boxes is None):
        raise InputError("--cascade needs --windows and --boxes")
    windows = read_300w_folders(given.windows, given.boxes) if given.windows else None
    cascade = read_package(given.cascade, device).cascade if given.cascade else None
    photos = [
        photo
        for photo in load_photos(given.data, given.part)
        if given.source in (None, photo.source)
    ]
    if given.turned:
        photos = [turned(photo, given.turned) for photo in photos]
    if not photos:
        raise InputError(f"--source {given.source}: the {given.part} part has no photos of it")
    return TestData(photos, confirmed_regions(given), windows, cascade, given.free)
