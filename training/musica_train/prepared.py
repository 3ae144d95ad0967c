"""Faces ready for training: wide crops at the scale of the frame, in memory-mapped arrays."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .config import Config
from .errors import InputError
from .frame import FrameGeometry, resample
from .images import load_rgb
from .layouts import Sample
from .layouts.checks import check_face
from .progress import track

CANVAS_SIDES = 3.0
"""Sides of a canvas in boxes: room for any rotation, scale and shift of augmentation."""

SHAPE3D = "shape3d.npy"
"""The mean 3-D shape of the landmarks, in a folder of faces that came with 3-D shapes."""


@dataclass(frozen=True)
class PreparedFaces:
    """Canvases [n, 3, c, c] bytes, landmarks [n, l, 2] in canvas pixels, weights [n, l] of them.

    A landmark without weight is not known; faces with a box only have none.
    """

    canvases: np.ndarray
    landmarks: np.ndarray
    weights: np.ndarray
    names: list[str]

    def __len__(self) -> int:
        return len(self.names)

    @property
    def labelled(self) -> bool:
        """Whether the faces have landmarks."""
        return bool(self.weights.any())


def canvas_size(config: Config) -> int:
    """Pixels per side; of the frame's parity, so that the frame is the canvas's exact centre."""
    size = int(config.frame.box_side * CANVAS_SIDES)
    return size + (size - config.frame.size) % 2


def prepare(parts: dict[str, list[Sample]], config: Config, folder: Path) -> None:
    """Cuts all canvases of the named parts and writes their arrays into a folder."""
    count = config.model.landmarks.count
    for sample in (sample for samples in parts.values() for sample in samples):
        if sample.landmarks.shape != (count, 2):
            raise InputError(
                f"{sample.name}: {len(sample.landmarks)} landmarks, the scheme"
                f" {config.model.scheme} has {count}"
            )
        check_face(sample, config.model.landmarks)
    # All or nothing: the half of one set beside the half of another would be trained from.
    partial = folder / ".part"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        for part, samples in parts.items():
            _write(part, samples, config, partial)
        for path in partial.iterdir():
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write(part: str, samples: list[Sample], config: Config, folder: Path) -> None:
    size = canvas_size(config)
    canvases = np.lib.format.open_memmap(
        folder / f"{part}-canvases.npy", "w+", np.uint8, (len(samples), 3, size, size)
    )
    count = config.model.landmarks.count
    landmarks = np.empty((len(samples), count, 2), np.float32)
    weights = np.ones((len(samples), count), np.float32)
    for row, sample in enumerate(track(samples, f"prepare {part}", "face", len(samples))):
        geometry = FrameGeometry.around(sample.box, config.frame.box_side, size)
        canvases[row] = resample(load_rgb(sample.image), geometry)
        landmarks[row] = geometry.to_frame(sample.landmarks)
        if sample.weights is not None:
            weights[row] = sample.weights
    canvases.flush()
    np.save(folder / f"{part}-landmarks.npy", landmarks)
    np.save(folder / f"{part}-weights.npy", weights)
    (folder / f"{part}-names.json").write_text(json.dumps([s.name for s in samples], indent=0))


def load_prepared(folder: Path, part: str, config: Config) -> PreparedFaces:
    """Reads one part that `prepare` wrote; an InputError where it does not fit the model."""
    try:
        faces = PreparedFaces(
            np.load(folder / f"{part}-canvases.npy", mmap_mode="r"),
            np.load(folder / f"{part}-landmarks.npy"),
            np.load(folder / f"{part}-weights.npy"),
            json.loads((folder / f"{part}-names.json").read_text()),
        )
    except FileNotFoundError as error:
        raise InputError(
            f"{error.filename}: no such file; `musica_train prepare --out {folder}` writes it"
        ) from error
    size, count = canvas_size(config), config.model.landmarks.count
    if faces.canvases.shape[2:] != (size, size) or faces.landmarks.shape[1:] != (count, 2):
        raise InputError(
            f"{folder}: prepared with {faces.landmarks.shape[1]} landmarks on"
            f" {faces.canvases.shape[-1]} pixels, the configuration '{config.name}' needs {count}"
            f" on {size}; prepare again with it"
        )
    return faces


def mean_shape(faces: PreparedFaces, config: Config) -> np.ndarray:
    """Mean landmarks [l, 2] relative to the box centre in units of its longer side.

    Averaged with its own mirror image, so that it is exactly symmetric.
    """
    centre = (faces.canvases.shape[-1] - 1) / 2
    mean = ((faces.landmarks - centre) / config.frame.box_side).mean(axis=0)
    mirrored = mean[list(config.model.landmarks.mirror)] * np.array([-1.0, 1.0])
    return ((mean + mirrored) / 2).astype(np.float32)
