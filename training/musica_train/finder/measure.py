"""Measures a finder on everything that is given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..images import load_rgb
from ..inference import align_samples
from ..layouts import Sample
from ..model import Cascade
from .boxes import around
from .confirmed import Regions, with_confirmed
from .evaluation import find_all, find_in_images, truths_of
from .finds import Finds
from .free import face_free_pictures
from .network import Finder
from .photos import Photo
from .pictures import draw_false, draw_missed
from .precision import Truth, match
from .report import free_report, photo_report, window_report
from .seen import Seen

CHUNK = 64

FREE = "free/"
"""What the keys of pictures without labels begin with among the confirmed ones."""


def look_at_photos(finder: Finder, photos: list[Photo], confirmed: Regions) -> Seen:
    """Labelled photos; confirmed faces without a label do not count as false finds."""
    truths = with_confirmed(photos, truths_of(photos), confirmed)
    names = [photo.name for photo in photos]
    return Seen(names, lambda i: photos[i].pixels, find_all(finder, photos), truths)


def look_at_windows(finder: Finder, samples: list[Sample]) -> Seen:
    """Images with one annotated face each."""
    finds: list[Finds] = []
    for first in range(0, len(samples), CHUNK):
        images = [load_rgb(sample.image) for sample in samples[first : first + CHUNK]]
        finds += find_in_images(finder, images)
    truths = [Truth(around(s.landmarks)[None], np.zeros((0, 4))) for s in samples]
    names = [sample.name for sample in samples]
    return Seen(names, lambda i: load_rgb(samples[i].image), finds, truths)


def look_at_free(finder: Finder, photos: list[Photo], count: int, confirmed: Regions) -> Seen:
    """Pictures without a face: those with a confirmed one (`free/NAME`) are replaced."""
    with_faces = {key.removeprefix(FREE) for key in confirmed if key.startswith(FREE)}
    named = face_free_pictures(photos, count, with_faces)
    pictures = list(named.values())
    nothing = Truth(np.zeros((0, 4)), np.zeros((0, 4)))
    finds = find_in_images(finder, pictures)
    return Seen(list(named), lambda i: pictures[i], finds, [nothing] * count)


def landmarks_from_finds(
    seen: Seen, samples: list[Sample], cascade: Cascade, threshold: float
) -> dict[str, Any]:
    """The cascade's error from the found boxes, against the boxes that came with the samples.

    The box of a face is the find that matches it; a face without one is left out of both.
    """
    chosen, reached = [], []
    for sample, finds, truth in zip(samples, seen.finds, seen.truths, strict=True):
        here = finds.above(threshold)
        owner, _ = match(here, truth)
        if (owner == 0).any():
            x0, y0, x1, y1 = here.boxes[int(np.flatnonzero(owner == 0)[0])].tolist()
            chosen.append(replace(sample, box=(x0, y0, x1 - x0, y1 - y0)))
            reached.append(sample)
    from_finds, as_given = (align_samples(cascade, part) for part in (chosen, reached))
    found, given = (100 * float(faces.ocular[-1].mean()) for faces in (from_finds, as_given))
    return {
        "faces": len(chosen),
        "nmeFromFinds": found,
        "nmeFromGivenBoxes": given,
        "relative": 100 * (found / given - 1),
    }


@dataclass(frozen=True)
class TestData:
    """What to measure on; what is None or empty is left out."""

    photos: list[Photo]
    confirmed: Regions
    windows: list[Sample] | None
    cascade: Cascade | None
    free: int


def measure(
    finder: Finder, threshold: float, data: TestData, pictures: Path | None = None
) -> dict[str, Any]:
    """All figures, by the names under which a package's metrics hold them."""
    seen = look_at_photos(finder, data.photos, data.confirmed)
    report: dict[str, Any] = {"photos": photo_report(seen.finds, seen.truths, threshold)}
    looks = {"photos": seen}
    if data.windows:
        looks["windows"] = look_at_windows(finder, data.windows)
        window = looks["windows"]
        report["windows"] = window_report(window.finds, window.truths, threshold)
        if data.cascade is not None:
            report["landmarks"] = landmarks_from_finds(
                window, data.windows, data.cascade, threshold
            )
    if data.free:
        looks["free"] = look_at_free(finder, data.photos, data.free, data.confirmed)
        report["free"] = free_report(looks["free"].finds, threshold)
    if pictures is not None:
        for name, look in looks.items():
            draw_missed(look, threshold, pictures / f"{name}-missed.png")
            draw_false(look, threshold, pictures / f"{name}-false.png")
    return report
