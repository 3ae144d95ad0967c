"""Chooses the photos of the validation part and writes them as a list to keep."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..errors import InputError
from ..splits import held_out, of_photos, read_split, write_split
from .options import add_layout, read_layout


def add(parser: argparse.ArgumentParser) -> None:
    add_layout(parser)
    parser.add_argument(
        "--photos",
        type=Path,
        metavar="FILE",
        help="list of photos that have several faces, a photo a line: NAME_1, NAME_2, … are faces of"
        " NAME and stay together; without it every image is a photo of its own",
    )
    parser.add_argument(
        "--share", type=float, default=0.1, help="share of the photos (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the choice (default: %(default)s)")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="list to write, a photo a line"
    )


def run(given: argparse.Namespace) -> None:
    if not 0 < given.share < 1:
        raise InputError(f"--share {given.share}: must lie between 0 and 1")
    samples = read_layout(given)
    if given.photos is not None:
        samples = of_photos(samples, read_split(given.photos), given.photos)
    photos = [sample.photo for sample in samples]
    chosen = held_out(photos, given.share, given.seed)
    faces = sum(photo in chosen for photo in photos)
    note = (
        f"Photos of the validation part: {len(chosen)} of {len(set(photos))} photos,"
        f" {faces} of {len(samples)} faces; share {given.share:g}, seed {given.seed}."
    )
    write_split(given.out, chosen, note)
    print(f"{given.out}: {note}")
