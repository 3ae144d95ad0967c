"""Precision and recall of finds: matched at IoU 0.5, the surest first, ignored regions apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .boxes import covered, overlaps, sides
from .finds import Finds

MATCH = 0.5
IGNORED = 0.5
"""The share of a find in an ignored region from which on it counts neither way."""


@dataclass(frozen=True)
class Truth:
    """Faces [n, 4] of an image and regions [m, 4] in which finds do not count."""

    faces: np.ndarray
    ignored: np.ndarray


@dataclass(frozen=True)
class Matched:
    """All finds of a set that count, the surest first, and the faces that there are."""

    scores: np.ndarray
    true: np.ndarray
    """Which finds are faces."""
    images: int
    faces: int
    found: np.ndarray
    """The score with which each face was found, in the order of images and faces; else 0."""
    overlap: np.ndarray
    """The IoU of each face with its find; else 0."""
    sides: np.ndarray
    """The longer side of each face."""


def match(finds: Finds, truth: Truth) -> tuple[np.ndarray, np.ndarray]:
    """For each find its face, -1 where it has none, -2 where it does not count; and IoUs."""
    owner = np.full(len(finds.boxes), -1)
    common = overlaps(finds.boxes, truth.faces)
    free = np.ones(len(truth.faces), bool)
    for row in np.argsort(-finds.scores, kind="stable"):
        fit = np.where(free, common[row], 0)
        if fit.size and fit.max() >= MATCH:
            owner[row] = int(fit.argmax())
            free[owner[row]] = False
    lost = owner == -1
    if lost.any() and len(truth.ignored):
        inside = covered(finds.boxes[lost], truth.ignored).max(axis=1)
        owner[np.flatnonzero(lost)[inside >= IGNORED]] = -2
    best = np.array([common[i, o] if o >= 0 else 0.0 for i, o in enumerate(owner)])
    return owner, best


def match_all(
    finds: list[Finds], truths: list[Truth], least: float = 0.0, most: float = np.inf
) -> Matched:
    """Matches all images, counting only faces with a longer side in [least, most).

    A find of a face outside of these limits does not count, nor does a false find of such a size.
    """
    scores, true, found, overlap, longer = [], [], [], [], []
    for here, truth in zip(finds, truths, strict=True):
        owner, fit = match(here, truth)
        size = sides(truth.faces)
        counted = (size >= least) & (size < most)
        hits = np.array([o >= 0 and counted[o] for o in owner], bool)
        alone = (owner == -1) & (sides(here.boxes) >= least) & (sides(here.boxes) < most)
        scores.append(here.scores[hits | alone])
        true.append(hits[hits | alone])
        reached, close = np.zeros(len(size)), np.zeros(len(size))
        owned = owner >= 0
        reached[owner[owned]], close[owner[owned]] = here.scores[owned], fit[owned]
        found.append(reached[counted])
        overlap.append(close[counted])
        longer.append(size[counted])
    joined = np.concatenate(scores)
    order = np.argsort(-joined, kind="stable")
    return Matched(
        joined[order],
        np.concatenate(true)[order],
        len(finds),
        sum(map(len, found)),
        np.concatenate(found),
        np.concatenate(overlap),
        np.concatenate(longer),
    )


def curve(matched: Matched) -> tuple[np.ndarray, np.ndarray]:
    """Precision and recall after each find."""
    hits = np.cumsum(matched.true)
    return hits / np.arange(1, len(hits) + 1), hits / max(matched.faces, 1)


def average_precision(matched: Matched) -> float:
    """The area under the precision-recall curve, its precision made monotonous."""
    if not len(matched.true) or not matched.faces:
        return 0.0
    precision, recall = curve(matched)
    highest = np.maximum.accumulate(precision[::-1])[::-1]
    return float((np.diff(recall, prepend=0) * highest).sum())


def threshold_at(matched: Matched, false_per_image: float) -> float:
    """The lowest score at which there are at most so many false finds an image."""
    allowed = int(false_per_image * matched.images + 1e-9)
    false = np.flatnonzero(~matched.true)
    if len(false) <= allowed:
        return float(matched.scores[-1]) if len(matched.scores) else 1.0
    above = matched.scores[matched.scores > matched.scores[false[allowed]]]
    return float(above[-1]) if len(above) else 1.0


def recall_above(matched: Matched, threshold: float) -> float:
    """The share of faces found with at least this score."""
    return float((matched.found >= threshold).mean()) if matched.faces else float("nan")


def recall_at(matched: Matched, false_per_image: float) -> float:
    """The recall at the threshold of `threshold_at`."""
    return recall_above(matched, threshold_at(matched, false_per_image))


def false_above(matched: Matched, threshold: float) -> float:
    """False finds an image with at least this score."""
    return float(((matched.scores >= threshold) & ~matched.true).sum() / max(matched.images, 1))
