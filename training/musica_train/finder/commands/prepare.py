"""Decodes photos and labels into arrays to train, validate and test with."""

from __future__ import annotations

import argparse
from pathlib import Path

from ...errors import InputError
from ...layouts.heads import read_heads
from ...layouts.w300 import read_300w_folders
from ...splits import divide, read_split
from ..collect import collect_heads, collect_windows, load_head_faces
from ..division import divide_heads
from ..heads import TrustLimits
from ..photos import PARTS, write_photos


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--heads", type=Path, required=True, metavar="DIR", help="photos of heads")
    parser.add_argument(
        "--head-faces", type=Path, required=True, metavar="FILE", help="what `label` wrote"
    )
    parser.add_argument(
        "--heads-split",
        type=Path,
        required=True,
        metavar="PREFIX",
        help="lists of the validation and test photos that `split` wrote",
    )
    parser.add_argument(
        "--data",
        type=Path,
        nargs="+",
        required=True,
        metavar="DIR",
        help="300-W: folders searched for .pts files",
    )
    parser.add_argument(
        "--split",
        type=Path,
        required=True,
        metavar="FILE",
        help="300-W: list of the photos of the validation part",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder to write the arrays into"
    )


def run(given: argparse.Namespace) -> None:
    lists = [
        read_split(given.heads_split.with_name(f"{given.heads_split.name}-{part}.txt"))
        for part in ("validation", "test")
    ]
    heads = divide_heads(read_heads(given.heads), *lists)
    windows = divide(read_300w_folders(given.data, None), read_split(given.split), given.split)
    found, limits = load_head_faces(given.head_faces), TrustLimits()
    for part in PARTS:
        photos = collect_heads(heads[part], found, limits)
        trusted = sum(len(photo.faces) for photo in photos)
        total = sum(len(photo.heads) for photo in heads[part])
        photos += collect_windows(windows.get(part, []))
        if not photos:
            raise InputError(f"no photos for the {part} part")
        write_photos(given.out, part, photos)
        print(f"{part}: {trusted} of {total} heads with a trusted face, {len(photos)} photos")
