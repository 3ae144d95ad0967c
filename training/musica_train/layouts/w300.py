"""300-W: a folder of images, each with the 68 points beside it in a .pts file."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..frame import Box
from .sample import Sample

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png")


def read_pts(path: Path) -> np.ndarray:
    """Points [l, 2] of a .pts file, which counts pixels from 1; ours count from 0."""
    text = path.read_text(errors="replace")
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise InputError(f"{path}: no points between braces")
    try:
        numbers = np.array(text[start + 1 : end].split(), dtype=np.float64)
    except ValueError as error:
        raise InputError(f"{path}: points that are not numbers ({error})") from error
    if numbers.size == 0 or numbers.size % 2 or not np.isfinite(numbers).all():
        raise InputError(f"{path}: must hold pairs of finite numbers, has {numbers.size} numbers")
    return numbers.reshape(-1, 2) - 1.0


def read_boxes(path: Path) -> dict[str, Box]:
    """Boxes of a CSV with the columns name, x0, y0, x1, y1, by the last part of the name."""
    boxes: dict[str, Box] = {}
    try:
        with path.open(newline="") as rows:
            for line, row in enumerate(csv.DictReader(rows), 2):
                name, box = _box(row, f"{path}, line {line}")
                if boxes.setdefault(name, box) != box:
                    raise InputError(f"{path}, line {line}: another box for '{name}'")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    return boxes


def _box(row: dict[str, str], where: str) -> tuple[str, Box]:
    try:
        x0, y0, x1, y1 = (float(row[key]) for key in ("x0", "y0", "x1", "y1"))
        name = row["name"].rsplit("/", 1)[-1]
    except KeyError as error:
        raise InputError(f"{where}: no column {error}; needed: name, x0, y0, x1, y1") from error
    except (TypeError, ValueError) as error:
        raise InputError(f"{where}: x0, y0, x1 and y1 must be numbers ({error})") from error
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
    for pts in sorted(folder.rglob("*.pts")):
        image = next((p for s in IMAGE_SUFFIXES if (p := pts.with_suffix(s)).exists()), None)
        if image is None:
            raise InputError(f"{pts}: no image beside it ({', '.join(IMAGE_SUFFIXES)})")
        if boxes and pts.stem not in known:
            raise InputError(f"{boxes}: no box for '{pts.stem}'")
        landmarks = read_pts(pts)
        name = pts.relative_to(folder).with_suffix("").as_posix()
        box = known.get(pts.stem) or tight_box(landmarks)
        samples.append(Sample(name, image, landmarks, box, _photo(name)))
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


def _photo(name: str) -> str:
    """HELEN and AFW number the faces of a photo at the end of the name; LFPW has one each."""
    head, _, tail = name.rpartition("_")
    return head if tail.isdigit() and len(tail) <= 2 and head else name
