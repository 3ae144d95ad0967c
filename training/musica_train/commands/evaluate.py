"""Measures a model package, or a checkpoint before its export, on annotated faces."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..calibration import CALIBRATION, Calibration, apply_fits
from ..checkpoints import load_average
from ..errors import InputError
from ..inference import align_samples
from ..model import Cascade, stage_work
from ..package import read_package
from ..report import as_text, build_report, report_rows, subset_reports, write_dump
from .options import add_device, add_layout, read_layout, run_config, take_device


def add(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--model", type=Path, metavar="DIR", help="model package")
    what.add_argument(
        "--checkpoint",
        type=Path,
        metavar="FILE",
        help=f"checkpoint; {CALIBRATION} beside it is used where there is one",
    )
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="with --checkpoint: its configuration (default: the copy beside it)",
    )
    add_layout(parser)
    parser.add_argument(
        "--threshold",
        type=float,
        help="predicted error below which a face leaves (default: the model's)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    parser.add_argument(
        "--dump",
        type=Path,
        metavar="FILE",
        help="write every face's landmarks and predicted errors after each stage, JSON lines",
    )
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    cascade, threshold = _load(given)
    if given.threshold is not None:
        threshold = given.threshold
    samples = read_layout(given)
    count = cascade.config.model.landmarks.count
    for sample in samples:
        if len(sample.landmarks) != count:
            raise InputError(
                f"{sample.name}: {len(sample.landmarks)} landmarks, the model has {count}"
            )
    faces = align_samples(cascade, samples)
    work = stage_work(cascade.config)
    report = build_report(faces, work, threshold)
    print(f"{len(faces)} faces; errors in percent")
    print(as_text(report_rows(report)))
    subsets = subset_reports(faces, [sample.subsets for sample in samples], work, threshold)
    for name, figures in subsets.items():
        print(f"\n{name}: {figures['faces']} faces")
        print(as_text(report_rows(figures)))
    if subsets:
        report["subsets"] = subsets
    if given.json:
        given.json.write_text(json.dumps(report, indent=1) + "\n")
    if given.dump:
        write_dump(faces, [sample.name for sample in samples], given.dump)


def _load(given: argparse.Namespace) -> tuple[Cascade, float | None]:
    device = take_device(given)
    if given.model:
        if given.config:
            raise InputError("--config goes with --checkpoint; a package describes itself")
        package = read_package(given.model, device)
        return package.cascade, package.threshold
    folder = given.checkpoint.parent
    cascade, _ = load_average(given.checkpoint, run_config(given, folder), device)
    if not (folder / CALIBRATION).is_file():
        return cascade, None
    calibration = Calibration.load(folder / CALIBRATION)
    apply_fits(cascade, calibration.fits)
    return cascade, calibration.exits.threshold
