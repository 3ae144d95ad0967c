"""WFLW: a list file with 98 points, a rectangle, six attributes and an image a line."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..errors import InputError
from .sample import Sample
from .text import read_text

POINTS = 98
ATTRIBUTES = ("pose", "expression", "illumination", "makeup", "occlusion", "blur")
"""In the order of the list; each is a subset of the test set."""

FIELDS = 2 * POINTS + 4 + len(ATTRIBUTES) + 1


def read_wflw(path: Path, images: Path) -> list[Sample]:
    """The faces of a list such as list_98pt_rect_attr_train.txt, in its order.

    Coordinates are taken as they stand, pixel centres at integers. A photo can hold several
    faces: their names end with the line they are on.
    """
    lines = read_text(path).splitlines()
    samples = [
        _sample(line.split(maxsplit=FIELDS - 1), number, path, images)
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    if not samples:
        raise InputError(f"{path}: no faces in it")
    return samples


def _sample(fields: list[str], number: int, path: Path, images: Path) -> Sample:
    where = f"{path}, line {number}"
    if len(fields) != FIELDS:
        raise InputError(
            f"{where}: {len(fields)} fields, expected {FIELDS} ({2 * POINTS} coordinates, 4 of the"
            f" rectangle, {len(ATTRIBUTES)} attributes, the image)"
        )
    try:
        numbers = np.array(fields[:-1], dtype=np.float64)
    except ValueError as error:
        raise InputError(f"{where}: fields that are not numbers ({error})") from error
    x0, y0, x1, y1 = numbers[2 * POINTS : 2 * POINTS + 4].tolist()
    if not np.isfinite(numbers).all():
        raise InputError(f"{where}: fields that are not finite numbers")
    if not (x1 > x0 and y1 > y0):
        raise InputError(f"{where}: the rectangle {x0:g},{y0:g} to {x1:g},{y1:g} is empty")
    image = fields[-1].strip()
    if not (images / image).is_file():
        raise InputError(f"{where}: no image {images / image}")
    flags = numbers[2 * POINTS + 4 :]
    return Sample(
        name=f"{image.rsplit('.', 1)[0]}#{number}",
        image=images / image,
        landmarks=numbers[: 2 * POINTS].reshape(POINTS, 2),
        box=(x0, y0, x1 - x0, y1 - y0),
        photo=image,
        subsets=frozenset(n for n, flag in zip(ATTRIBUTES, flags, strict=True) if flag == 1),
    )
