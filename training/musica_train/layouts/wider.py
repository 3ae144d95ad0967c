"""WIDER FACE photos: a folder `images` and one `boxes.json` with the official boxes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import InputError
from .photo_list import BOXES, read_photo_list


@dataclass(frozen=True)
class WiderPhoto:
    """A photo and its faces [n, 4] as x0, y0, x1, y1 in pixels, from the hairline to the chin."""

    name: str
    image: Path
    faces: np.ndarray
    invalid: np.ndarray
    """Which faces [n] WIDER itself calls unusable."""


def read_wider(folder: Path) -> list[WiderPhoto]:
    """All photos of a folder whose `boxes.json` lists `image` and `faces`, sorted by name."""
    return read_photo_list(folder, "faces", _photo)


def _photo(folder: Path, entry: dict) -> WiderPhoto:  # type: ignore[type-arg]
    rows = [[face[key] for key in ("x", "y", "w", "h", "invalid")] for face in entry["faces"]]
    values = np.array(rows, np.float64).reshape(-1, 5)
    if not np.isfinite(values).all():
        raise InputError(f"{folder / BOXES}: {entry['image']} has a box that is not finite")
    # The official lists hold some boxes without width or height: they show nothing.
    values = values[(values[:, 2:4] > 0).all(axis=1)]
    boxes = np.concatenate([values[:, :2], values[:, :2] + values[:, 2:4]], axis=1)
    image = folder / "images" / entry["image"]
    return WiderPhoto(Path(entry["image"]).stem, image, boxes, values[:, 4] > 0)
