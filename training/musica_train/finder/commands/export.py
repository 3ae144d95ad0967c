"""Writes the finder's package with its card, checked in ONNX Runtime and measured."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

import torch

from ...checkpoints import CHECKPOINT
from ...commands.export import head_commit
from ...commands.options import add_device, add_run, take_device
from ...errors import InputError
from ...onnx_runtime import find_runtime
from ...package import Origin, write_description
from ..calibration import CALIBRATION, FinderCalibration
from ..card import finder_metrics, write_finder_card
from ..checkpoints import load_average
from ..graph_check import check_graph
from ..measure import measure
from ..package import GRAPH, FinderPackage, read_finder_package, write_finder_package
from ..report import as_lines
from .options import add_test, finder_run_config, test_data


def add(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder of the package"
    )
    add_test(parser, required=False)
    parser.add_argument(
        "--commit", help="commit of the code, for the package (default: HEAD of this repository)"
    )
    parser.add_argument(
        "--skip-onnx-check",
        action="store_true",
        help="do not compare the graph in ONNX Runtime with PyTorch",
    )
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    device = take_device(given)
    if not given.skip_onnx_check:
        print(f"checking the graph with {find_runtime()}")
    config = finder_run_config(given)
    calibration = FinderCalibration.load(given.folder / CALIBRATION)
    finder, step = load_average(
        given.checkpoint or given.folder / CHECKPOINT, config, torch.device("cpu")
    )
    if step != calibration.step:
        raise InputError(
            f"the calibration is of step {calibration.step}, the checkpoint of step {step};"
            " calibrate again"
        )
    origin = Origin(datetime.date.today().isoformat(), given.commit or head_commit())
    description = write_finder_package(given.out, config, finder, calibration, origin)
    package = read_finder_package(given.out)
    checks = [] if given.skip_onnx_check else [_check(package)]
    test = None
    if given.data is not None:
        data = test_data(given, device)
        test = measure(package.finder.to(device), package.threshold, data, given.pictures)
        print("\n".join(as_lines(test)))
    description["metrics"] = finder_metrics(calibration, test)
    write_description(given.out, description)
    write_finder_card(given.out, config, description, calibration, test, checks)
    size = sum(path.stat().st_size for path in given.out.iterdir())
    print(f"{given.out}: {size / 2**20:.2f} MiB in {len(list(given.out.iterdir()))} files")


def _check(package: FinderPackage) -> str:
    found = check_graph(package.graph, package.finder, GRAPH)
    line = (
        f"{GRAPH}: ONNX Runtime and PyTorch differ by at most {found.score:.1e} in the score and"
        f" {found.pixels:.1e} px in the boxes"
    )
    print(line)
    return line
