"""Puts photos and labels together to train, validate and test with."""

from __future__ import annotations

import argparse
from pathlib import Path

from ...errors import InputError
from ...layouts.aflw2000 import read_aflw2000
from ...layouts.heads import read_heads
from ...layouts.w300 import read_300w_folders
from ...layouts.wider import read_wider
from ...splits import divide, read_split
from ..collect import collect_aflw, collect_heads, collect_wider, collect_windows, load_head_faces
from ..division import divide_photos
from ..heads import TrustLimits
from ..photos import PARTS, LabelledPhoto, Packing, write_photos

PACKINGS = {
    "heads": Packing(416, 72),
    "300w": Packing(256, 74),
    "wider": Packing(608, 72),
    "aflw": Packing(216, 74),
}
"""How the training part is packed with --pack: under 45 MiB for all that the finder learns from."""


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
    parser.add_argument("--wider", type=Path, metavar="DIR", help="photos of WIDER FACE")
    parser.add_argument(
        "--wider-faces", type=Path, metavar="FILE", help="what `label --wider` wrote"
    )
    parser.add_argument(
        "--wider-split",
        type=Path,
        metavar="FILE",
        help="list of the WIDER FACE photos of the validation part",
    )
    parser.add_argument(
        "--aflw",
        type=Path,
        metavar="DIR",
        help="AFLW2000-3D; faces with exact points are the validation part",
    )
    parser.add_argument(
        "--pack",
        action="store_true",
        help="make the photos of the training part smaller, to carry them to another machine",
    )
    parser.add_argument(
        "--parts",
        nargs="+",
        choices=PARTS,
        default=PARTS,
        help="the parts to write (default: all)",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder to write into"
    )


def run(given: argparse.Namespace) -> None:
    collected: dict[str, list[LabelledPhoto]] = {part: [] for part in PARTS}
    for add_source in (_add_heads, _add_windows, _add_wider, _add_aflw):
        add_source(given, collected)
    for part in given.parts:
        photos = collected[part]
        if not photos:
            raise InputError(f"no photos for the {part} part")
        packing = PACKINGS if given.pack and part == "train" else {}
        write_photos(given.out, part, photos, packing)
        for source in sorted({photo.source for photo in photos}):
            own = [photo for photo in photos if photo.source == source]
            faces, posed = (
                sum(map(len, values))
                for values in ([p.faces for p in own], [p.faces[p.posed] for p in own])
            )
            print(
                f"{part}, {source}: {len(own)} photos, {faces} faces, {posed} of them with"
                f" landmarks of their own, {sum(len(p.ignored) for p in own)} regions ignored"
            )


def _add_heads(given: argparse.Namespace, collected: dict[str, list[LabelledPhoto]]) -> None:
    lists = [
        read_split(given.heads_split.with_name(f"{given.heads_split.name}-{part}.txt"))
        for part in ("validation", "test")
    ]
    found, limits = load_head_faces(given.head_faces), TrustLimits()
    for part, photos in divide_photos(read_heads(given.heads), *lists).items():
        collected[part] += collect_heads(photos, found, limits)


def _add_windows(given: argparse.Namespace, collected: dict[str, list[LabelledPhoto]]) -> None:
    windows = divide(read_300w_folders(given.data, None), read_split(given.split), given.split)
    for part, samples in windows.items():
        collected[part] += collect_windows(samples)


def _add_wider(given: argparse.Namespace, collected: dict[str, list[LabelledPhoto]]) -> None:
    needed = (given.wider, given.wider_faces, given.wider_split)
    if needed == (None, None, None):
        return
    if None in needed:
        raise InputError("--wider, --wider-faces and --wider-split go together")
    parts = divide_photos(read_wider(given.wider), read_split(given.wider_split), set())
    found, limits = load_head_faces(given.wider_faces), TrustLimits()
    for part in ("train", "validation"):
        collected[part] += collect_wider(parts[part], parts["train"], found, limits)


def _add_aflw(given: argparse.Namespace, collected: dict[str, list[LabelledPhoto]]) -> None:
    if given.aflw is not None:
        faces = read_aflw2000(given.aflw)
        collected["train"] += collect_aflw([face for face in faces if not face.exact])
        collected["validation"] += collect_aflw([face for face in faces if face.exact])
