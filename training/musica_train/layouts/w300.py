"""300-W: a folder of images, each with the 68 points beside it in a .pts file."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from ..frame import Box
from .sample import Sample

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png")


def read_pts(path: Path) -> np.ndarray:
    """Points [l, 2] of a .pts file, which counts pixels from 1; ours count from 0."""
    text = path.read_text()
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise ValueError(f"{path}: no points between braces")
    points = np.array(text[start + 1 : end].split(), dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(points).all():
        raise ValueError(f"{path}: points that are not numbers")
    return points - 1.0


def read_boxes(path: Path) -> dict[str, Box]:
    """Boxes of a CSV with the columns name, x0, y0, x1, y1, by the last part of the name."""
    boxes: dict[str, Box] = {}
    with path.open(newline="") as rows:
        for row in csv.DictReader(rows):
            x0, y0, x1, y1 = (float(row[key]) for key in ("x0", "y0", "x1", "y1"))
            boxes[row["name"].rsplit("/", 1)[-1]] = (x0, y0, x1 - x0, y1 - y0)
    return boxes


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
            raise ValueError(f"{pts}: no image beside it ({', '.join(IMAGE_SUFFIXES)})")
        landmarks = read_pts(pts)
        if boxes and pts.stem not in known:
            raise ValueError(f"{boxes}: no box for {pts.stem}")
        box = known.get(pts.stem) or tight_box(landmarks)
        samples.append(Sample(pts.stem, image, landmarks, box, _photo(pts.stem)))
    if not samples:
        raise ValueError(f"{folder}: no .pts files below it")
    return samples


def _photo(name: str) -> str:
    """HELEN and AFW number the faces of a photo at the end of the name; LFPW has one each."""
    head, _, tail = name.rpartition("_")
    return head if tail.isdigit() and len(tail) <= 2 and head else name
