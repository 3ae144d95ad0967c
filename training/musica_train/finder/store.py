"""All pixels of a part on one device: every photo at full, half, quarter and eighth size."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
import torch
from PIL import Image

LEVELS = 4
"""Sizes in which pixels are kept, each half of the one before: views of small faces need few."""

DECODERS = 8


class Picture(Protocol):
    """A picture that can be decoded, and how large it is then."""

    @property
    def height(self) -> int: ...

    @property
    def width(self) -> int: ...

    def decode(self) -> np.ndarray:
        """RGB bytes [height, width, 3]."""
        ...


class PixelStore:
    """Pictures as 32-bit pixels in one tensor, so that a view gathers from any of them at once."""

    def __init__(self, pictures: Sequence[Picture], device: torch.device):
        whole = np.array([(picture.height, picture.width) for picture in pictures], np.int64)
        sizes = np.stack([-(-whole // 2**level) for level in range(LEVELS)], axis=1)
        counts = sizes.prod(axis=2)
        starts = np.concatenate([[0], np.cumsum(counts.ravel())[:-1]]).reshape(counts.shape)
        flat = np.empty(int(counts.sum()), np.int32)

        def fill(index: int) -> None:
            image = Image.fromarray(pictures[index].decode())
            for level in range(LEVELS):
                part = flat[starts[index, level] :][: counts[index, level]]
                part.reshape(sizes[index, level])[:] = _packed(np.asarray(image.reduce(2**level)))

        with ThreadPoolExecutor(DECODERS) as pool:
            list(pool.map(fill, range(len(pictures))))
        self.pixels = torch.from_numpy(flat).to(device)
        self.starts = torch.from_numpy(starts).to(device)
        self.sizes = torch.from_numpy(sizes).to(device)
        """Height and width [pictures, levels, 2]."""


def _packed(pixels: np.ndarray) -> np.ndarray:
    """RGB bytes [height, width, 3] as numbers [height, width]."""
    padded = np.zeros((*pixels.shape[:2], 4), np.uint8)
    padded[..., :3] = pixels
    return padded.view(np.int32)[..., 0]
