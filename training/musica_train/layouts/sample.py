"""One annotated face."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..frame import Box


@dataclass(frozen=True)
class Sample:
    """A face in an image: landmarks [l, 2] and box in pixels, pixel centres at integers."""

    name: str
    image: Path
    landmarks: np.ndarray
    box: Box
    photo: str
    """What the image was cut from; faces of one photo stay on one side of a split."""
    subsets: frozenset[str] = field(default_factory=frozenset)
    """Names of the parts of a test set that the face belongs to."""
    weights: np.ndarray | None = None
    """How much each landmark [l] is worth in training; None: all of them one. 0: not known."""
