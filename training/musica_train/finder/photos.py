"""Photos with their faces, prepared for training: their files in one file a part, and labels."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image

from ..errors import InputError
from ..images import load_rgb
from ..progress import track
from .boxes import around, stack_points

PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class LabelledPhoto:
    """A photo before its preparation."""

    name: str
    source: str
    """The data set, such as `heads` or `300w`."""
    image: Path
    faces: np.ndarray
    """Landmarks [n, l, 2] in pixels."""
    posed: np.ndarray
    """Which faces [n] have landmarks of their own; the others are an average face in a box."""
    ignored: np.ndarray
    """Regions [m, 4] in which nothing is known: neither face nor background."""
    taken: np.ndarray
    """Regions [k, 4] that certainly are no background, such as whole heads."""


@dataclass(frozen=True)
class Packing:
    """How photos are made smaller: their longer side in pixels, and the quality of WebP."""

    longest: int
    quality: int


@dataclass(frozen=True)
class Photo:
    """A prepared photo: its file, its size in pixels, the rest as `LabelledPhoto`."""

    name: str
    source: str
    file: bytes
    height: int
    width: int
    faces: np.ndarray
    posed: np.ndarray
    ignored: np.ndarray
    taken: np.ndarray

    def decode(self) -> np.ndarray:
        """RGB bytes [height, width, 3], decoded anew."""
        with Image.open(io.BytesIO(self.file)) as image:
            return np.asarray(image.convert("RGB"))

    @cached_property
    def pixels(self) -> np.ndarray:
        """What `decode` gives, kept."""
        return self.decode()

    @property
    def boxes(self) -> np.ndarray:
        """Tight boxes [n, 4] of the faces."""
        return around(self.faces) if len(self.faces) else np.zeros((0, 4))

    @property
    def occupied(self) -> np.ndarray:
        """Regions [k, 4] that may show a face."""
        return np.concatenate([self.boxes, self.ignored, self.taken])


def write_photos(
    folder: Path, part: str, photos: list[LabelledPhoto], packing: dict[str, Packing]
) -> None:
    """Writes the files and labels of a part; photos of sources without a packing stay exact."""
    folder.mkdir(parents=True, exist_ok=True)
    entries, offset = [], 0
    with (folder / f"{part}.photos").open("wb") as out:
        for photo in track(photos, f"prepare {part}", "photo", len(photos)):
            pixels = load_rgb(photo.image)
            file, scale = _pack(pixels, packing.get(photo.source))
            height, width = (max(1, round(side * scale)) for side in pixels.shape[:2])
            out.write(file)
            entries.append(
                {
                    "name": photo.name,
                    "source": photo.source,
                    "offset": offset,
                    "length": len(file),
                    "height": height,
                    "width": width,
                    "faces": _scaled(photo.faces, scale, 3),
                    "posed": photo.posed.tolist(),
                    "ignored": _scaled(photo.ignored, scale, 2),
                    "taken": _scaled(photo.taken, scale, 2),
                }
            )
            offset += len(file)
    _write_labels(folder, part, entries)


def _pack(pixels: np.ndarray, packing: Packing | None) -> tuple[bytes, float]:
    """The file of a photo, and how much smaller its picture is."""
    image, file = Image.fromarray(pixels), io.BytesIO()
    if packing is None:
        image.save(file, "WEBP", lossless=True, quality=0, method=0)
        return file.getvalue(), 1.0
    scale = min(1.0, packing.longest / max(image.size))
    if scale < 1:
        size = tuple(max(1, round(side * scale)) for side in image.size)
        image = image.resize(size, Image.Resampling.LANCZOS)  # type: ignore[arg-type]
    image.save(file, "WEBP", quality=packing.quality, method=2)
    return file.getvalue(), scale


def _scaled(values: np.ndarray, scale: float, digits: int) -> list:  # type: ignore[type-arg]
    """Points or boxes, pixel centres at integers, in the smaller picture."""
    return np.round((values + 0.5) * scale - 0.5, digits).tolist()


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
    """The photos of a part; none where it is empty."""
    entries = _read_labels(folder, part)
    if not entries:
        return []
    path = folder / f"{part}.photos"
    try:
        files = memoryview(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    return [_photo(entry, files) for entry in entries]


def _photo(entry: dict, files: memoryview) -> Photo:  # type: ignore[type-arg]
    return Photo(
        entry["name"],
        entry["source"],
        bytes(files[entry["offset"] : entry["offset"] + entry["length"]]),
        entry["height"],
        entry["width"],
        stack_points(entry["faces"]),
        np.array(entry["posed"], bool),
        np.array(entry["ignored"], np.float64).reshape(-1, 4),
        np.array(entry["taken"], np.float64).reshape(-1, 4),
    )


def has_part(folder: Path, part: str) -> bool:
    """Whether a folder holds a part."""
    return (folder / f"{part}.json").is_file()


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
