"""Writes a model package with its card, and checks every stage in ONNX Runtime.

With --test-data the finished package is measured and the figures stand in it and in its card.
"""

from __future__ import annotations

import argparse
import datetime
import subprocess
from pathlib import Path
from typing import Any

import torch

from ..calibration import CALIBRATION, Calibration, apply_fits
from ..card import package_metrics, write_card
from ..checkpoints import CHECKPOINT, load_average
from ..errors import InputError
from ..inference import align_samples
from ..model import stage_work
from ..onnx_runtime import find_runtime
from ..package import (
    DESCRIPTION,
    LARGEST,
    Origin,
    Package,
    read_package,
    write_description,
    write_package,
)
from ..plots import draw_mean_shape
from ..report import as_text, build_report, report_rows, subset_reports
from ..stage_check import check_stage
from .options import LAYOUTS, add_device, add_run, read_layout, run_config, take_device

DRAWING = "mean-shape.png"


def add(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder of the package"
    )
    parser.add_argument(
        "--test-data",
        type=Path,
        nargs="+",
        metavar="DIR",
        help="test faces to measure the package on",
    )
    parser.add_argument(
        "--test-layout",
        choices=LAYOUTS,
        default=LAYOUTS[0],
        help="their layout, as --layout of evaluate (default: %(default)s)",
    )
    parser.add_argument("--test-list", type=Path, metavar="FILE", help="their list, as --list")
    parser.add_argument("--test-boxes", type=Path, metavar="FILE", help="their boxes, as --boxes")
    parser.add_argument(
        "--commit", help="commit of the code, for the package (default: HEAD of this repository)"
    )
    parser.add_argument(
        "--skip-onnx-check",
        action="store_true",
        help="do not compare the stages in ONNX Runtime with PyTorch",
    )
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    device = take_device(given)
    if not given.skip_onnx_check:
        print(f"checking stages with {find_runtime()}")
    config = run_config(given, given.folder)
    calibration = Calibration.load(given.folder / CALIBRATION)
    cascade, step = load_average(given.checkpoint or given.folder / CHECKPOINT, config, device)
    if step != calibration.step:
        raise InputError(
            f"the calibration is of step {calibration.step}, the checkpoint of step {step};"
            " calibrate again"
        )
    apply_fits(cascade, calibration.fits, calibration.details)
    origin = Origin(datetime.date.today().isoformat(), given.commit or head_commit())
    description = write_package(given.out, cascade, calibration, origin)
    package = read_package(given.out, torch.device("cpu"))
    checks = [] if given.skip_onnx_check else _check(given.out, package)
    package.cascade.to(device)
    test = _measure(given, package)
    description["metrics"] = package_metrics(calibration, test)
    write_description(given.out, description)
    draw_mean_shape(config, cascade.mean_shape.cpu().numpy(), given.out / DRAWING)
    write_card(given.out, config, description, calibration, test, checks)
    size = sum(path.stat().st_size for path in given.out.iterdir())
    print(f"{given.out}: {size / 2**20:.1f} MiB in {len(list(given.out.iterdir()))} files")
    if size > LARGEST:
        raise InputError(f"{given.out}: over the {LARGEST >> 20} MiB that a package may have")


def _check(folder: Path, package: Package) -> list[str]:
    lines = []
    for stage, entry in zip(package.cascade.stages, package.description["stages"], strict=True):
        found = check_stage((folder / entry["file"]).read_bytes(), stage, entry["file"])
        lines.append(
            f"{entry['file']}: ONNX Runtime and PyTorch differ by at most {found.pixels:.1e} px"
            f" in the displacement, {found.hidden:.1e} in the hidden state and"
            f" {100 * found.error_share:.1e} % in the predicted error"
        )
        print(lines[-1])
    return lines


def _measure(given: argparse.Namespace, package: Package) -> dict[str, Any] | None:
    if not given.test_data:
        if given.test_boxes or given.test_list:
            raise InputError("--test-boxes and --test-list go with --test-data")
        return None
    asked = argparse.Namespace(
        layout=given.test_layout,
        data=given.test_data,
        list=given.test_list,
        boxes=given.test_boxes,
    )
    samples, work = read_layout(asked), stage_work(package.cascade.config)
    faces = align_samples(package.cascade, samples)
    report = build_report(faces, work, package.rule)
    print(as_text(report_rows(report)))
    subsets = subset_reports(faces, [s.subsets for s in samples], work, package.rule)
    return {**report, "subsets": subsets} if subsets else report


def head_commit() -> str:
    """The commit that is checked out in the repository that this file is in."""
    here = Path(__file__).parent

    def git(*arguments: str) -> str | None:
        try:
            done = subprocess.run(
                ["git", "-C", str(here), *arguments], capture_output=True, text=True, check=True
            )
        except (OSError, subprocess.CalledProcessError):
            return None
        return done.stdout.strip()

    head = git("rev-parse", "--verify", "HEAD")
    if head is None:
        raise InputError(f"no commit is known for {here} ({DESCRIPTION} states one); give --commit")
    return head
