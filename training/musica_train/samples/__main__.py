"""Draws samples/average-face.jpg and samples/group.jpg from a 300-W training folder."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

from ..frame import Box
from ..layouts.w300 import read_300w, tight_box
from ..schemes import IBUG68
from .average import align_shapes, average_face
from .collage import group

SIZE, SIDE = 640, 300.0


def main() -> None:
    """Command line: --data FOLDER --output FOLDER."""
    parser = argparse.ArgumentParser(prog="python3 -m musica_train.samples", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of images and .pts files")
    parser.add_argument("--output", type=Path, required=True, help="folder for the two pictures")
    arguments = parser.parse_args()
    samples = read_300w(arguments.data, None)
    if len(samples) < 300:
        parser.error(f"{len(samples)} faces are too few for a picture that shows nobody; need 300")
    shapes = align_shapes(samples, SIDE, SIZE)
    mean = shapes.mean(axis=0)
    mirrored = mean[list(IBUG68.mirror)]
    mirrored[:, 0] = SIZE - 1 - mirrored[:, 0]
    mean = (mean + mirrored) / 2
    face = average_face(samples, mean, SIZE)
    picture, boxes = group(face, shapes - shapes.mean(axis=0) + mean)
    arguments.output.mkdir(parents=True, exist_ok=True)
    _save(face, arguments.output / "average-face.jpg")
    _save(picture, arguments.output / "group.jpg")
    found = {"average-face.jpg": [_rounded(tight_box(mean))], "group.jpg": list(map(_rounded, boxes))}
    (arguments.output / "boxes.json").write_text(json.dumps(found, indent=2) + "\n")


def _save(pixels: np.ndarray, path: Path) -> None:
    Image.fromarray(np.round(pixels).astype(np.uint8)).save(path, quality=88)


def _rounded(box: Box) -> list[int]:
    return [round(value) for value in box]


if __name__ == "__main__":
    main()
