"""Boxes as other detectors would give them, and photos turned: what a model must bear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .frame import FrameGeometry, resample
from .images import load_rgb
from .inference import AlignedFaces, Found, align, score
from .layouts import Sample
from .layouts.w300 import tight_box
from .model import Cascade
from .progress import Progress


@dataclass(frozen=True)
class Move:
    """A change of the box, by parts of its longer side and a factor, or a turn of the photo."""

    name: str
    right: float = 0.0
    down: float = 0.0
    scale: float = 1.0
    turn: float = 0.0

    def moved(self, sample: Sample) -> Sample:
        """The face with the changed box."""
        x, y, width, height = sample.box
        side = max(width, height)
        centre = (x + width / 2 + self.right * side, y + height / 2 + self.down * side)
        width, height = width * self.scale, height * self.scale
        return replace(sample, box=(centre[0] - width / 2, centre[1] - height / 2, width, height))


MOVES = (
    Move("as given"),
    Move("20 % left", right=-0.2),
    Move("20 % right", right=0.2),
    Move("20 % up", down=-0.2),
    Move("20 % down", down=0.2),
    Move("0.7 times the size", scale=0.7),
    Move("1.5 times the size", scale=1.5),
    Move("photo turned by -45", turn=-45.0),
    Move("photo turned by -30", turn=-30.0),
    Move("photo turned by 30", turn=30.0),
    Move("photo turned by 45", turn=45.0),
)


def align_moved(
    cascade: Cascade,
    samples: list[Sample],
    move: Move,
    run: Callable[[np.ndarray], Found] | None = None,
) -> AlignedFaces:
    """Aligns faces under a move; landmarks in pixels of the photo, or of the turned one.

    A photo is turned about the centre of its face's box, bilinearly, its edge pixels repeated;
    the box keeps its place and its size. `run` as for `align`.
    """
    frame = cascade.config.frame
    moved = [move.moved(sample) for sample in samples]
    geometries = [FrameGeometry.around(s.box, frame.box_side, frame.size) for s in moved]

    def frames_of(first: int, past: int) -> np.ndarray:
        rows = zip(moved[first:past], geometries[first:past], strict=True)
        return np.stack([moved_frame(s, move, where) for s, where in rows])

    with Progress(move.name, "face", len(moved)) as progress:
        found = align(cascade, len(moved), frames_of, progress, run)
    truth = np.stack(
        [_turned(s.landmarks, g.centre, move.turn) for s, g in zip(moved, geometries, strict=True)]
    )
    return score(found, truth, cascade.config.model.landmarks, geometries)


def moved_frame(moved: Sample, move: Move, where: FrameGeometry) -> np.ndarray:
    """The frame [3, size, size] of a face whose box was moved already, its photo turned."""
    image = load_rgb(moved.image)
    turned = image if move.turn == 0 else turned_photo(image, where.centre, move.turn)
    return resample(turned, where)


def _turned(points: np.ndarray, centre: tuple[float, float], degrees: float) -> np.ndarray:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (points - centre) @ turn.T + centre


def turned_photo(image: np.ndarray, centre: tuple[float, float], degrees: float) -> np.ndarray:
    """An image [h, w, 3] turned clockwise about a place, in its own size."""
    height, width = image.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float64)
    back = _turned(np.stack([x, y], axis=2).reshape(-1, 2), centre, -degrees)
    x, y = back[:, 0].clip(0, width - 1), back[:, 1].clip(0, height - 1)
    left, top = (np.floor(v).astype(int) for v in (x, y))
    fx, fy = (x - left)[:, None], (y - top)[:, None]
    right, below = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    flat = image.astype(np.float64)
    above = flat[top, left] * (1 - fx) + flat[top, right] * fx
    under = flat[below, left] * (1 - fx) + flat[below, right] * fx
    found = above * (1 - fy) + under * fy
    return np.floor(found + 0.5).astype(np.uint8).reshape(image.shape)


HARD_TURNS = (-80.0, -45.0, 45.0, 80.0)
"""Turns of photos whose faces come with a box from hairline to chin: off and tilted at once."""

CONVENTIONS = {
    "tight around the landmarks": (0.0, 0.0, 0.0, 0.0),
    "hairline to chin": (0.0, -0.3, 0.0, 0.0),
    "whole head": (-0.15, -0.55, 0.15, 0.08),
    "loose": (-0.1, -0.1, 0.1, 0.1),
}
"""Boxes as kinds of detectors draw them: what is added to each side of the tight box, left, top,
right and bottom, by parts of its width and height."""


def drawn_by(convention: str, sample: Sample) -> Sample:
    """The face with the box that a kind of detector would draw."""
    x, y, width, height = tight_box(sample.landmarks)
    left, top, right, bottom = CONVENTIONS[convention]
    return replace(
        sample,
        box=(
            x + left * width,
            y + top * height,
            width * (1 + right - left),
            height * (1 + bottom - top),
        ),
    )
