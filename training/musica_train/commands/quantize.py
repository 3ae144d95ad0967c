"""Writes a package in 8 bits from one in half precision, calibrated on training faces.

For processors with VNNI: faster there, half the size. Measure it with `musica evaluate`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from ..errors import InputError
from ..int8.cascade import calibration_frames, quantize_cascade
from ..int8.packages import write_int8_cascade
from ..package import read_package
from .options import add_layout, positive, read_layout

FACES = 512


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", type=Path, required=True, metavar="DIR", help="package in half precision"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder of the new package"
    )
    parser.add_argument(
        "--faces",
        type=positive,
        default=FACES,
        metavar="N",
        help="faces to calibrate with, evenly out of all (default: %(default)s)",
    )
    parser.add_argument(
        "--origin", required=True, metavar="TEXT", help="what the faces are, for the package"
    )
    add_layout(parser)


def run(given: argparse.Namespace) -> None:
    if given.out.resolve() == given.model.resolve():
        raise InputError(f"--out {given.out} is the package that is read; name another folder")
    package = read_package(given.model, torch.device("cpu"))
    samples = read_layout(given)
    chosen = samples[:: max(1, len(samples) // given.faces)][: given.faces]
    frames = calibration_frames(package.cascade, chosen)
    graphs = quantize_cascade(package.cascade, frames)
    write_int8_cascade(given.out, package.description, graphs, len(chosen), given.origin)
    size = sum(len(graph) for graph in graphs)
    print(f"{given.out}: {len(graphs)} stages, {size / 2**20:.1f} MiB")
