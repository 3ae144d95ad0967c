"""Pictures without a face, to count false finds on: textures and parts of photos without heads."""

from __future__ import annotations

import numpy as np

from .photos import Photo
from .scenes import face_free
from .textures import texture

SEED = 7919
"""Apart from every seed that training uses: those are tuples that begin with the recipe's."""


def face_free_pictures(photos: list[Photo], count: int) -> list[np.ndarray]:
    """RGB pictures, the first half generated, the others cut from photos away from all heads."""
    rng = np.random.default_rng(SEED)
    pictures = []
    for _ in range(count // 2):
        width, height = rng.integers(120, 640, 2).tolist()
        pictures.append(texture(rng, width, height))
    while len(pictures) < count:
        part = face_free(photos, rng)
        if part is None:
            raise ValueError("the photos leave no room beside their heads")
        pictures.append(part)
    return pictures
