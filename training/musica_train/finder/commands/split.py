"""Divides photos of heads into training, validation and test, and writes the lists to keep."""

from __future__ import annotations

import argparse
from pathlib import Path

from ...layouts.heads import read_heads
from ...splits import write_split
from ..division import choose, photo_groups


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--heads", type=Path, required=True, metavar="DIR", help="photos of heads")
    parser.add_argument(
        "--shares",
        type=float,
        nargs=2,
        default=(0.1, 0.2),
        metavar=("VALIDATION", "TEST"),
        help="shares of the photos (default: %(default)s)",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the choice (default: %(default)s)")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="PREFIX",
        help="lists to write: PREFIX-validation.txt and PREFIX-test.txt",
    )


def run(given: argparse.Namespace) -> None:
    photos = read_heads(given.heads)
    groups = photo_groups(photos)
    parts = choose(groups, given.shares, given.seed)
    for name, share, part in zip(("validation", "test"), given.shares, parts, strict=True):
        heads = sum(len(photo.heads) for photo in photos if photo.name in part)
        note = (
            f"Photos of the {name} part: {len(part)} of {len(photos)}, {heads} of"
            f" {sum(len(photo.heads) for photo in photos)} heads; share {share:g},"
            f" seed {given.seed}."
        )
        path = given.out.with_name(f"{given.out.name}-{name}.txt")
        write_split(path, part, note)
        print(f"{path}: {note}")
