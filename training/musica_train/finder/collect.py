"""Gathers the photos of both data sets with what is known about their faces."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..layouts import Sample
from ..layouts.heads import HeadsPhoto
from .boxes import around, overlaps, stack_points
from .heads import HeadFace, TrustLimits
from .photos import LabelledPhoto

TWICE = 0.5
"""The IoU from which the faces of two heads are one face."""


def save_head_faces(path: Path, faces: dict[str, list[HeadFace]]) -> None:
    """Writes what the cascade found in the heads of each photo."""
    entries = {
        name: [
            {
                "landmarks": np.round(face.landmarks, 3).tolist(),
                "error": round(face.error, 6),
                "agreeing": face.agreeing,
            }
            for face in found
        ]
        for name, found in faces.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(entries))


def load_head_faces(path: Path) -> dict[str, list[HeadFace]]:
    """Reads what `save_head_faces` wrote."""
    try:
        entries = json.loads(path.read_text())
    except FileNotFoundError as error:
        raise InputError(
            f"{path}: no such file; `musica_train.finder label --out {path}` writes it"
        ) from error
    return {
        name: [HeadFace(np.array(f["landmarks"]), f["error"], f["agreeing"]) for f in found]
        for name, found in entries.items()
    }


def collect_heads(
    photos: list[HeadsPhoto], found: dict[str, list[HeadFace]], limits: TrustLimits
) -> list[LabelledPhoto]:
    """Photos of heads: trusted faces, and the heads without one as ignored regions."""
    collected = []
    for photo in photos:
        faces = found.get(photo.name, [])
        if len(faces) != len(photo.heads):
            raise InputError(
                f"photo '{photo.name}' has {len(photo.heads)} heads, its faces are {len(faces)};"
                " label again"
            )
        trusted = _trusted(photo.heads, faces, limits)
        landmarks = [face.landmarks for face, keep in zip(faces, trusted, strict=True) if keep]
        collected.append(
            LabelledPhoto(
                photo.name,
                "heads",
                photo.image,
                stack_points(landmarks),
                photo.heads[~trusted],
                photo.heads,
            )
        )
    return collected


def _trusted(heads: np.ndarray, faces: list[HeadFace], limits: TrustLimits) -> np.ndarray:
    """Which heads have a face; of two that claim the same one the surer has it."""
    trusted = np.zeros(len(heads), bool)
    boxes = np.array([around(face.landmarks) for face in faces]).reshape(-1, 4)
    for row in sorted(range(len(faces)), key=lambda i: faces[i].error):
        claimed = overlaps(boxes[row : row + 1], boxes[trusted])
        free = not (claimed > TWICE).any()
        trusted[row] = free and faces[row].trusted(heads[row], limits)
    return trusted


def collect_windows(samples: list[Sample]) -> list[LabelledPhoto]:
    """Windows around one annotated face each."""
    nothing = np.zeros((0, 4))
    return [
        LabelledPhoto(s.name, "300w", s.image, s.landmarks[None], nothing, nothing)
        for s in samples
    ]
