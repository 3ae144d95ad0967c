"""Gathers the photos of both data sets with what is known about their faces."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..layouts import Sample
from ..layouts.aflw2000 import PosedFace
from ..layouts.heads import HeadsPhoto
from ..layouts.wider import WiderPhoto
from .boxes import around, overlaps, sides, stack_points
from .heads import HeadFace, TrustLimits
from .photos import LabelledPhoto

TWICE = 0.5
"""The IoU from which the faces of two heads are one face."""

LEAST_SIDE = 10.0
"""WIDER faces with a shorter longer side, in pixels, are neither face nor background."""


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
        faces = _faces_of(photo.name, photo.heads, found)
        trusted = _trusted(photo.heads, faces, limits)
        landmarks = [face.landmarks for face, keep in zip(faces, trusted, strict=True) if keep]
        collected.append(
            LabelledPhoto(
                photo.name,
                "heads",
                photo.image,
                stack_points(landmarks),
                np.ones(len(landmarks), bool),
                photo.heads[~trusted],
                photo.heads,
            )
        )
    return collected


def collect_wider(
    photos: list[WiderPhoto],
    training: list[WiderPhoto],
    found: dict[str, list[HeadFace]],
    limits: TrustLimits,
) -> list[LabelledPhoto]:
    """Photos of WIDER FACE: every usable face, with its landmarks where the cascade is trusted.

    Its boxes reach from the hairline to the chin. A face without trusted landmarks gets those of
    the average trusted face of the training photos, in units of its box.
    """
    average = _average_face(training, found, limits)
    collected = []
    for photo in photos:
        faces = _faces_of(photo.name, photo.faces, found)
        trusted = _trusted(photo.faces, faces, limits)
        usable = ~photo.invalid & (sides(photo.faces) >= LEAST_SIDE)
        shapes = [
            face.landmarks if own else _in_box(average, box)
            for face, own, box in zip(faces, trusted, photo.faces, strict=True)
        ]
        kept = [shape for shape, keep in zip(shapes, usable, strict=True) if keep]
        collected.append(
            LabelledPhoto(
                photo.name,
                "wider",
                photo.image,
                stack_points(kept),
                trusted[usable],
                photo.faces[~usable],
                photo.faces,
            )
        )
    return collected


def _average_face(
    photos: list[WiderPhoto], found: dict[str, list[HeadFace]], limits: TrustLimits
) -> np.ndarray:
    """The average of trusted landmarks [l, 2] in units of their boxes, as wide and high as the
    median of their own tight boxes."""
    shapes = []
    for photo in photos:
        faces = _faces_of(photo.name, photo.faces, found)
        trusted = _trusted(photo.faces, faces, limits)
        for face, keep, box in zip(faces, trusted, photo.faces, strict=True):
            if keep:
                shapes.append((face.landmarks - box[:2]) / (box[2:] - box[:2]))
    if not shapes:
        raise InputError("the cascade is sure of no face of WIDER FACE: nothing tells their boxes")
    average, boxes = np.mean(shapes, axis=0), around(np.array(shapes))
    low, high = np.split(np.median(boxes, axis=0), 2)
    own = around(average)
    return low + (average - own[:2]) / (own[2:] - own[:2]) * (high - low)


def _in_box(average: np.ndarray, box: np.ndarray) -> np.ndarray:
    return box[:2] + average * (box[2:] - box[:2])


def _faces_of(
    name: str, boxes: np.ndarray, found: dict[str, list[HeadFace]]
) -> list[HeadFace]:
    faces = found.get(name, [])
    if len(faces) != len(boxes):
        raise InputError(
            f"photo '{name}' has {len(boxes)} boxes, its faces are {len(faces)}; label again"
        )
    return faces


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
        LabelledPhoto(
            s.name, "300w", s.image, s.landmarks[None], np.ones(1, bool), nothing, nothing
        )
        for s in samples
    ]


def collect_aflw(faces: list[PosedFace]) -> list[LabelledPhoto]:
    """Crops of AFLW2000-3D around one face each."""
    nothing = np.zeros((0, 4))
    return [
        LabelledPhoto(
            face.sample.name,
            "aflw",
            face.sample.image,
            face.sample.landmarks[None],
            np.ones(1, bool),
            nothing,
            nothing,
        )
        for face in faces
    ]
