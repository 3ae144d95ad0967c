"""Measures a model package, or a checkpoint before its export, on annotated faces."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..errors import InputError
from ..exits import ExitRule, exit_curves
from ..inference import align_samples
from ..model import stage_work
from ..report import (
    accepted_line,
    as_text,
    build_report,
    report_rows,
    spread_line,
    subset_reports,
    write_dump,
)
from .exit_report import curves_at
from .options import add_device, add_layout, add_model, load_model, read_layout


def add(parser: argparse.ArgumentParser) -> None:
    add_model(parser)
    add_layout(parser)
    parser.add_argument(
        "--threshold",
        type=float,
        help="predicted error below which a face leaves (default: the model's)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    parser.add_argument(
        "--curves",
        type=float,
        nargs="+",
        metavar="SHARE",
        help="show every rule of leaving early at these shares of the work of all stages",
    )
    parser.add_argument(
        "--dump",
        type=Path,
        metavar="FILE",
        help="write every face's landmarks and predicted errors after each stage, JSON lines",
    )
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    cascade, rule = load_model(given)
    if given.threshold is not None:
        rule = ExitRule(given.threshold)
    samples = read_layout(given)
    count = cascade.config.model.landmarks.count
    for sample in samples:
        if len(sample.landmarks) != count:
            raise InputError(
                f"{sample.name}: {len(sample.landmarks)} landmarks, the model has {count}"
            )
    faces = align_samples(cascade, samples)
    work = stage_work(cascade.config)
    report = build_report(faces, work, rule)
    print(f"{len(faces)} faces; errors in percent")
    print(as_text(report_rows(report)))
    if "selective" in report:
        print(accepted_line(report))
    if "spread" in report:
        print(spread_line(report))
    subsets = subset_reports(faces, [sample.subsets for sample in samples], work, rule)
    for name, figures in subsets.items():
        print(f"\n{name}: {figures['faces']} faces")
        print(as_text(report_rows(figures)))
    if subsets:
        report["subsets"] = subsets
    if given.curves:
        curves = exit_curves(faces.predicted, faces.ocular, work, faces.gains)
        print("\n" + curves_at(curves, float(work.sum()), tuple(given.curves)))
    if given.json:
        given.json.write_text(json.dumps(report, indent=1) + "\n")
    if given.dump:
        write_dump(faces, [sample.name for sample in samples], given.dump)
