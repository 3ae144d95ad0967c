"""Faces through a cascade exactly as the service aligns them: bytes in, every stage out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch

from .frame import FrameGeometry, resample
from .images import load_rgb
from .layouts import Sample
from .metrics import face_errors, inter_ocular, inter_pupil
from .model import Cascade, Start
from .progress import Progress
from .schemes import LandmarkScheme

BATCH = 32


@dataclass(frozen=True)
class AlignedFaces:
    """Landmarks [stages, n, l, 2] and true ones [n, l, 2] in one frame, errors as fractions."""

    landmarks: np.ndarray
    truth: np.ndarray
    predicted: np.ndarray
    """Predicted errors [stages, n]."""
    ocular: np.ndarray
    """True errors [stages, n], in units of the distance of the outer eye corners."""
    pupil: np.ndarray
    """True errors [stages, n], in units of the distance of the pupils."""
    gains: np.ndarray | None = None
    """Predicted gains [stages, n] of the stages to come, where the model predicts them."""
    spreads: np.ndarray | None = None
    """Spreads [stages, n, l] in the unit of the landmarks, where the model predicts them."""

    def __len__(self) -> int:
        return self.truth.shape[0]

    def with_predicted(
        self, predicted: np.ndarray, gains: np.ndarray | None = None
    ) -> AlignedFaces:
        """The same faces with other predicted errors and gains [stages, n]."""
        return replace(self, predicted=predicted, gains=gains)

    def only(self, chosen: np.ndarray) -> AlignedFaces:
        """The faces that a mask [n] chooses."""
        return AlignedFaces(
            self.landmarks[:, chosen],
            self.truth[chosen],
            self.predicted[:, chosen],
            self.ocular[:, chosen],
            self.pupil[:, chosen],
            None if self.gains is None else self.gains[:, chosen],
            None if self.spreads is None else self.spreads[:, chosen],
        )


@dataclass(frozen=True)
class Found:
    """What the stages say of n faces: shapes [stages, n, l, 2] in frame pixels, errors [stages, n].

    With details the predicted gains [stages, n] and the spreads [stages, n, l] in frame pixels,
    too.
    """

    shapes: np.ndarray
    predicted: np.ndarray
    gains: np.ndarray | None = None
    spreads: np.ndarray | None = None

    @staticmethod
    def joined(parts: list[Found]) -> Found:
        """Several sets of faces as one."""

        def join(name: str) -> np.ndarray | None:
            values = [getattr(part, name) for part in parts]
            return None if values[0] is None else np.concatenate(values, axis=1)

        shapes, predicted = join("shapes"), join("predicted")
        assert shapes is not None and predicted is not None
        return Found(shapes, predicted, join("gains"), join("spreads"))


@torch.no_grad()
def run_stages(cascade: Cascade, frames: np.ndarray, start: Start | None = None) -> Found:
    """Runs all stages on frames of bytes [n, 3, size, size]."""
    device = cascade.mean_shape.device
    outputs = cascade(torch.from_numpy(frames).to(device).float(), as_bytes=True, start=start)
    shapes = torch.stack([output.shape for output in outputs])
    predicted = torch.stack([output.log_error.exp() for output in outputs])
    gains = [output.gain for output in outputs if output.gain is not None]
    spreads = [output.log_spread.exp() for output in outputs if output.log_spread is not None]
    return Found(
        shapes.cpu().numpy(),
        predicted.cpu().numpy(),
        torch.stack(gains).cpu().numpy() if gains else None,
        torch.stack(spreads).cpu().numpy() if spreads else None,
    )


def align(
    cascade: Cascade,
    count: int,
    frames_of: Callable[[int, int], np.ndarray],
    progress: Progress | None = None,
    run: Callable[[np.ndarray], Found] | None = None,
) -> Found:
    """`run_stages` over `count` faces, whose frames `frames_of(first, past)` gives by batches.

    `run` runs a batch in its place.
    """
    parts = []
    for first in range(0, count, BATCH):
        past = min(first + BATCH, count)
        frames = frames_of(first, past)
        parts.append(run_stages(cascade, frames) if run is None else run(frames))
        if progress is not None:
            progress.advance(by=past - first)
    return Found.joined(parts)


def score(
    found: Found,
    truth: np.ndarray,
    scheme: LandmarkScheme,
    geometries: list[FrameGeometry] | None = None,
) -> AlignedFaces:
    """Measures what was found against the truth [n, l, 2].

    In frame pixels; with geometries, in pixels of the images that they are of.
    """
    shapes, spreads = found.shapes, found.spreads
    if geometries is not None:
        shapes = _placed(found, geometries)
        if spreads is not None:
            spreads = spreads * np.array([where.ratio for where in geometries])[:, None]
    truth = truth.astype(np.float64)
    return AlignedFaces(
        shapes,
        truth,
        found.predicted.astype(np.float64),
        face_errors(shapes, truth, inter_ocular(truth, scheme)),
        face_errors(shapes, truth, inter_pupil(truth, scheme)),
        None if found.gains is None else found.gains.astype(np.float64),
        spreads,
    )


def _placed(found: Found, geometries: list[FrameGeometry]) -> np.ndarray:
    """The shapes found [stages, n, l, 2] in pixels of their images."""
    return np.stack(
        [
            where.to_image(found.shapes[:, row].astype(np.float64))
            for row, where in enumerate(geometries)
        ],
        axis=1,
    )


def align_samples(cascade: Cascade, samples: list[Sample]) -> AlignedFaces:
    """Cuts each sample's frame from its image and aligns it; landmarks in pixels of the image."""
    frame, scheme = cascade.config.frame, cascade.config.model.landmarks
    geometries = [FrameGeometry.around(s.box, frame.box_side, frame.size) for s in samples]

    def frames_of(first: int, past: int) -> np.ndarray:
        pairs = zip(samples[first:past], geometries[first:past], strict=True)
        return np.stack([resample(load_rgb(sample.image), where) for sample, where in pairs])

    with Progress("align", "face", len(samples)) as progress:
        found = align(cascade, len(samples), frames_of, progress)
    truth = np.stack([sample.landmarks for sample in samples])
    return score(found, truth, scheme, geometries)
