"""Photos through a finder exactly as the service looks at whole images: bytes in, finds out."""

from __future__ import annotations

import numpy as np
import torch

from .finds import Finds, collect, cut_view, whole_view
from .network import Finder, peaks
from .photos import Photo
from .precision import Truth

BATCH = 16
LOWEST = 0.02
"""Scores below this are not looked at."""


@torch.no_grad()
def run_finder(model: Finder, views: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Peaks [n, h, w] and boxes [n, 4, h, w] of views [n, 3, size, size] of bytes."""
    device = next(model.parameters()).device
    maps = model(torch.from_numpy(views).to(device))
    return peaks(maps.logits).cpu().numpy(), maps.boxes.cpu().numpy()


def find_in_images(model: Finder, images: list[np.ndarray], lowest: float = LOWEST) -> list[Finds]:
    """Finds in the whole view of each RGB image [height, width, 3]."""
    found: list[Finds] = []
    for first in range(0, len(images), BATCH):
        part = images[first : first + BATCH]
        views = [whole_view(*image.shape[:2], model.config.size) for image in part]
        cut = np.stack([cut_view(image, view) for image, view in zip(part, views, strict=True)])
        scores, boxes = run_finder(model, cut)
        found += [collect(s, b, v, lowest) for s, b, v in zip(scores, boxes, views, strict=True)]
    return found


def find_all(model: Finder, photos: list[Photo]) -> list[Finds]:
    """Finds in the whole view of each photo."""
    return find_in_images(model, [photo.pixels for photo in photos])


def truths_of(photos: list[Photo]) -> list[Truth]:
    """What there is to find in photos."""
    return [Truth(photo.boxes, photo.ignored) for photo in photos]
