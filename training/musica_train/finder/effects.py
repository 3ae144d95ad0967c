"""What light, cameras and files do to views, and things that cover faces, for a whole batch."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as functional

from .boxes import sides
from .config import RecipeConfig
from .jpeg import as_jpeg
from .scenes import Scene
from .targets import Faces

LUMA = (0.299, 0.587, 0.114)

BLURRED_LEAST = 10.0
"""Longer side in real detail that a face must keep: input pixels by what the blur makes one."""

WIDEST = 2.6
"""The largest deviation of a blur's Gaussian, in input pixels."""

KERNEL = 15
COVERS = 3
"""Things that may cover faces of a view."""

COPIED_FROM = (0.23, 0.37)
"""How far from its cover a copied part begins, in sides of the view."""


def blurred_views(recipe: RecipeConfig) -> int:
    """How many views of a batch are blurred: its first, as views do not depend on each other."""
    return round(recipe.blur * recipe.batch)


def plan_blur(scene: Scene, rng: np.random.Generator) -> tuple[float, float, float]:
    """A Gaussian's deviations along and across an angle, and the angle.

    Faces that it takes the detail of become ignored.
    """
    along = float(np.exp(rng.uniform(np.log(0.5), np.log(WIDEST))))
    across = along if rng.random() < 0.6 else along * float(rng.uniform(0.1, 0.6))
    lost = [sides(box) / max(1.0, 1.6 * across) < BLURRED_LEAST for box in scene.faces]
    scene.ignored += [box for box, gone in zip(scene.faces, lost, strict=True) if gone]
    scene.rolls = [roll for roll, gone in zip(scene.rolls, lost, strict=True) if not gone]
    scene.faces = [box for box, gone in zip(scene.faces, lost, strict=True) if not gone]
    return along, across, float(rng.uniform(0, np.pi))


class Effects:
    """Applies all effects by a recipe, with random numbers of a generator on the device."""

    def __init__(self, recipe: RecipeConfig, generator: torch.Generator):
        self.recipe, self.generator = recipe, generator

    def apply(self, views: torch.Tensor, blur: torch.Tensor, faces: Faces) -> torch.Tensor:
        """Views [n, 3, size, size] in 0..255 after everything, as whole numbers."""
        views = _blurred(self._covered(views, faces), blur)
        views = self._recoloured(views)
        # Half of the blurred views and others: chosen by their place, which waits for no device.
        first = len(blur) // 2
        part = views[first : first + round(self.recipe.jpeg * len(views))]
        if len(part):
            part.copy_(as_jpeg(part, self._uniform(len(part)) * 65 + 25))
        return views.round()

    def _uniform(self, *shape: int) -> torch.Tensor:
        return torch.rand(*shape, generator=self.generator, device=self.generator.device)

    def _normal(self, *shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=self.generator, device=self.generator.device)

    def _covered(self, views: torch.Tensor, faces: Faces) -> torch.Tensor:
        """Rectangles over parts of some faces, plain or copied from elsewhere in the view."""
        n, size = len(views), views.shape[-1]
        axis = torch.arange(size, device=views.device, dtype=views.dtype)
        rows = torch.arange(n, device=views.device)
        wanted = self._uniform(n) < self.recipe.occlusion
        for cover in range(COVERS):
            index = (self._uniform(n) * faces.real.shape[1]).long()
            box = faces.boxes[rows, index]
            side = box[:, 2:] - box[:, :2]
            span = side * (self._uniform(n, 2) * 0.45 + 0.15)
            low = box[:, :2] + (side - span) * (self._uniform(n, 2) * 1.6 - 0.3)
            across, down = (
                (axis >= low[:, i, None]) & (axis <= (low + span)[:, i, None]) for i in range(2)
            )
            mask = (down[:, :, None] & across[:, None, :])[:, None]
            mask = mask & (wanted & faces.real[rows, index])[:, None, None, None]
            plain = (self._uniform(n, 3) * 255)[:, :, None, None]
            moves = [round(size * share * (cover + 1)) for share in COPIED_FROM]
            copied = torch.roll(views, moves, dims=(2, 3))
            fill = torch.where((self._uniform(n) < 0.5)[:, None, None, None], plain, copied)
            views = torch.where(mask, fill, views)
        return views

    def _recoloured(self, views: torch.Tensor) -> torch.Tensor:
        """Saturation, gains, gamma, contrast, darkness, a slanted light and noise, to a degree."""
        n, recipe, size = len(views), self.recipe, views.shape[-1]
        grey = self._uniform(n) < recipe.grey
        keep = torch.where(grey, torch.zeros_like(self._uniform(n)), self._uniform(n) * 0.8 + 0.6)
        luma = (views * views.new_tensor(LUMA)[:, None, None]).sum(dim=1, keepdim=True)
        views = luma + (views - luma) * keep[:, None, None, None]
        gains = torch.exp(self._normal(n, 3) * 0.1 + self._normal(n, 1) * 0.15)
        dark = self._uniform(n) < recipe.dark
        light = torch.where(dark, torch.exp(-2.3 * self._uniform(n)), torch.ones_like(keep))
        views = (views * gains[:, :, None, None]).clamp(0, 255) / 255
        gamma = torch.exp(self._normal(n) * 0.2)[:, None, None, None]
        contrast = torch.exp(self._normal(n) * 0.15)[:, None, None, None]
        pivot = (self._uniform(n) * 0.3 + 0.3)[:, None, None, None]
        views = ((views.clamp(min=1e-4) ** gamma) - pivot) * contrast + pivot
        axis = torch.linspace(-1, 1, size, device=views.device)
        lit = (self._uniform(n) < 0.4)[:, None].to(views.dtype)
        slope = (self._normal(n, 2) * 0.25).clamp(-0.6, 0.6) * lit
        slant = 1 + slope[:, 0, None, None] * axis + slope[:, 1, None, None] * axis[:, None]
        views = views * slant[:, None] * light[:, None, None, None] * 255
        noisy = ((self._uniform(n) < 0.15) | dark).to(views.dtype)
        spread = (self._uniform(n) * 9 + 1)[:, None, None, None] * noisy[:, None, None, None]
        return (views + self._normal(n, 1, size, size) * spread).clamp(0, 255)


def _blurred(views: torch.Tensor, blur: torch.Tensor) -> torch.Tensor:
    """Views of which the first have the blurs [m, 3] that are planned for them."""
    count = len(blur)
    if not count:
        return views
    along, across, angle = (blur[:, i, None, None] for i in range(3))
    along, across = along.clamp(min=0.05), across.clamp(min=0.05)
    axis = torch.arange(KERNEL, device=views.device, dtype=views.dtype) - KERNEL // 2
    u = torch.cos(angle) * axis + torch.sin(angle) * axis[:, None]
    v = torch.cos(angle) * axis[:, None] - torch.sin(angle) * axis
    kernels = torch.exp(-(((u / along) ** 2 + (v / across) ** 2) / 2))
    kernels = kernels / kernels.sum(dim=(1, 2), keepdim=True)
    edges = functional.pad(views[:count], (KERNEL // 2,) * 4, mode="replicate")
    blurred = functional.conv2d(edges.transpose(0, 1), kernels[:, None], groups=count)
    return torch.cat([blurred.transpose(0, 1), views[count:]])
