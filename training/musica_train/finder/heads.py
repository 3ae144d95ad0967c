"""From boxes of heads or faces to landmarks, by a trained cascade started from several places.

A box of a head says little about where its face is: it holds the hair, and may show the back of
the head. So the cascade starts from guesses all over it, and again from the boxes it found; a face
is trusted where the least predicted error is small and several guesses ended at the same box.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..frame import FrameGeometry, resample
from ..inference import align
from ..model import Cascade
from .boxes import areas, around, covered, overlaps



@dataclass(frozen=True)
class Guesses:
    """Where the cascade starts in a given box: squares.

    Their sides are in units of the box's (root of its area); how far their centre is from the
    box's middle line and how far their lower edge from the box's, in units of its sides.
    """

    sides: tuple[float, ...]
    across: tuple[float, ...]
    upward: tuple[float, ...]


HEAD = Guesses((0.5, 0.65, 0.85), (-0.14, 0.0, 0.14), (0.0, 0.12))
"""In a loose box of a whole head."""

HAIRLINE = Guesses((0.85, 1.0), (0.0,), (-0.03, 0.06))
"""In a box from the hairline to the chin, as most detectors and data sets have them."""

SAME = 0.6
"""The IoU from which two guesses are said to have ended at one box."""


STAYED = 0.4
"""The IoU with the box that it started from from which on the cascade is said to have stayed."""


@dataclass(frozen=True)
class TrustLimits:
    """What a face found in a head must keep to be trained on."""

    error: float = 0.08
    agreeing: int = 4
    inside: float = 0.8
    least_share: float = 0.1
    largest_share: float = 1.0


@dataclass(frozen=True)
class HeadFace:
    """The face found in a head: landmarks [l, 2] in photo pixels, and what speaks for it."""

    landmarks: np.ndarray
    error: float
    """Predicted error, a fraction of the distance of the outer eye corners."""
    agreeing: int
    """Guesses, of all, that ended at the same box."""

    def trusted(self, head: np.ndarray, limits: TrustLimits) -> bool:
        """Whether this is a face for certain, and where the head box says."""
        box = around(self.landmarks)
        share = float(areas(box) / areas(head))
        return (
            self.error <= limits.error
            and self.agreeing >= limits.agreeing
            and limits.least_share <= share <= limits.largest_share
            and float(covered(box[None], head[None])[0, 0]) >= limits.inside
        )


def face_in_box(
    image: np.ndarray, box: np.ndarray, cascade: Cascade, guesses: Guesses = HEAD
) -> HeadFace:
    """The likeliest face in a box [4] of an RGB photo [height, width, 3]."""
    first, _ = _run(image, _starts(box, guesses), cascade)
    landmarks, errors = _run(image, around(first), cascade)
    boxes = around(landmarks)
    best = int(errors.argmin())
    agreeing = int((overlaps(boxes[best : best + 1], boxes)[0] >= SAME).sum())
    again, error = _run(image, boxes[best : best + 1], cascade)
    return HeadFace(again[0], float(error[0]), agreeing)


def face_from_find(
    image: np.ndarray, box: np.ndarray, finds: np.ndarray, cascade: Cascade, limits: TrustLimits
) -> HeadFace | None:
    """The face in a box of a head where a finder's boxes [n, 4], the surest first, show it.

    A finder that looks for itself speaks for a face like many guesses: one start is enough. None
    where there is no find inside, or where the cascade is not sure or leaves it.
    """
    if not len(finds):
        return None
    inside = np.flatnonzero(covered(finds, box[None])[:, 0] >= limits.inside)
    if not len(inside):
        return None
    start = finds[inside[:1]]
    first, _ = _run(image, start, cascade)
    landmarks, errors = _run(image, around(first), cascade)
    if errors[0] > limits.error or overlaps(start, around(landmarks))[0, 0] < SAME:
        return None
    return HeadFace(landmarks[0], float(errors[0]), limits.agreeing)


def is_face(image: np.ndarray, box: np.ndarray, cascade: Cascade, limit: float) -> bool:
    """Whether the cascade, started from a box [4] and from what it finds, ends there, and sure."""
    landmarks, _ = _run(image, box[None], cascade)
    landmarks, errors = _run(image, around(landmarks), cascade)
    same = overlaps(box[None], around(landmarks))[0, 0]
    return bool(errors[0] <= limit and same >= STAYED)


def _starts(box: np.ndarray, guesses: Guesses) -> np.ndarray:
    (x0, y0, x1, y1), unit = box, float(np.sqrt(areas(box)))
    middle, width, height = (x0 + x1) / 2, x1 - x0, y1 - y0
    boxes = []
    for side in (share * unit for share in guesses.sides):
        for across in guesses.across:
            for upward in guesses.upward:
                left, low = middle + across * width - side / 2, y1 - upward * height
                boxes.append((left, low - side, left + side, low))
    return np.array(boxes)


def _run(
    image: np.ndarray, boxes: np.ndarray, cascade: Cascade
) -> tuple[np.ndarray, np.ndarray]:
    """Landmarks [n, l, 2] in photo pixels and predicted errors [n] from boxes [n, 4]."""
    frame = cascade.config.frame
    places = [
        FrameGeometry.around(
            (x0, y0, max(x1 - x0, 1.0), max(y1 - y0, 1.0)), frame.box_side, frame.size
        )
        for x0, y0, x1, y1 in boxes.tolist()
    ]

    def frames_of(first: int, past: int) -> np.ndarray:
        return np.stack([resample(image, place) for place in places[first:past]])

    found = align(cascade, len(boxes), frames_of)
    shapes = found.shapes[-1].astype(np.float64)
    landmarks = [place.to_image(s) for place, s in zip(places, shapes, strict=True)]
    return np.stack(landmarks), found.predicted[-1].astype(np.float64)
