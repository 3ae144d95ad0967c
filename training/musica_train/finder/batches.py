"""Batches of scenes, each made from the seed and its number alone, in worker processes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from .config import FinderConfig
from .effects import apply_effects
from .loss import Batch
from .photos import Photo
from .scenes import SceneMaker
from .targets import make_targets

QUEUED = 16
"""Batches that a worker makes ahead."""


class _Steps(Dataset[list[torch.Tensor]]):
    """The batches from a step on."""

    def __init__(self, photos: list[Photo], config: FinderConfig, first: int):
        self.maker, self.config, self.first = SceneMaker(photos, config), config, first

    def __len__(self) -> int:
        return self.config.train.steps - self.first

    def __getitem__(self, index: int) -> list[torch.Tensor]:
        recipe = self.config.train
        views = [
            self._view(np.random.default_rng((recipe.seed, self.first + index, row)))
            for row in range(recipe.batch)
        ]
        return [torch.from_numpy(np.stack(arrays)) for arrays in zip(*views, strict=True)]

    def _view(self, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
        scene = self.maker.make(rng)
        pixels = apply_effects(scene, self.config, rng)
        targets = make_targets(scene.faces, scene.ignored, self.config.network)
        return pixels, targets.heat, targets.boxes, targets.weights, targets.known


def batches(photos: list[Photo], config: FinderConfig, first: int) -> Iterator[Batch]:
    """The batches of all steps from `first` on; a batch does not depend on those before it."""
    workers = config.train.workers
    loader = DataLoader(
        _Steps(photos, config, first),
        batch_size=None,
        num_workers=workers,
        **({"prefetch_factor": QUEUED} if workers else {}),  # type: ignore[arg-type]
    )
    for pixels, heat, boxes, weights, known in loader:
        yield Batch(pixels.permute(0, 3, 1, 2), heat, boxes, weights, known)
