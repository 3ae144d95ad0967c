"""Views of prepared faces for calibration, and frames of the validation part with no face."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .config import Config
from .frame import FrameGeometry, resample
from .inference import AlignedFaces, align, score
from .model import Cascade
from .prepared import PreparedFaces
from .progress import Progress

VIEW_SHIFT = 0.06
"""Deviation of a view's box centre, in box sides."""
VIEW_SEED = 1


def view_frames(
    faces: PreparedFaces, config: Config, view: int
) -> tuple[Callable[[int, int], np.ndarray], np.ndarray]:
    """A view of prepared faces: frames by rows, and landmarks [n, l, 2] in frame pixels.

    View 0 is the frame as the box was given; odd views are mirrored; from view 2 on the box is
    shifted by whole pixels, so that no view is resampled.
    """
    size = config.frame.size
    edge = (faces.canvases.shape[-1] - size) // 2
    rng = np.random.default_rng((VIEW_SEED, view))
    spread = VIEW_SHIFT * config.frame.box_side if view >= 2 else 0.0
    moves = np.rint(rng.normal(0, 1, (len(faces), 2)).clip(-2, 2) * spread).astype(int)
    corners = (edge + moves).clip(0, 2 * edge)
    truth = faces.landmarks - corners[:, None]
    mirrored = view % 2 == 1
    if mirrored:
        truth = truth[:, list(config.model.landmarks.mirror)]
        truth = truth * np.array([-1, 1]) + np.array([size - 1, 0])

    def frames_of(first: int, past: int) -> np.ndarray:
        rows = zip(range(first, past), corners[first:past], strict=True)
        frames = np.stack(
            [faces.canvases[row, :, y : y + size, x : x + size] for row, (x, y) in rows]
        )
        return np.ascontiguousarray(frames[..., ::-1]) if mirrored else frames

    return frames_of, truth


def align_views(cascade: Cascade, faces: PreparedFaces, views: int) -> list[AlignedFaces]:
    """Every view of prepared faces, aligned and measured, landmarks in frame pixels."""
    config = cascade.config
    aligned = []
    with Progress("views", "face", views * len(faces)) as progress:
        for view in range(views):
            frames_of, truth = view_frames(faces, config, view)
            found = align(cascade, len(faces), frames_of, progress)
            aligned.append(score(found, truth, config.model.landmarks))
    return aligned


def align_backgrounds(cascade: Cascade, faces: PreparedFaces) -> np.ndarray:
    """Predicted errors [stages, 4n] of windows without a face."""
    count, frames_of = background_frames(faces, cascade.config)
    with Progress("backgrounds", "window", count) as progress:
        found = align(cascade, count, frames_of, progress)
    return found.predicted.astype(np.float64)


def joined(parts: list[AlignedFaces]) -> AlignedFaces:
    """Several sets of aligned faces as one."""
    return AlignedFaces(
        np.concatenate([part.landmarks for part in parts], axis=1),
        np.concatenate([part.truth for part in parts]),
        np.concatenate([part.predicted for part in parts], axis=1),
        np.concatenate([part.ocular for part in parts], axis=1),
        np.concatenate([part.pupil for part in parts], axis=1),
        _joined_details([part.gains for part in parts]),
        _joined_details([part.spreads for part in parts]),
    )


def _joined_details(parts: list[np.ndarray | None]) -> np.ndarray | None:
    known = [part for part in parts if part is not None]
    return np.concatenate(known, axis=1) if len(known) == len(parts) else None


def background_frames(
    faces: PreparedFaces, config: Config
) -> tuple[int, Callable[[int, int], np.ndarray]]:
    """Frames without a face, by rows: the four corners of each canvas, enlarged."""
    canvas, size = faces.canvases.shape[-1], config.frame.size
    strip = (canvas - config.frame.box_side) // 2
    near, far = (strip - 1) / 2, canvas - 1 - (strip - 1) / 2
    corners = [(near, near), (far, near), (near, far), (far, far)]

    def frames_of(first: int, past: int) -> np.ndarray:
        frames = []
        for index in range(first, past):
            image = np.asarray(faces.canvases[index // 4]).transpose(1, 2, 0)
            frames.append(resample(image, FrameGeometry(corners[index % 4], strip / size, size)))
        return np.stack(frames)

    return 4 * len(faces), frames_of
