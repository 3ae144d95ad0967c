"""Schematic faces with known landmarks, drawn by the tests: data that belongs to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIDE = 150
"""Pixels per side of a picture."""


Pair = tuple[float, float]


def _arc(centre: Pair, radii: Pair, degrees: np.ndarray) -> np.ndarray:
    angle = np.radians(degrees)
    return np.stack([np.cos(angle) * radii[0], np.sin(angle) * radii[1]], axis=1) + centre


def schematic_shape() -> np.ndarray:
    """68 landmarks [68, 2] of an upright face about the origin, its jaw one unit wide."""
    parts = [
        _arc((0, -0.1), (0.5, 0.6), np.linspace(180, 0, 17)),
        _arc((-0.24, -0.3), (0.16, 0.08), np.linspace(200, 340, 5)),
        _arc((0.24, -0.3), (0.16, 0.08), np.linspace(200, 340, 5)),
        np.stack([np.zeros(4), np.linspace(-0.22, 0.02, 4)], axis=1),
        np.stack([np.linspace(-0.1, 0.1, 5), np.full(5, 0.08)], axis=1),
        _arc((-0.22, -0.2), (0.1, 0.04), np.array([180, 240, 300, 0, 60, 120])),
        _arc((0.22, -0.2), (0.1, 0.04), np.array([180, 240, 300, 0, 60, 120])),
        _arc((0, 0.26), (0.19, 0.09), 180 + np.arange(12) * 30),
        _arc((0, 0.26), (0.13, 0.03), 180 + np.arange(8) * 45),
    ]
    return np.concatenate(parts)


@dataclass(frozen=True)
class DrawnFace:
    """A picture, its landmarks [68, 2] with pixel centres at integers, and a loose box."""

    name: str
    picture: Image.Image
    landmarks: np.ndarray
    box: tuple[float, float, float, float]


def draw_face(name: str, rng: np.random.Generator) -> DrawnFace:
    """A face of random pose and colours, in a picture that may cut a little of it off."""
    angle, size = rng.normal(0, 0.12), rng.uniform(55, 80)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shape = schematic_shape() * [rng.uniform(0.9, 1.1), rng.uniform(0.9, 1.1)]
    shape = shape @ turn.T * size + SIDE / 2 + rng.normal(0, 8, 2)
    low, high = shape.min(axis=0), shape.max(axis=0)
    loose = rng.normal(0, 0.02, 4) * size
    box = (*(low + loose[:2]).tolist(), *(high - low + loose[2:]).tolist())
    return DrawnFace(name, _paint(shape, size, rng), shape, box)


def _paint(shape: np.ndarray, size: float, rng: np.random.Generator) -> Image.Image:
    noise = rng.integers(0, 256, (6, 6, 3), np.uint8)
    picture = Image.fromarray(noise).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    skin = tuple(int(v) for v in rng.uniform((150, 110, 90), (240, 190, 170)))
    dark = tuple(int(v) for v in rng.uniform(10, 80, 3))
    head = np.concatenate([shape[:17], shape[26:16:-1] - [0, 0.25 * size]])
    width = max(2, round(size / 25))
    draw.polygon([tuple(p) for p in head], fill=skin)
    for part, colour in (
        (slice(36, 42), (250, 250, 250)),
        (slice(42, 48), (250, 250, 250)),
        (slice(48, 60), (190, 50, 60)),
        (slice(60, 68), (90, 20, 30)),
    ):
        draw.polygon([tuple(p) for p in shape[part]], fill=colour, outline=dark)
    for part in (slice(0, 17), slice(17, 22), slice(22, 27), slice(27, 31), slice(31, 36)):
        draw.line([tuple(p) for p in shape[part]], fill=dark, width=width)
    return picture.filter(ImageFilter.GaussianBlur(0.7))


def write_pts(path: Path, landmarks: np.ndarray) -> None:
    """Landmarks in the form of 300-W, which counts pixels from 1."""
    points = "\n".join(f"{x:.4f} {y:.4f}" for x, y in landmarks + 1)
    path.write_text(f"version: 1\nn_points: {len(landmarks)}\n{{\n{points}\n}}\n")


def write_faces(folder: Path, boxes: Path, count: int, seed: int, prefix: str) -> list[DrawnFace]:
    """Pictures with .pts files in a folder, and their boxes in a CSV."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    faces = [draw_face(f"{prefix}_{i:03}", rng) for i in range(count)]
    rows = ["name,x0,y0,x1,y1"]
    for face in faces:
        face.picture.save(folder / f"{face.name}.png")
        write_pts(folder / f"{face.name}.pts", face.landmarks)
        x, y, width, height = face.box
        rows.append(f"{folder.name}/{face.name},{x:.3f},{y:.3f},{x + width:.3f},{y + height:.3f}")
    boxes.write_text("\n".join(rows) + "\n")
    return faces


CONFIG = """
name = "generated-68"
version = "1"

[model]
scheme = "ibug68"
patches = [0, 8, 16, 19, 24, 30, 36, 39, 42, 45, 48, 54]
stage_levels = [2, 1, 0]
hidden = 32

[frame]
box_side = 48

[train]
steps = 20
batch = 16
warmup_steps = 5
learning_rate = 2e-3
validation_every = 10
checkpoint_every = 10

[data]
description = "faces drawn by the tests"
split = "a fifth of them"
test = "other drawn faces"
license = "none needed"
"""
