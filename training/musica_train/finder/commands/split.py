"""Divides photos of heads or of WIDER FACE into parts, and writes the lists to keep."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from ...layouts.heads import read_heads
from ...layouts.wider import read_wider
from ...splits import write_split
from ..division import Named, choose, photo_groups


def add(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--heads", type=Path, metavar="DIR", help="photos of heads")
    source.add_argument("--wider", type=Path, metavar="DIR", help="photos of WIDER FACE")
    parser.add_argument(
        "--shares",
        type=float,
        nargs=2,
        default=(0.1, 0.2),
        metavar=("VALIDATION", "TEST"),
        help="shares of the photos (default: %(default)s); a part with share 0 has no list",
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
    photos: Sequence[Named]
    if given.heads is not None:
        heads = read_heads(given.heads)
        photos, word = heads, "heads"
        faces = {photo.name: len(photo.heads) for photo in heads}
    else:
        wider = read_wider(given.wider)
        photos, word = wider, "faces"
        faces = {photo.name: len(photo.faces) for photo in wider}
    parts = choose(photo_groups(photos), given.shares, given.seed)
    for name, share, part in zip(("validation", "test"), given.shares, parts, strict=True):
        if not part:
            continue
        inside = sum(faces[photo] for photo in part)
        note = (
            f"Photos of the {name} part: {len(part)} of {len(photos)}, {inside} of"
            f" {sum(faces.values())} {word}; share {share:g}, seed {given.seed}."
        )
        path = given.out.with_name(f"{given.out.name}-{name}.txt")
        write_split(path, part, note)
        print(f"{path}: {note}")
