"""Photos with boxes of whole heads: a folder of images with one `boxes.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import InputError

BOXES = "boxes.json"


@dataclass(frozen=True)
class HeadsPhoto:
    """A photo and its heads [n, 4] as x0, y0, x1, y1 in pixels."""

    name: str
    image: Path
    heads: np.ndarray


def read_heads(folder: Path) -> list[HeadsPhoto]:
    """All photos of a folder whose `boxes.json` lists `image` and `heads`, sorted by name."""
    path = folder / BOXES
    try:
        entries = json.loads(path.read_text())
        photos = [_photo(folder, entry) for entry in entries]
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path}: must be a list of entries with 'image' and 'heads' ({error!r})"
        ) from error
    if not photos:
        raise InputError(f"{path}: names no photos")
    return sorted(photos, key=lambda photo: photo.name)


def _photo(folder: Path, entry: dict) -> HeadsPhoto:  # type: ignore[type-arg]
    heads = np.array(entry["heads"], np.float64).reshape(-1, 4)
    if not np.isfinite(heads).all() or (heads[:, 2:] <= heads[:, :2]).any():
        raise InputError(f"{folder / BOXES}: {entry['image']} has an empty head box")
    return HeadsPhoto(Path(entry["image"]).stem, folder / entry["image"], heads)
