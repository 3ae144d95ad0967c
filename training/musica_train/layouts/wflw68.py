"""68 of WFLW's 98 points, where the whole annotation is not at hand: one `faces68of98.json`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..errors import InputError
from .sample import Sample
from .text import read_json


def read_wflw68(path: Path, images: Path) -> list[Sample]:
    """The faces of the list, in its order, with WFLW's own rectangles."""
    entries = read_json(path)
    try:
        return [_sample(entry, number, images) for number, entry in enumerate(entries, 1)]
    except InputError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: not a list of faces with 68 points ({error!r})") from error


def _sample(entry: dict, number: int, images: Path) -> Sample:  # type: ignore[type-arg]
    x0, y0, x1, y1 = (float(v) for v in entry["rect"])
    return Sample(
        name=f"{Path(entry['image']).with_suffix('')}#{number}",
        image=images / entry["image"],
        landmarks=np.array(entry["points68of98"], np.float64).reshape(68, 2),
        box=(x0, y0, x1 - x0, y1 - y0),
        photo=entry["image"],
        subsets=frozenset(name for name, flag in entry["attributes"].items() if flag),
    )
