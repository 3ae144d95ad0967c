"""Lists of photos that are kept out of training, so that all later figures mean something."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from .errors import InputError
from .layouts import Sample
from .layouts.text import read_text

NUMBERED = re.compile(r"(?P<photo>.*\S)\s*_\d{1,2}")
"""A face by its photo and its number in it, as HELEN and AFW have them: `helen_train_77_2`."""


def of_photos(samples: list[Sample], photos: set[str], where: Path) -> list[Sample]:
    """The same faces, those whose photo a list names as faces of that photo.

    A number at the end of a name says nothing by itself: `person_1` to `person_99` may be as many
    photos. It is the number of a face where the list has the name without it.
    """
    found = [replace(sample, photo=_photo(sample.photo, photos)) for sample in samples]
    unknown = photos - {sample.photo for sample in found}
    if unknown:
        raise InputError(
            f"{where}: {len(unknown)} of its {len(photos)} photos are not in the data, such as"
            f" '{min(unknown)}'; it belongs to other data, or the data is not complete"
        )
    return found


def _photo(name: str, photos: set[str]) -> str:
    numbered = NUMBERED.fullmatch(name)
    if name not in photos and numbered and numbered["photo"] in photos:
        return numbered["photo"]
    return name


def held_out(photos: list[str], share: float, seed: int) -> set[str]:
    """The photos of the validation part: a seeded choice that faces of one photo share."""
    unique = sorted(set(photos))
    order = np.random.default_rng(seed).permutation(len(unique))
    return {unique[i] for i in order[: round(share * len(unique))]}


def write_split(path: Path, photos: set[str], note: str) -> None:
    """Writes a list, sorted, a photo a line below a comment."""
    path.write_text("\n".join([f"# {note}", *sorted(photos)]) + "\n")


def read_split(path: Path) -> set[str]:
    """The photos of a list."""
    lines = read_text(path).splitlines()
    photos = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    if not photos:
        raise InputError(f"{path}: names no photos")
    return photos


def divide(samples: list[Sample], validation: set[str], where: Path) -> dict[str, list[Sample]]:
    """The `train` and `validation` parts; an InputError where the list does not fit the faces."""
    samples = of_photos(samples, validation, where)
    parts = {
        "train": [s for s in samples if s.photo not in validation],
        "validation": [s for s in samples if s.photo in validation],
    }
    if not parts["train"]:
        raise InputError(f"{where}: leaves no face to train on")
    return parts
