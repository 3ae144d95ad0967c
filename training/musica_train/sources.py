"""Where the faces of a batch come from: prepared folders, each with its share of every batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .config import Config
from .errors import InputError
from .model import Cascade
from .prepared import SHAPE3D, PreparedFaces, load_prepared
from .pseudo import label

LABEL_ROWS = 256
"""Faces whose canvases are in memory at a time while they are labelled."""


@dataclass(frozen=True)
class Batch:
    """Canvases [n, 3, c, c], landmarks [n, l, 2] in canvas pixels and their weights [n, l]."""

    canvases: torch.Tensor
    landmarks: torch.Tensor
    weights: torch.Tensor


class Source:
    """The faces of one part; on a GPU all of them are in its memory.

    Faces with a box only take part from the moment `label` has found landmarks for them.
    """

    def __init__(self, faces: PreparedFaces, share: float, device: torch.device):
        self.faces, self.share, self.device = faces, share, device
        self.labelled = faces.labelled
        self.landmarks = torch.from_numpy(faces.landmarks).to(device)
        self.weights = torch.from_numpy(faces.weights).to(device)
        self.rows = torch.arange(len(faces), device=device)
        self._canvases: torch.Tensor | None = None
        if device.type == "cuda":
            self._canvases = torch.from_numpy(np.array(faces.canvases)).to(device)

    @property
    def usable(self) -> bool:
        """Whether there are landmarks to train on."""
        return self.labelled and len(self.rows) > 0

    def canvases_at(self, rows: torch.Tensor) -> torch.Tensor:
        """Canvases of rows."""
        if self._canvases is not None:
            return self._canvases[rows]
        return torch.from_numpy(np.ascontiguousarray(self.faces.canvases[rows.numpy()]))

    def draw(self, count: int, rng: torch.Generator) -> Batch:
        """Faces by chance."""
        picks = torch.randint(len(self.rows), (count,), generator=rng, device=self.device)
        rows = self.rows[picks]
        return Batch(self.canvases_at(rows), self.landmarks[rows], self.weights[rows])

    def label(self, cascade: Cascade) -> int:
        """Finds landmarks for faces that came with a box only; returns how many it kept."""
        every = torch.arange(len(self.faces), device=self.device)
        side = cascade.config.frame.box_side
        parts = [
            label(cascade, self.canvases_at(every[first : first + LABEL_ROWS]), side)
            for first in range(0, len(every), LABEL_ROWS)
        ]
        self.landmarks = torch.cat([part.landmarks for part in parts])
        self.weights = torch.cat([part.weights for part in parts])
        kept = torch.cat([part.kept for part in parts])
        self.rows, self.labelled = kept.nonzero().squeeze(1), True
        return len(self.rows)


def open_sources(
    folders: list[Path], shares: list[float], config: Config, device: torch.device
) -> list[Source]:
    """The `train` parts of folders; the first one's mean shape is the model's."""
    if len(shares) != len(folders) or min(shares) <= 0:
        raise InputError(f"{len(folders)} folders of data need as many shares above 0")
    faces = [load_prepared(folder, "train", config) for folder in folders]
    if not faces[0].labelled:
        raise InputError(f"{folders[0]}: the first folder must hold faces with landmarks")
    return [Source(f, s, device) for f, s in zip(faces, shares, strict=True)]


def load_shape3d(
    folders: Sequence[Path], config: Config, device: torch.device
) -> torch.Tensor | None:
    """The mean 3-D shape [l, 3] that one of the folders holds for the model's landmarks."""
    for path in (folder / SHAPE3D for folder in folders):
        if path.exists():
            shape = torch.from_numpy(np.load(path)).to(device)
            if len(shape) == config.model.landmarks.count:
                return shape
    return None


def draw_batch(sources: list[Source], count: int, rng: torch.Generator) -> Batch:
    """A batch of all sources that are ready, by their shares."""
    ready = [source for source in sources if source.usable]
    total = sum(source.share for source in ready)
    counts = [int(count * source.share / total) for source in ready]
    counts[0] += count - sum(counts)
    parts = [s.draw(c, rng) for s, c in zip(ready, counts, strict=True) if c > 0]
    if len(parts) == 1:
        return parts[0]
    return Batch(
        torch.cat([part.canvases for part in parts]),
        torch.cat([part.landmarks for part in parts]),
        torch.cat([part.weights for part in parts]),
    )
