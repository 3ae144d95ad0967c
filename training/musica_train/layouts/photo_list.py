"""A folder's `boxes.json`: a list of photos, each with what is marked in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ..errors import InputError
from .text import read_json

BOXES = "boxes.json"


class Photo(Protocol):
    """A photo of a list."""

    @property
    def name(self) -> str:
        """By which photos are sorted."""


P = TypeVar("P", bound=Photo)


def read_photo_list(
    folder: Path, marks: str, read_photo: Callable[[Path, dict[str, Any]], P]
) -> list[P]:
    """All photos of a folder whose `boxes.json` lists `image` and `marks`, sorted by name."""
    path = folder / BOXES
    entries = read_json(path)
    try:
        photos = [read_photo(folder, entry) for entry in entries]
    except InputError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path}: must be a list of entries with 'image' and '{marks}' ({error!r})"
        ) from error
    if not photos:
        raise InputError(f"{path}: names no photos")
    return sorted(photos, key=lambda photo: photo.name)
