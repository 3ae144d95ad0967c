"""Measures a finder's package on labelled photos, on windows of one face, and without faces."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ...commands.options import add_device, take_device
from ..measure import measure
from ..package import read_finder_package
from ..report import as_lines
from .options import add_test, test_data


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", type=Path, required=True, metavar="DIR", help="package of a finder"
    )
    parser.add_argument(
        "--threshold", type=float, help="lowest score of a find (default: the package's)"
    )
    add_test(parser)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    device = take_device(given)
    package = read_finder_package(given.model)
    threshold = package.threshold if given.threshold is None else given.threshold
    report = measure(package.finder.to(device), threshold, test_data(given, device), given.pictures)
    print("\n".join(as_lines(report)))
    if given.json:
        given.json.write_text(json.dumps(report, indent=1) + "\n")
