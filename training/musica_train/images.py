"""Images as the service sees them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from .errors import InputError


def load_rgb(path: Path) -> np.ndarray:
    """RGB bytes [height, width, 3] of an image turned upright by its EXIF orientation."""
    try:
        with Image.open(path) as image:
            return np.asarray(_rgb(ImageOps.exif_transpose(image)))
    except Exception as error:  # Pillow's readers raise whatever a damaged file leads them to
        said = str(error).splitlines() or [type(error).__name__]
        raise InputError(f"{path}: cannot be read as an image ({said[0]})") from error


def _rgb(image: Image.Image) -> Image.Image:
    """Grey values of 16 bits rounded to 8, what shines through laid over white."""
    if image.mode.startswith("I"):
        wide = np.clip(np.asarray(image), 0, 65535).astype(np.uint32)
        image = Image.fromarray(((wide * 255 + 32895) >> 16).astype(np.uint8))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB")
