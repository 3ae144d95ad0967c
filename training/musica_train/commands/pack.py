"""Packs a prepared folder for a machine without the photos, or unpacks one there."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..packing import QUALITY, pack, unpack


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder that `prepare` wrote"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write")
    parser.add_argument(
        "--unpack", action="store_true", help="--data was packed: write the prepared folder again"
    )
    parser.add_argument(
        "--quality", type=int, default=QUALITY, help="of the images, 1..100 (default: %(default)s)"
    )


def run(given: argparse.Namespace) -> None:
    if given.unpack:
        unpack(given.data, given.out)
        print(f"{given.out}: unpacked")
    else:
        print(f"{given.out}: {pack(given.data, given.out, given.quality) / 2**20:.1f} MiB")
