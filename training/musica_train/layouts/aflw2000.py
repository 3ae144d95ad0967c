"""AFLW2000-3D: crops with 68 points and the pose of the head, listed in one `faces.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError
from .sample import Sample
from .text import read_rows
from .w300 import tight_box

FACES = "faces.csv"
SHAPES3D = "shapes3d.npy"
"""3-D shapes [n, 68, 3] in the order of the list, where they are at hand."""

LARGEST_SPREAD = 5.0
"""Percent of the face; registered shapes on which others' predictions differ by more are left
out."""

REGISTERED_WORTH = 0.5
"""Weight of registered landmarks."""

HIDDEN_FROM = 15.0
"""Yaw in degrees from which on the jaw of the far side is not where it is seen."""

JAW, NOSE_TIP = 17, 30


@dataclass(frozen=True)
class PosedFace:
    """A face and the pose of its head (yaw, pitch, roll) in degrees, 3DDFA's signs."""

    sample: Sample
    exact: bool
    pose: tuple[float, float, float]


def read_aflw2000(folder: Path) -> list[PosedFace]:
    """The faces that are fit for training, in the order of the list.

    Jaw points follow the hidden 3-D jaw: those of the far side have no weight.
    """
    path = folder / FACES
    rows = read_rows(path)
    try:
        faces = [_face(folder, row) for row in rows]
    except InputError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: not a list of AFLW2000-3D's faces ({error!r})") from error
    return [face for face in faces if face is not None]


def _face(folder: Path, row: dict[str, Any]) -> PosedFace | None:
    exact = row["landmarks"] == "exact"
    if not exact and float(row["spread_pct"]) > LARGEST_SPREAD:
        return None
    points = np.array([[float(row[f"{axis}{i}"]) for axis in "xy"] for i in range(68)])
    pose = (float(row["yaw"]), float(row["pitch"]), float(row["roll"]))
    name = Path(row["image"]).stem
    image = folder / "images" / row["image"]
    weights, worth = visible(points, pose[0]), 1.0 if exact else REGISTERED_WORTH
    return PosedFace(
        Sample(name, image, points, tight_box(points), name, weights=weights * worth), exact, pose
    )


def visible(points: np.ndarray, yaw: float) -> np.ndarray:
    """Weights [68]: 0 for the jaw points of the far side of a turned face, else 1.

    The far side is the one whose jaw is nearer to the tip of the nose.
    """
    weights = np.ones(len(points), np.float32)
    if abs(yaw) > HIDDEN_FROM:
        right, left = (
            np.linalg.norm(points[i] - points[NOSE_TIP], axis=1).mean()
            for i in (range(0, 8), range(9, JAW))
        )
        far = slice(0, 8) if right < left else slice(9, JAW)
        weights[far] = 0
    return weights
