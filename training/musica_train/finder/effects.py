"""What light, cameras and files do to a view, and things that cover faces."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from .boxes import sides
from .config import FinderConfig
from .scenes import Scene

LUMA = np.array([0.299, 0.587, 0.114])
BLURRED_LEAST = 10.0
"""Longer side in real detail, input pixels by the factor of the blur, that a face must keep."""


def apply_effects(scene: Scene, config: FinderConfig, rng: np.random.Generator) -> np.ndarray:
    """The scene's pixels [size, size, 3] after all effects; faces blurred away become ignored."""
    recipe = config.train
    pixels = scene.pixels
    if rng.random() < recipe.occlusion:
        pixels = _cover(pixels, scene.faces, rng)
    if rng.random() < recipe.blur:
        pixels = _blur(pixels, scene, rng)
    pixels = _recolour(pixels, rng.random() < recipe.grey, rng)
    if rng.random() < recipe.jpeg:
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "JPEG", quality=int(rng.integers(25, 92)))
        pixels = np.asarray(Image.open(file))
    return pixels


def _cover(pixels: np.ndarray, faces: list[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """Rectangles over parts of some faces, plain or copied from elsewhere in the view."""
    pixels, size = pixels.copy(), len(pixels)
    for box in faces:
        if rng.random() < 0.5:
            continue
        span = (box[2:] - box[:2]) * rng.uniform(0.15, 0.6, 2)
        low = box[:2] + (box[2:] - box[:2] - span) * rng.uniform(-0.3, 1.3, 2)
        x0, y0 = np.rint(low).clip(0, size - 1).astype(int).tolist()
        x1, y1 = np.rint(low + span).clip(0, size - 1).astype(int).tolist()
        if rng.random() < 0.5:
            pixels[y0:y1, x0:x1] = rng.integers(0, 256, 3)
        else:
            u, v = int(rng.integers(size - (x1 - x0))), int(rng.integers(size - (y1 - y0)))
            pixels[y0:y1, x0:x1] = pixels[v : v + y1 - y0, u : u + x1 - x0].copy()
    return pixels


def _blur(pixels: np.ndarray, scene: Scene, rng: np.random.Generator) -> np.ndarray:
    factor = float(np.exp(rng.uniform(np.log(1.3), np.log(4.0))))
    size = len(pixels)
    small = Image.fromarray(pixels).resize((round(size / factor),) * 2, Image.Resampling.BILINEAR)
    lost = [box for box in scene.faces if sides(box) / factor < BLURRED_LEAST]
    scene.faces = [box for box in scene.faces if sides(box) / factor >= BLURRED_LEAST]
    scene.ignored = scene.ignored + lost
    return np.asarray(small.resize((size, size), Image.Resampling.BILINEAR))


def _recolour(pixels: np.ndarray, grey: bool, rng: np.random.Generator) -> np.ndarray:
    """Saturation, gains, contrast and gamma, a slanted light and noise, each to some degree."""
    keep = 0.0 if grey else float(rng.uniform(0.6, 1.4))
    gains = np.exp(rng.normal(0, 0.1, 3)) * np.exp(rng.normal(0, 0.15))
    mix = (np.eye(3) * keep + (1 - keep) * LUMA) * gains[:, None]
    rows = np.hstack([mix, np.zeros((3, 1))]).ravel().tolist()
    table = (np.arange(256) / 255) ** float(np.exp(rng.normal(0, 0.2)))
    contrast, pivot = float(np.exp(rng.normal(0, 0.15))), float(rng.uniform(0.3, 0.6))
    curve = (((table - pivot) * contrast + pivot) * 255).clip(0, 255).astype(int).tolist()
    image = Image.fromarray(pixels).convert("RGB", rows).point(curve * 3)
    lit, noisy = rng.random() < 0.4, rng.random() < 0.15
    if not lit and not noisy:
        return np.asarray(image)
    out = np.asarray(image, np.float32)
    if lit:
        slope = rng.normal(0, 0.25, 2).clip(-0.5, 0.5)
        axis = np.linspace(-1, 1, len(pixels), dtype=np.float32)
        light = 1 + slope[0] * axis + slope[1] * axis[:, None]
        out = out * light[..., None].astype(np.float32)
    if noisy:
        spread = np.float32(rng.uniform(2, 12))
        out = out + rng.standard_normal(out.shape[:2], np.float32)[..., None] * spread
    return out.clip(0, 255).astype(np.uint8)
