"""Photos with their faces, prepared for training: pixels in one memory-mapped array a part."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ..errors import InputError
from ..images import load_rgb
from ..progress import track
from .boxes import around, stack_points

PARTS = ("train", "validation", "test")

LEVELS = 3
"""Sizes in which pixels are kept, each half of the one before: views of small faces need few."""


@dataclass(frozen=True)
class LabelledPhoto:
    """A photo before its preparation."""

    name: str
    source: str
    """The data set, such as `heads` or `300w`."""
    image: Path
    faces: np.ndarray
    """Landmarks [n, l, 2] in pixels."""
    ignored: np.ndarray
    """Regions [m, 4] in which nothing is known: neither face nor background."""
    taken: np.ndarray
    """Regions [k, 4] that certainly are no background, such as whole heads."""


@dataclass(frozen=True)
class Photo:
    """A prepared photo: its pixels at full, half and quarter size, the rest as `LabelledPhoto`."""

    name: str
    source: str
    levels: tuple[np.ndarray, ...]
    """Bytes [height, width, 3] each."""
    faces: np.ndarray
    ignored: np.ndarray
    taken: np.ndarray

    @property
    def pixels(self) -> np.ndarray:
        """The photo at full size."""
        return self.levels[0]

    @property
    def boxes(self) -> np.ndarray:
        """Tight boxes [n, 4] of the faces."""
        return around(self.faces) if len(self.faces) else np.zeros((0, 4))

    @property
    def occupied(self) -> np.ndarray:
        """Regions [k, 4] that may show a face."""
        return np.concatenate([self.boxes, self.ignored, self.taken])


def write_photos(folder: Path, part: str, photos: list[LabelledPhoto]) -> None:
    """Decodes the photos of a part and writes their pixels and labels."""
    folder.mkdir(parents=True, exist_ok=True)
    entries, offset = [], 0
    with (folder / f"{part}.pixels").open("wb") as out:
        for photo in track(photos, f"prepare {part}", "photo", len(photos)):
            pixels = load_rgb(photo.image)
            image = Image.fromarray(pixels)
            levels = [np.asarray(image.reduce(2**level)) for level in range(LEVELS)]
            out.writelines(np.ascontiguousarray(level) for level in levels)
            entries.append(
                {
                    "name": photo.name,
                    "source": photo.source,
                    "offset": offset,
                    "height": pixels.shape[0],
                    "width": pixels.shape[1],
                    "faces": np.round(photo.faces, 3).tolist(),
                    "ignored": np.round(photo.ignored, 2).tolist(),
                    "taken": np.round(photo.taken, 2).tolist(),
                }
            )
            offset += sum(level.size for level in levels)
    _write_labels(folder, part, entries)


def add_ignored(folder: Path, part: str, regions: dict[str, np.ndarray]) -> int:
    """Adds ignored regions to photos by `source/name`, and returns how many there were."""
    entries = _read_labels(folder, part)
    added = 0
    for entry in entries:
        more = regions.get(f"{entry['source']}/{entry['name']}")
        if more is not None and len(more):
            entry["ignored"] += np.round(more, 2).tolist()
            added += len(more)
    _write_labels(folder, part, entries)
    return added


def load_photos(folder: Path, part: str) -> list[Photo]:
    """The photos of a part, their pixels mapped into memory."""
    entries = _read_labels(folder, part)
    if not entries:
        return []
    try:
        # An array of its own class: slices of a memmap are slow to make.
        pixels = np.asarray(np.memmap(folder / f"{part}.pixels", np.uint8, "r"))
    except OSError as error:
        raise InputError(f"{folder / part}.pixels: cannot be read ({error.strerror})") from error
    photos = []
    for entry in entries:
        photos.append(
            Photo(
                entry["name"],
                entry["source"],
                _levels(pixels, entry["offset"], entry["height"], entry["width"]),
                stack_points(entry["faces"]),
                np.array(entry["ignored"], np.float64).reshape(-1, 4),
                np.array(entry["taken"], np.float64).reshape(-1, 4),
            )
        )
    return photos


def _levels(pixels: np.ndarray, first: int, height: int, width: int) -> tuple[np.ndarray, ...]:
    levels = []
    for level in range(LEVELS):
        shape = (-(-height // 2**level), -(-width // 2**level), 3)
        past = first + shape[0] * shape[1] * 3
        levels.append(pixels[first:past].reshape(shape))
        first = past
    return tuple(levels)


def _write_labels(folder: Path, part: str, entries: list[dict]) -> None:  # type: ignore[type-arg]
    partial = folder / f"{part}.json.part"
    partial.write_text(json.dumps(entries))
    partial.replace(folder / f"{part}.json")


def _read_labels(folder: Path, part: str) -> list[dict]:  # type: ignore[type-arg]
    path = folder / f"{part}.json"
    try:
        entries: list[dict] = json.loads(path.read_text())  # type: ignore[type-arg]
    except FileNotFoundError as error:
        raise InputError(
            f"{path}: no such file; `musica_train.finder prepare --out {folder}` writes it"
        ) from error
    return entries
