"""Writes the finder's package in 8 bits from one in half precision, calibrated on training photos.

For processors with VNNI: faster there. Measure it with `musica evaluate-finder`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ...commands.options import check_folders, positive
from ...errors import InputError
from ...images import load_rgb
from ...int8.finder import build_int8_finder
from ...int8.packages import write_int8_finder
from ...int8.ranges import calibrate
from ...progress import Progress
from ..finds import cut_view, whole_view
from ..onnx_finder import INPUT
from ..package import read_finder_package

PHOTOS = 256
IMAGES = {".jpg", ".jpeg", ".png"}


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", type=Path, required=True, metavar="DIR", help="package in half precision"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder of the new package"
    )
    parser.add_argument(
        "--data", type=Path, nargs="+", required=True, metavar="DIR", help="folders of photos"
    )
    parser.add_argument(
        "--photos",
        type=positive,
        default=PHOTOS,
        metavar="N",
        help="photos to calibrate with, evenly out of each folder (default: %(default)s)",
    )
    parser.add_argument(
        "--origin", required=True, metavar="TEXT", help="what the photos are, for the package"
    )


def run(given: argparse.Namespace) -> None:
    if given.out.resolve() == given.model.resolve():
        raise InputError(f"--out {given.out} is the package that is read; name another folder")
    check_folders(given.data)
    package = read_finder_package(given.model)
    photos = _photos(given.data, given.photos)
    plain, watched = build_int8_finder(package.finder)
    chosen = calibrate(plain, watched, _views(photos, package.finder.config.size))
    graph = build_int8_finder(package.finder, chosen)[0].SerializeToString()
    write_int8_finder(given.out, package.description, graph, len(photos), given.origin)
    print(f"{given.out}: {len(watched)} tensors calibrated, {len(graph) / 2**20:.2f} MiB")


def _photos(folders: list[Path], count: int) -> list[Path]:
    """As many photos of each folder, evenly out of all that it has."""
    chosen: list[Path] = []
    for folder in folders:
        found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in IMAGES)
        share = max(1, count // len(folders))
        chosen += found[:: max(1, len(found) // share)][:share]
    if not chosen:
        raise InputError(f"--data {folders[0]}: no photos ({', '.join(sorted(IMAGES))})")
    return chosen


def _views(photos: list[Path], size: int) -> Iterator[dict[str, np.ndarray]]:
    with Progress("look", "photo", len(photos)) as progress:
        for path in photos:
            image = load_rgb(path)
            view = cut_view(image, whole_view(*image.shape[:2], size))
            yield {INPUT: view[None]}
            progress.advance()
