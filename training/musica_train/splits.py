"""Lists of photos that are kept out of training, so that all later figures mean something."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .errors import InputError
from .layouts import Sample


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
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    photos = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    if not photos:
        raise InputError(f"{path}: names no photos")
    return photos


def divide(samples: list[Sample], validation: set[str], where: Path) -> dict[str, list[Sample]]:
    """The `train` and `validation` parts; an InputError where the list does not fit the faces."""
    unknown = validation - {sample.photo for sample in samples}
    if unknown:
        raise InputError(
            f"{where}: {len(unknown)} of its {len(validation)} photos are not in the data, such as"
            f" '{min(unknown)}'; it belongs to other data, or the data is not complete"
        )
    parts = {
        "train": [s for s in samples if s.photo not in validation],
        "validation": [s for s in samples if s.photo in validation],
    }
    if not parts["train"]:
        raise InputError(f"{where}: leaves no face to train on")
    return parts
