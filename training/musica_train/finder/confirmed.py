"""Faces that nobody annotated: proposed by a finder, used once somebody looked or trusts it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from ..errors import InputError
from .boxes import covered, overlaps
from .finds import Finds
from .photos import Photo
from .precision import Truth

KNOWN = 0.3
"""The IoU with a labelled face, or the share in an ignored region, that makes a find no news."""

Regions = dict[str, np.ndarray]
"""Boxes [n, 4] by `source/name` of the photo."""


def key_of(photo: Photo) -> str:
    """How lists of regions name a photo."""
    return f"{photo.source}/{photo.name}"


def unlabelled(photos: list[Photo], found: list[Finds], threshold: float) -> Regions:
    """Finds of at least this score where no face is labelled."""
    regions = {}
    for photo, finds in zip(photos, found, strict=True):
        boxes = finds.above(threshold).boxes
        for known, share in ((photo.boxes, overlaps), (photo.ignored, covered)):
            if len(known) and len(boxes):
                boxes = boxes[share(boxes, known).max(axis=1) < KNOWN]
        if len(boxes):
            regions[key_of(photo)] = boxes
    return regions


def read_regions(path: Path) -> Regions:
    """Reads a JSON object of lists of x0, y0, x1, y1 by `source/name`."""
    try:
        entries = json.loads(path.read_text())
        return {name: np.array(boxes, float).reshape(-1, 4) for name, boxes in entries.items()}
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except (json.JSONDecodeError, ValueError, AttributeError) as error:
        raise InputError(f"{path}: must map 'source/name' to lists of boxes ({error})") from error


def write_regions(path: Path, regions: Regions) -> None:
    """Writes what `read_regions` reads."""
    path.write_text(json.dumps({name: np.round(b, 2).tolist() for name, b in regions.items()}))


def with_confirmed(photos: list[Photo], truths: list[Truth], confirmed: Regions) -> list[Truth]:
    """The truths with confirmed faces among the regions where finds do not count as false."""
    nothing = np.zeros((0, 4))
    return [
        Truth(truth.faces, np.concatenate([truth.ignored, confirmed.get(key_of(photo), nothing)]))
        for photo, truth in zip(photos, truths, strict=True)
    ]
