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
from .model import Cascade
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

    def __len__(self) -> int:
        return self.truth.shape[0]

    def with_predicted(self, predicted: np.ndarray) -> AlignedFaces:
        """The same faces with other predicted errors [stages, n]."""
        return replace(self, predicted=predicted)

    def only(self, chosen: np.ndarray) -> AlignedFaces:
        """The faces that a mask [n] chooses."""
        return AlignedFaces(
            self.landmarks[:, chosen],
            self.truth[chosen],
            self.predicted[:, chosen],
            self.ocular[:, chosen],
            self.pupil[:, chosen],
        )


@torch.no_grad()
def run_stages(cascade: Cascade, frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shapes [stages, n, l, 2] in frame pixels and predicted errors [stages, n] of byte frames."""
    device = cascade.mean_shape.device
    outputs = cascade(torch.from_numpy(frames).to(device).float(), as_bytes=True)
    shapes = torch.stack([output.shape for output in outputs])
    predicted = torch.stack([output.log_error.exp() for output in outputs])
    return shapes.cpu().numpy(), predicted.cpu().numpy()


def align(
    cascade: Cascade,
    count: int,
    frames_of: Callable[[int, int], np.ndarray],
    progress: Progress | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """`run_stages` over `count` faces, whose frames `frames_of(first, past)` gives by batches."""
    parts = []
    for first in range(0, count, BATCH):
        past = min(first + BATCH, count)
        parts.append(run_stages(cascade, frames_of(first, past)))
        if progress is not None:
            progress.advance(by=past - first)
    shapes, predicted = (np.concatenate(part, axis=1) for part in zip(*parts, strict=True))
    return shapes, predicted


def score(
    shapes: np.ndarray, truth: np.ndarray, predicted: np.ndarray, scheme: LandmarkScheme
) -> AlignedFaces:
    """Measures shapes [stages, n, l, 2] against the truth [n, l, 2] in the same pixels."""
    truth = truth.astype(np.float64)
    return AlignedFaces(
        shapes,
        truth,
        predicted,
        face_errors(shapes, truth, inter_ocular(truth, scheme)),
        face_errors(shapes, truth, inter_pupil(truth, scheme)),
    )


def align_samples(cascade: Cascade, samples: list[Sample]) -> AlignedFaces:
    """Cuts each sample's frame from its image and aligns it; landmarks in pixels of the image."""
    frame, scheme = cascade.config.frame, cascade.config.model.landmarks
    geometries = [FrameGeometry.around(s.box, frame.box_side, frame.size) for s in samples]

    def frames_of(first: int, past: int) -> np.ndarray:
        pairs = zip(samples[first:past], geometries[first:past], strict=True)
        return np.stack([resample(load_rgb(sample.image), where) for sample, where in pairs])

    with Progress("align", "face", len(samples)) as progress:
        shapes, predicted = align(cascade, len(samples), frames_of, progress)
    placed = np.stack(
        [where.to_image(shapes[:, row].astype(np.float64)) for row, where in enumerate(geometries)],
        axis=1,
    )
    truth = np.stack([sample.landmarks for sample in samples])
    return score(placed, truth, predicted.astype(np.float64), scheme)
