"""300-W: a folder of images, each with the 68 points beside it in a .pts file."""

from __future__ import annotations

import math
from glob import escape
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError
from ..frame import Box
from .sample import Sample
from .text import read_rows, read_text

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png")


def read_pts(path: Path) -> np.ndarray:
    """Points [l, 2] of a .pts file, which counts pixels from 1; ours count from 0."""
    text = read_text(path)
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise InputError(f"{path}: no points between braces")
    try:
        numbers = np.array(text[start + 1 : end].split(), dtype=np.float64)
    except ValueError as error:
        raise InputError(f"{path}: points that are not numbers ({error})") from error
    if not np.isfinite(numbers).all():
        raise InputError(f"{path}: points that are not finite numbers")
    if numbers.size == 0 or numbers.size % 2:
        raise InputError(f"{path}: must hold pairs of numbers, has {numbers.size} numbers")
    return numbers.reshape(-1, 2) - 1.0


def read_boxes(path: Path) -> dict[str, Box]:
    """Boxes of a CSV with the columns name, x0, y0, x1, y1, by the last part of the name."""
    boxes: dict[str, Box] = {}
    for line, row in enumerate(read_rows(path), 2):
        name, box = _box(row, f"{path}, line {line}")
        if boxes.setdefault(name, box) != box:
            raise InputError(f"{path}, line {line}: another box for '{name}'")
    return boxes


def _box(row: dict[str, Any], where: str) -> tuple[str, Box]:
    try:
        x0, y0, x1, y1 = (float(row[key]) for key in ("x0", "y0", "x1", "y1"))
        name = str(row["name"]).rsplit("/", 1)[-1]
    except KeyError as error:
        raise InputError(f"{where}: no column {error}; needed: name, x0, y0, x1, y1") from error
    except (TypeError, ValueError) as error:
        raise InputError(f"{where}: x0, y0, x1 and y1 must be numbers ({error})") from error
    if not all(map(math.isfinite, (x0, y0, x1, y1))):
        raise InputError(f"{where}: the box {x0:g},{y0:g} to {x1:g},{y1:g} is not finite")
    if not (x1 > x0 and y1 > y0):
        raise InputError(f"{where}: the box {x0:g},{y0:g} to {x1:g},{y1:g} is empty")
    return name, (x0, y0, x1 - x0, y1 - y0)


def tight_box(landmarks: np.ndarray) -> Box:
    """The smallest box around landmarks [l, 2]."""
    low, high = landmarks.min(axis=0), landmarks.max(axis=0)
    return (*low.tolist(), *(high - low).tolist())  # type: ignore[return-value]


def read_300w(folder: Path, boxes: Path | None) -> list[Sample]:
    """All faces below a folder, sorted by name; without a box file, boxes fit the landmarks."""
    known = read_boxes(boxes) if boxes else {}
    samples: list[Sample] = []
    for pts in sorted(p for p in folder.rglob("*") if _is_pts(p)):
        image = _image_beside(pts)
        if boxes and pts.stem not in known:
            raise InputError(f"{boxes}: no box for '{pts.stem}'")
        landmarks = read_pts(pts)
        name = pts.relative_to(folder).with_suffix("").as_posix()
        box = known.get(pts.stem) or tight_box(landmarks)
        samples.append(Sample(name, image, landmarks, box, name))
    if not samples:
        raise InputError(f"{folder}: no .pts files below it")
    return samples


def read_300w_folders(folders: list[Path], boxes: Path | None) -> list[Sample]:
    """The faces of several folders, such as the parts of 300-W's training set."""
    samples = [sample for folder in folders for sample in read_300w(folder, boxes)]
    seen: dict[str, Path] = {}
    for sample in samples:
        other = seen.setdefault(sample.name, sample.image)
        if other != sample.image:
            raise InputError(f"two faces have the name '{sample.name}': {other}, {sample.image}")
    return samples


def _is_pts(path: Path) -> bool:
    """macOS puts a file `._a.pts` of its own beside `a.pts` on disks and in archives of others."""
    return path.suffix.lower() == ".pts" and not path.name.startswith("._") and path.is_file()


def _image_beside(pts: Path) -> Path:
    for suffix in IMAGE_SUFFIXES:
        if (image := pts.with_suffix(suffix)).exists():
            return image
    for image in sorted(pts.parent.glob(f"{escape(pts.stem)}.*")):
        if image.suffix.lower() in IMAGE_SUFFIXES:
            return image
    raise InputError(f"{pts}: no image beside it ({', '.join(IMAGE_SUFFIXES)})")
