"""Faces with a box and no landmarks: WIDER FACE's boxes, and boxes of whole heads."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..errors import InputError
from ..frame import Box
from .heads import read_heads
from .sample import Sample
from .text import read_json

LEAST_SIDE = 32.0
"""Longer side in pixels of the smallest faces worth a label."""

HEAD_SHARE, HEAD_DOWN = 0.75, 0.06
"""Which part of a head box is framed: of its longer side, and how far below its centre."""


def read_wider(folder: Path, landmarks: int) -> list[Sample]:
    """The valid faces of a folder with `boxes.json` and `images`."""
    path = folder / "boxes.json"
    entries = read_json(path)
    try:
        return [
            _sample(folder / "images" / entry["image"], number, _wider_box(face), landmarks)
            for entry in entries
            for number, face in enumerate(entry["faces"])
            if not face["invalid"] and max(face["w"], face["h"]) >= LEAST_SIDE
        ]
    except InputError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: not WIDER FACE's boxes ({error!r})") from error


def _wider_box(face: dict[str, float]) -> Box:
    return float(face["x"]), float(face["y"]), float(face["w"]), float(face["h"])


def read_head_faces(folder: Path, left_out: set[str], landmarks: int) -> list[Sample]:
    """The lower part of every head of the photos that are not left out."""
    boxes = [
        (photo.image, number, _face_of_head(head))
        for photo in read_heads(folder)
        if photo.name not in left_out
        for number, head in enumerate(photo.heads)
    ]
    return [
        _sample(image, number, box, landmarks)
        for image, number, box in boxes
        if box[2] >= LEAST_SIDE
    ]


def _face_of_head(head: np.ndarray) -> Box:
    x0, y0, x1, y1 = (float(v) for v in head)
    side = HEAD_SHARE * max(x1 - x0, y1 - y0)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2 + HEAD_DOWN * (y1 - y0)
    return x - side / 2, y - side / 2, side, side


def _sample(image: Path, number: int, box: Box, landmarks: int) -> Sample:
    x, y, width, height = box
    points = np.tile([x + width / 2, y + height / 2], (landmarks, 1))
    name = f"{image.stem}-{number}"
    return Sample(name, image, points, box, image.stem, weights=np.zeros(landmarks, np.float32))
