"""Finds the face in every box of a head, or of WIDER FACE, with a trained cascade."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from ...commands.options import add_device, take_device
from ...images import load_rgb
from ...layouts.heads import read_heads
from ...layouts.wider import read_wider
from ...package import read_package
from ...progress import track
from ..collect import save_head_faces
from ..evaluation import find_in_images
from ..heads import HAIRLINE, HEAD, TrustLimits, face_from_find, face_in_box
from ..package import read_finder_package


def add(parser: argparse.ArgumentParser) -> None:
    photos = parser.add_mutually_exclusive_group(required=True)
    photos.add_argument("--heads", type=Path, metavar="DIR", help="photos of heads")
    photos.add_argument("--wider", type=Path, metavar="DIR", help="photos of WIDER FACE")
    parser.add_argument(
        "--cascade", type=Path, required=True, metavar="DIR", help="package of a cascade"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="file to write")
    parser.add_argument(
        "--finder",
        type=Path,
        metavar="DIR",
        help="package of a finder: where it and the cascade agree, one start is enough",
    )
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    device = take_device(given)
    cascade, limits = read_package(given.cascade, device).cascade, TrustLimits()
    first = read_finder_package(given.finder) if given.finder is not None else None
    if given.heads is not None:
        named = [(p.name, p.image, p.heads, HEAD) for p in read_heads(given.heads)]
    else:
        named = [(p.name, p.image, p.faces, HAIRLINE) for p in read_wider(given.wider)]
    found = {}
    for name, path, boxes, guesses in track(named, "label", "photo", len(named)):
        image = load_rgb(path)
        finds = np.zeros((0, 4))
        if first is not None:
            finder = first.finder.to(device)
            finds = find_in_images(finder, [image])[0].above(first.threshold).boxes
        found[name] = [
            face_from_find(image, box, finds, cascade, limits)
            or face_in_box(image, box, cascade, guesses)
            for box in boxes
        ]
    save_head_faces(given.out, found)
    print(f"{given.out}: {sum(map(len, found.values()))} boxes of {len(found)} photos")
