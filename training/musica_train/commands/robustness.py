"""Measures a model with boxes moved, scaled and drawn by other rules, and with photos turned."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from ..exits import taken
from ..inference import AlignedFaces
from ..metrics import summarise
from ..moves import CONVENTIONS, MOVES, Move, align_moved, drawn_by
from ..report import as_text
from .options import add_device, add_layout, add_model, load_model, read_layout


def add(parser: argparse.ArgumentParser) -> None:
    add_model(parser)
    add_layout(parser)
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="take every N-th face (default: all)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    cascade, _ = load_model(given)
    samples = read_layout(given)[:: given.every]
    figures = {}
    for move in MOVES:
        figures[move.name] = _figures(align_moved(cascade, samples, move))
    for name in CONVENTIONS:
        drawn = [drawn_by(name, sample) for sample in samples]
        figures[f"box {name}"] = _figures(align_moved(cascade, drawn, Move(name)))
    rows = [["", "NME", "P95", "FR@8", "FR@10"]]
    for name, row in figures.items():
        rows.append([name, *(f"{row[key]:.2f}" for key in ("nme", "p95", "fr8", "fr10"))])
    print(f"{len(samples)} faces; errors in percent of the distance of the outer eye corners")
    print(as_text(rows))
    if given.json:
        given.json.write_text(json.dumps({"faces": len(samples), **figures}, indent=1) + "\n")


def _figures(faces: AlignedFaces) -> dict[str, float]:
    last = np.full(len(faces), len(faces.ocular) - 1)
    found = summarise(taken(faces.ocular, last), taken(faces.pupil, last))
    return {
        "nme": found.nme_inter_ocular,
        "p95": found.p95_inter_ocular,
        "fr8": found.fr8,
        "fr10": found.fr10,
    }
