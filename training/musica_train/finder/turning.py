"""Photos turned with their labels, to measure how a finder bears it."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from PIL import Image

from .photos import Photo
from .placing import Placement

BESIDE = (110, 110, 110)
"""The colour of what a turned photo leaves empty."""


def turned(photo: Photo, angle: float) -> Photo:
    """A photo turned by so many degrees, against the clock, in a picture that holds all of it."""
    image = Image.fromarray(photo.pixels)
    picture = image.rotate(angle, Image.Resampling.BILINEAR, expand=True, fillcolor=BESIDE)
    file = io.BytesIO()
    picture.save(file, "WEBP", lossless=True, quality=0, method=0)
    centre = (np.array([photo.width, photo.height]) - 1) / 2
    placement = Placement(picture.width, picture.height, 1.0, angle, False, centre)
    return replace(
        photo,
        file=file.getvalue(),
        height=picture.height,
        width=picture.width,
        faces=placement.move(photo.faces),
        ignored=placement.move_boxes(photo.ignored),
        taken=placement.move_boxes(photo.taken),
    )
