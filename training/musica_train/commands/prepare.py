"""Cuts faces out of their images into arrays to train from.

`train` takes any number of prepared folders. Faces that have a box only (wider, heads) get
landmarks from the model in training. Points of 300-W become those of WFLW with --shapes.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..config import Config, load_config
from ..errors import InputError
from ..layouts import Sample
from ..layouts.aflw2000 import SHAPES3D, read_aflw2000
from ..layouts.unlabelled import read_head_faces, read_wider
from ..lift import KNOWN, ShapeLift, read_shapes
from ..prepared import SHAPE3D, prepare
from ..splits import divide, read_split
from ..turning import mean_shape_3d
from .options import add_layout, check_folders, read_layout

BARE = ("wider", "heads")


def add(parser: argparse.ArgumentParser) -> None:
    add_layout(parser, *BARE)
    parser.add_argument(
        "--split",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="lists of the photos of the validation part; `split` makes one. Of heads: photos to"
        " leave out. aflw2000 and wider have none",
    )
    parser.add_argument(
        "--shapes",
        type=Path,
        metavar="FILE",
        help="shapes of 98 points, one a line, that the lift from 68 to 98 points is fitted to",
    )
    parser.add_argument(
        "--config", type=Path, required=True, metavar="FILE", help="configuration of the model"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder to write the arrays into"
    )


def run(given: argparse.Namespace) -> None:
    config = load_config(given.config)
    parts = _parts(given, config)
    if given.shapes is not None:
        lift = ShapeLift.fit(read_shapes(given.shapes))
        parts = {name: [_lifted(s, lift) for s in samples] for name, samples in parts.items()}
    prepare(parts, config, given.out)
    shapes3d = given.data[0] / SHAPES3D
    if given.layout == "aflw2000" and shapes3d.exists():
        np.save(given.out / SHAPE3D, mean_shape_3d(np.load(shapes3d)))
    counts = ", ".join(f"{len(samples)} for {part}" for part, samples in parts.items())
    print(f"{given.out}: faces prepared: {counts}")


def _parts(given: argparse.Namespace, config: Config) -> dict[str, list[Sample]]:
    check_folders(given.data)
    split: set[str] = set().union(*(read_split(path) for path in given.split))
    count = config.model.landmarks.count
    if given.layout == "heads":
        return {"train": read_head_faces(given.data[0], split, count)}
    if given.layout == "wider":
        return {"train": read_wider(given.data[0], count)}
    if given.layout == "aflw2000":
        faces = read_aflw2000(given.data[0])
        exact = [face.sample for face in faces if face.exact]
        held = {sample.name for sample in exact[::2]}
        return {
            "train": [face.sample for face in faces if face.sample.name not in held],
            "validation": exact[::2],
        }
    if len(given.split) != 1:
        raise InputError(f"--layout {given.layout} needs one --split FILE")
    return divide(read_layout(given), split, given.split[0])


def _lifted(sample: Sample, lift: ShapeLift) -> Sample:
    if len(sample.landmarks) != len(KNOWN):
        return sample
    points = lift.lift(sample.landmarks[None])[0]
    weights = None
    if sample.weights is not None:
        weights = np.ones(len(points), np.float32)
        for weight, of in zip(sample.weights, KNOWN, strict=True):
            weights[list(of)] = np.minimum(weights[list(of)], weight)
        jaw = [i for i in range(1, 32, 2)]
        weights[jaw] = np.minimum(weights[[i - 1 for i in jaw]], weights[[i + 1 for i in jaw]])
    return replace(sample, landmarks=points, weights=weights)
