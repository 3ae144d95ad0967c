"""Calibrates predicted errors and chooses exits on the validation part of a run."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..calibration import (
    CALIBRATION,
    Calibration,
    apply_fits,
    choose_exits,
    fit_stage,
    fitted,
    flagged_shares,
)
from ..checkpoints import CHECKPOINT, load_average
from ..details import fit_details, fitted_gains
from ..exits import exit_curves
from ..model import stage_work
from ..plots import draw_exits
from ..prepared import load_prepared
from ..report import as_text, build_report, report_rows
from ..views import align_backgrounds, align_views, joined
from .exit_report import show_exits, write_exits
from .options import add_device, add_run, positive, run_config, take_device

EXITS = "exits"


def add(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder that `prepare` wrote"
    )
    parser.add_argument(
        "--views",
        type=positive,
        default=8,
        help="how often each face is seen: as given, mirrored, and with the box a little off"
        " (default: %(default)s)",
    )
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    device = take_device(given)
    config = run_config(given, given.folder)
    cascade, step = load_average(given.checkpoint or given.folder / CHECKPOINT, config, device)
    faces = load_prepared(given.data, "validation", config)
    work = stage_work(config)

    parts = align_views(cascade, faces, given.views)
    raw = joined(parts)
    fits = tuple(fit_stage(p, e) for p, e in zip(raw.predicted, raw.ocular, strict=True))
    details = fit_details(raw)
    apply_fits(cascade, fits, details)
    views, as_given = (
        part.with_predicted(
            fitted(part.predicted, fits),
            None if part.gains is None else fitted_gains(part.gains, details),
        )
        for part in (raw, parts[0])
    )
    exits = choose_exits(views.predicted, views.ocular, work, views.gains)

    calibration = Calibration(
        step=step,
        faces=len(faces),
        views=given.views,
        fits=fits,
        exits=exits,
        flagged=flagged_shares(views, align_backgrounds(cascade, faces), exits),
        validation=build_report(as_given, work, exits.rule),
        details=details,
    )
    calibration.save(given.folder / CALIBRATION)
    curves = exit_curves(views.predicted, views.ocular, work, views.gains)
    write_exits(curves, given.folder / f"{EXITS}.json")
    draw_exits(curves, given.folder / f"{EXITS}.png")
    print(as_text(report_rows(calibration.validation)))
    print(show_exits(calibration, curves))
    print(f"written: {given.folder}/{CALIBRATION}, {EXITS}.json, {EXITS}.png")
