"""Pictures without a face, to count false finds on: textures and parts of photos without heads."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from .photos import Photo
from .scenes import face_free
from .textures import texture

SEED = 7919
"""Apart from every seed that training uses: those are tuples that begin with the recipe's."""


def face_free_pictures(
    photos: list[Photo], count: int, with_faces: Container[str] = ()
) -> dict[str, np.ndarray]:
    """RGB pictures by name, the first half generated, the others cut from photos away from heads.

    Photos have faces that nobody labelled. Pictures in which a look showed some (`with_faces`, by
    name) are left out, and others are cut in their place.
    """
    rng = np.random.default_rng(SEED)
    pictures = {}
    for index in range(count // 2):
        width, height = rng.integers(120, 640, 2).tolist()
        pictures[f"free-{index:03}"] = texture(rng, width, height)
    index = count // 2
    while len(pictures) < count:
        window = face_free(photos, range(len(photos)), rng)
        if window is None:
            raise ValueError("the photos leave no room beside their heads")
        photo, x, y, side = window
        part = photos[photo].pixels[y : y + side, x : x + side]
        if (name := f"free-{index:03}") not in with_faces:
            pictures[name] = part
        index += 1
    return pictures
