"""Faces ready for training: wide crops at the scale of the frame, in memory-mapped arrays."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from .config import Config
from .frame import FrameGeometry, resample
from .layouts import Sample

CANVAS_SIDES = 2.5
"""Sides of a canvas in boxes: room for any rotation, scale and shift of augmentation."""


@dataclass(frozen=True)
class PreparedFaces:
    """Canvases [n, 3, c, c] bytes and landmarks [n, l, 2] in canvas pixels."""

    canvases: np.ndarray
    landmarks: np.ndarray
    names: list[str]

    def __len__(self) -> int:
        return len(self.names)


def canvas_size(config: Config) -> int:
    """Pixels per side; of the frame's parity, so that the frame is the canvas's exact centre."""
    size = int(config.frame.box_side * CANVAS_SIDES)
    return size + (size - config.frame.size) % 2


def load_rgb(path: Path) -> np.ndarray:
    """RGB bytes [height, width, 3]."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def held_out(photos: list[str], share: float, seed: int) -> set[str]:
    """The photos of the validation part: a seeded choice that faces of one photo share."""
    unique = sorted(set(photos))
    order = np.random.default_rng(seed).permutation(len(unique))
    return {unique[i] for i in order[: round(share * len(unique))]}


def prepare(samples: list[Sample], config: Config, folder: Path, validation: set[str]) -> None:
    """Cuts all canvases and writes `train` and `validation` arrays into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = {
        "train": [s for s in samples if s.photo not in validation],
        "validation": [s for s in samples if s.photo in validation],
    }
    for part, chosen in parts.items():
        _write(part, chosen, config, folder)


def _write(part: str, samples: list[Sample], config: Config, folder: Path) -> None:
    size, count = canvas_size(config), config.model.landmarks.count
    canvases = np.lib.format.open_memmap(
        folder / f"{part}-canvases.npy", "w+", np.uint8, (len(samples), 3, size, size)
    )
    landmarks = np.empty((len(samples), count, 2), np.float32)
    for row, sample in enumerate(tqdm(samples, desc=f"prepare {part}", unit="face")):
        if sample.landmarks.shape != (count, 2):
            raise ValueError(
                f"{sample.name}: {len(sample.landmarks)} landmarks, the scheme has {count}"
            )
        geometry = FrameGeometry.around(sample.box, config.frame.box_side, size)
        canvases[row] = resample(load_rgb(sample.image), geometry)
        landmarks[row] = geometry.to_frame(sample.landmarks)
    canvases.flush()
    np.save(folder / f"{part}-landmarks.npy", landmarks)
    (folder / f"{part}-names.json").write_text(json.dumps([s.name for s in samples], indent=0))


def load_prepared(folder: Path, part: str) -> PreparedFaces:
    """Reads one part that `prepare` wrote; a FileNotFoundError names what is missing."""
    return PreparedFaces(
        np.load(folder / f"{part}-canvases.npy", mmap_mode="r"),
        np.load(folder / f"{part}-landmarks.npy"),
        json.loads((folder / f"{part}-names.json").read_text()),
    )


def mean_shape(faces: PreparedFaces, config: Config) -> np.ndarray:
    """Mean landmarks [l, 2] relative to the box centre in units of its longer side.

    Averaged with its own mirror image, so that it is exactly symmetric.
    """
    centre = (faces.canvases.shape[-1] - 1) / 2
    mean = ((faces.landmarks - centre) / config.frame.box_side).mean(axis=0)
    mirrored = mean[list(config.model.landmarks.mirror)] * np.array([-1.0, 1.0])
    return ((mean + mirrored) / 2).astype(np.float32)
