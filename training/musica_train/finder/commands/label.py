"""Finds the face in every box of a head with a trained cascade."""

from __future__ import annotations

import argparse
from pathlib import Path

from ...commands.options import add_device, take_device
from ...images import load_rgb
from ...layouts.heads import read_heads
from ...package import read_package
from ...progress import track
from ..collect import save_head_faces
from ..heads import face_in_head


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--heads", type=Path, required=True, metavar="DIR", help="photos of heads")
    parser.add_argument(
        "--cascade", type=Path, required=True, metavar="DIR", help="package of a cascade"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="file to write")
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    cascade = read_package(given.cascade, take_device(given)).cascade
    photos = read_heads(given.heads)
    found = {}
    for photo in track(photos, "label", "photo", len(photos)):
        image = load_rgb(photo.image)
        found[photo.name] = [face_in_head(image, head, cascade) for head in photo.heads]
    save_head_faces(given.out, found)
    print(f"{given.out}: {sum(map(len, found.values()))} heads of {len(found)} photos")
