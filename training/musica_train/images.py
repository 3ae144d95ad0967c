"""Images as the service sees them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from .errors import InputError


def load_rgb(path: Path) -> np.ndarray:
    """RGB bytes [height, width, 3] of an image turned upright by its EXIF orientation."""
    try:
        with Image.open(path) as image:
            return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    except (UnidentifiedImageError, OSError) as error:
        raise InputError(f"{path}: cannot be read as an image ({error})") from error
