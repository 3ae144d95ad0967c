"""The seeded division of photos into training, validation and test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
from PIL import Image

from ..errors import InputError

T = TypeVar("T", bound="Named")


class Named(Protocol):
    """A photo of any layout."""

    @property
    def name(self) -> str: ...

    @property
    def image(self) -> Path: ...


SIDE = 16
SAME = 0.97
"""The correlation of thumbnails from which two photos are one."""


def photo_groups(photos: Sequence[Named]) -> list[list[str]]:
    """Names of photos, those that show the same picture together."""
    thumbnails = np.stack([_thumbnail(photo.image) for photo in photos])
    alike = thumbnails @ thumbnails.T > SAME
    group = np.arange(len(photos))
    for first, second in np.argwhere(np.triu(alike, 1)):
        group[group == group[second]] = group[first]
    return [[photos[i].name for i in np.flatnonzero(group == g)] for g in np.unique(group)]


def _thumbnail(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        small = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    values = np.asarray(small, np.float64).ravel()
    values = values - values.mean()
    return values / max(float(np.linalg.norm(values)), 1e-9)


def choose(groups: list[list[str]], shares: Iterable[float], seed: int) -> list[set[str]]:
    """Disjoint parts of the photos, each about as large as its share; groups stay together."""
    order = iter(np.random.default_rng(seed).permutation(len(groups)).tolist())
    total = sum(len(group) for group in groups)
    parts = []
    for share in shares:
        part: set[str] = set()
        while len(part) < round(share * total):
            part.update(groups[next(order)])
        parts.append(part)
    return parts


def divide_photos(
    photos: list[T], validation: set[str], test: set[str]
) -> dict[str, list[T]]:
    """Photos by part; an InputError where the lists do not fit the photos."""
    unknown = (validation | test) - {photo.name for photo in photos}
    if unknown or validation & test:
        raise InputError(
            f"the lists of the validation and test photos share {len(validation & test)} names and"
            f" name {len(unknown)} that are not in the data; they belong to other data"
        )
    parts: dict[str, list[T]] = {"train": [], "validation": [], "test": []}
    for photo in photos:
        part = "validation" if photo.name in validation else "train"
        parts["test" if photo.name in test else part].append(photo)
    return parts
