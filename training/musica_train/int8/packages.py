"""Packages in 8 bits: the description of another package, with other graphs and another name."""

from __future__ import annotations

import copy
import hashlib
from pathlib import Path
from string import Template
from typing import Any

from ..card import CARD, sentence
from ..package import write_description

SUFFIX = "-int8"
TEMPLATE = Path(__file__).parents[1] / "templates" / "int8_card.md"
CASCADE_COMMAND, FINDER_COMMAND = "musica evaluate --model", "musica evaluate-finder --finder"


def write_int8_cascade(
    folder: Path, description: dict[str, Any], graphs: list[bytes], faces: int, origin: str
) -> None:
    """Writes the graphs of all stages and `model.json`, without metrics."""
    calibrated = f"{faces} faces of {origin}"
    made = _renamed(description, calibrated)
    _write(folder, list(zip(made["stages"], graphs, strict=True)), made)
    _write_card(folder, description, calibrated, CASCADE_COMMAND)


def write_int8_finder(
    folder: Path, description: dict[str, Any], graph: bytes, photos: int, origin: str
) -> None:
    """Writes the graph of a finder and `model.json`, without metrics."""
    calibrated = f"{photos} photos of {origin}"
    made = _renamed(description, calibrated)
    _write(folder, [(made["graph"], graph)], made)
    _write_card(folder, description, calibrated, FINDER_COMMAND)


def _renamed(description: dict[str, Any], calibrated: str) -> dict[str, Any]:
    made = {}
    for field, value in copy.deepcopy(description).items():
        made[field] = value
        if field == "version":
            made["precision"] = "int8"
    made["name"] = description["name"] + SUFFIX
    made["metrics"] = {}
    made["training"]["data"] = (
        f"{description['name']} {description['version']} in 8 bits, calibrated on {calibrated};"
        f" its weights are trained on: {description['training']['data']}"
    )
    return made


def _write(
    folder: Path, graphs: list[tuple[dict[str, Any], bytes]], description: dict[str, Any]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for entry, graph in graphs:
        (folder / entry["file"]).write_bytes(graph)
        entry["sha256"] = hashlib.sha256(graph).hexdigest()
    write_description(folder, description)


def _write_card(folder: Path, description: dict[str, Any], calibrated: str, command: str) -> None:
    values = {
        "base": description["name"],
        "name": description["name"] + SUFFIX,
        "version": description["version"],
        "calibrated": calibrated,
        "command": command,
        "license": sentence(description["license"]),
    }
    (folder / CARD).write_text(Template(TEMPLATE.read_text()).substitute(values))
