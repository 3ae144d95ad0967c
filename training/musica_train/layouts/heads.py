"""Photos with boxes of whole heads: a folder of images with one `boxes.json`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import InputError
from .photo_list import BOXES, read_photo_list


@dataclass(frozen=True)
class HeadsPhoto:
    """A photo and its heads [n, 4] as x0, y0, x1, y1 in pixels."""

    name: str
    image: Path
    heads: np.ndarray


def read_heads(folder: Path) -> list[HeadsPhoto]:
    """All photos of a folder whose `boxes.json` lists `image` and `heads`, sorted by name."""
    return read_photo_list(folder, "heads", _photo)


def _photo(folder: Path, entry: dict) -> HeadsPhoto:  # type: ignore[type-arg]
    heads = np.array(entry["heads"], np.float64).reshape(-1, 4)
    if not np.isfinite(heads).all() or (heads[:, 2:] <= heads[:, :2]).any():
        raise InputError(f"{folder / BOXES}: {entry['image']} has an empty head box")
    return HeadsPhoto(Path(entry["image"]).stem, folder / entry["image"], heads)
