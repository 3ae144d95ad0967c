"""Batches of views, each made from the seed and its number alone.

Processes plan them; pixels and targets are made on the device, where the photos lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from .config import FinderConfig
from .drawing import draw
from .effects import Effects, blurred_views, plan_blur
from .loss import Batch
from .photos import Photo
from .plans import Plan, make_plan
from .scenes import SceneMaker
from .store import PixelStore
from .targets import Faces, make_targets
from .textures import texture

QUEUED = 8
"""Batches that a process plans ahead."""

TEXTURES = 256
TEXTURE_SIDES = (96, 320)


@dataclass(frozen=True)
class Texture:
    """A generated picture by its size and seed."""

    height: int
    width: int
    seed: tuple[int, ...]

    def decode(self) -> np.ndarray:
        return texture(np.random.default_rng(self.seed), self.width, self.height)


class _Plans(Dataset[list[torch.Tensor]]):
    """The plans of batches from a step on, as tensors in the order of `Plan`."""

    def __init__(self, maker: SceneMaker, config: FinderConfig, first: int):
        self.maker, self.config, self.first = maker, config, first

    def __len__(self) -> int:
        return self.config.train.steps - self.first

    def __getitem__(self, index: int) -> list[torch.Tensor]:
        recipe = self.config.train
        scenes, blurs = [], []
        for row in range(recipe.batch):
            rng = np.random.default_rng((recipe.seed, self.first + index, row))
            scenes.append(self.maker.make(rng))
            if row < blurred_views(recipe):
                blurs.append(plan_blur(scenes[-1], rng))
        plan = make_plan(scenes, blurs)
        return [torch.from_numpy(getattr(plan, part.name)) for part in fields(Plan)]


class BatchMaker:
    """Holds the photos of a part on the device, and makes batches of them."""

    def __init__(self, photos: list[Photo], config: FinderConfig, device: torch.device):
        self.photos, self.config, self.device = photos, config, device
        rng = np.random.default_rng((config.train.seed, TEXTURES))
        sides = rng.integers(*TEXTURE_SIDES, (TEXTURES, 2)).tolist()
        drawn = [
            Texture(height, width, (config.train.seed, TEXTURES, index))
            for index, (height, width) in enumerate(sides)
        ]
        self.textures = [(picture.height, picture.width) for picture in drawn]
        self.store = PixelStore([*photos, *drawn], device)

    def batches(self, first: int) -> Iterator[Batch]:
        """The batches of all steps from `first` on; none depends on those before it."""
        workers = self.config.train.workers
        maker = SceneMaker(self.photos, self.textures, self.config)
        loader = DataLoader(
            _Plans(maker, self.config, first),
            batch_size=None,
            num_workers=workers,
            pin_memory=self.device.type == "cuda",
            **({"prefetch_factor": QUEUED} if workers else {}),  # type: ignore[arg-type]
        )
        for step, plan in enumerate(loader, first):
            yield self._batch([part.to(self.device, non_blocking=True) for part in plan], step)

    @torch.no_grad()
    def _batch(self, plan: list[torch.Tensor], step: int) -> Batch:
        cells, picture, level, back, blur, boxes, rolls, real, ignored = plan
        seed = np.random.SeedSequence((self.config.train.seed, step)).generate_state(1)
        generator = torch.Generator(self.device).manual_seed(int(seed[0]))
        faces = Faces(boxes, rolls, real, ignored)
        pixels = draw(self.store, cells, picture, level, back, self.config.network.size)
        pixels = Effects(self.config.train, generator).apply(pixels, blur, faces)
        targets = make_targets(faces, self.config.network)
        return Batch(pixels, targets)
