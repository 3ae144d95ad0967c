"""Chooses the default threshold of a trained finder on the validation part."""

from __future__ import annotations

import argparse
from pathlib import Path

from ...checkpoints import CHECKPOINT
from ...commands.options import add_device, add_run, take_device
from ...report import as_text
from ..calibration import CALIBRATION, FinderCalibration, choose_threshold, threshold_table
from ..checkpoints import load_average
from ..measure import look_at_photos
from ..pictures import draw_false, draw_missed
from ..photos import load_photos
from ..precision import match_all
from ..report import photo_report, report_rows
from .options import add_confirmed, confirmed_regions, finder_run_config


def add(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder that `prepare` wrote"
    )
    add_confirmed(parser)
    parser.add_argument(
        "--pictures", type=Path, metavar="DIR", help="draw the misses and false finds there"
    )
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    device = take_device(given)
    config = finder_run_config(given)
    finder, step = load_average(given.checkpoint or given.folder / CHECKPOINT, config, device)
    seen = look_at_photos(finder, load_photos(given.data, "validation"), confirmed_regions(given))
    matched = match_all(seen.finds, seen.truths)
    threshold = choose_threshold(matched)
    report = photo_report(seen.finds, seen.truths, threshold)
    table = threshold_table(matched, threshold)
    FinderCalibration(step, threshold, table, report).save(given.folder / CALIBRATION)
    print(as_text(report_rows(report)))
    print(f"{given.folder / CALIBRATION}: threshold {threshold:g} (step {step})")
    if given.pictures is not None:
        draw_missed(seen, threshold, given.pictures / "validation-missed.png")
        draw_false(seen, threshold, given.pictures / "validation-false.png")
