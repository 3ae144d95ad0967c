"""Measures a model with boxes moved, scaled and drawn by other rules, and with photos turned.

Where its package has uncertain faces go through once more, with that and without.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..again import Again
from ..exits import ExitRule, taken
from ..inference import AlignedFaces
from ..layouts import Sample
from ..metrics import summarise
from ..model import Cascade
from ..moves import CONVENTIONS, HARD_TURNS, MOVES, Move, align_moved, drawn_by
from ..report import as_text
from ..splits import divide, read_split
from .options import add_device, add_layout, add_model, load_model, read_layout

KEYS = ("nme", "p95", "fr8", "fr10")


def add(parser: argparse.ArgumentParser) -> None:
    add_model(parser)
    add_layout(parser)
    parser.add_argument(
        "--split", type=Path, metavar="FILE", help="take the faces of the photos in this list only"
    )
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="take every N-th face (default: all)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    cascade, rule = load_model(given)
    samples = read_layout(given)
    if given.split:
        samples = divide(samples, read_split(given.split), given.split)["validation"]
    samples = samples[:: given.every]
    figures = {}
    for name, faces, move in _cases(samples):
        figures[name] = _figures(align_moved(cascade, faces, move))
        if rule is not None and (cascade.config.retry.turns or cascade.config.retry.scales):
            figures[name]["again"] = _once_more(cascade, rule, faces, move)
    print(f"{len(samples)} faces; errors in percent of the distance of the outer eye corners")
    print(as_text(_rows(figures)))
    if given.json:
        given.json.write_text(json.dumps({"faces": len(samples), **figures}, indent=1) + "\n")


def _cases(samples: list[Sample]) -> Iterator[tuple[str, list[Sample], Move]]:
    for move in MOVES:
        yield move.name, samples, move
    for name in CONVENTIONS:
        yield f"box {name}", [drawn_by(name, sample) for sample in samples], Move(name)
    drawn = [drawn_by("hairline to chin", sample) for sample in samples]
    for turn in HARD_TURNS:
        name = f"box hairline to chin, turned by {turn:.0f}"
        yield name, drawn, Move(name, turn=turn)


def _rows(figures: dict) -> list[list[str]]:  # type: ignore[type-arg]
    again = any("again" in row for row in figures.values())
    more = ["once more: NME", "P95", "FR@8", "FR@10", "passes"] if again else []
    rows = [["", "NME", "P95", "FR@8", "FR@10", *more]]
    for name, row in figures.items():
        values = [row[key] for key in KEYS]
        if again:
            values += [row["again"][key] for key in (*KEYS, "passes")]
        rows.append([name, *(f"{value:.2f}" for value in values)])
    return rows


def _once_more(
    cascade: Cascade, rule: ExitRule, faces: list[Sample], move: Move
) -> dict[str, float]:
    again = Again(cascade, cascade.config.retry, rule.final)
    figures = _figures(align_moved(cascade, faces, move, again))
    return {**figures, "passes": again.passes / again.faces}


def _figures(faces: AlignedFaces) -> dict:  # type: ignore[type-arg]
    last = np.full(len(faces), len(faces.ocular) - 1)
    found = summarise(taken(faces.ocular, last), taken(faces.pupil, last))
    return {
        "nme": found.nme_inter_ocular,
        "p95": found.p95_inter_ocular,
        "fr8": found.fr8,
        "fr10": found.fr10,
    }
