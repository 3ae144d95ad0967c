"""Generated pictures without faces: noise, gradients, stripes, blobs, grids and lines."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

Size = tuple[int, int]


def texture(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """A picture [height, width, 3] of one or two random patterns."""
    size = (width, height)
    picture = _pattern(rng, size)
    if rng.random() < 0.5:
        share = rng.uniform(0.3, 0.7)
        picture = Image.blend(picture, _pattern(rng, size), share)
    return np.asarray(picture)


def _pattern(rng: np.random.Generator, size: Size) -> Image.Image:
    made: list[Callable[[np.random.Generator, Size], Image.Image]] = [
        _noise,
        _noise,
        _gradient,
        _stripes,
        _blobs,
        _blobs,
        _grid,
        _lines,
    ]
    return made[int(rng.integers(len(made)))](rng, size)


def _colour(rng: np.random.Generator) -> tuple[int, int, int]:
    red, green, blue = rng.integers(0, 256, 3).tolist()
    return red, green, blue


def _noise(rng: np.random.Generator, size: Size) -> Image.Image:
    """Smooth noise of several octaves, in a random range of colours."""
    total = np.zeros((size[1], size[0], 3), np.float32)
    for cells in 2 ** np.arange(1, int(rng.integers(3, 8))):
        values = rng.integers(0, 256, (int(cells), int(cells), 3)).astype(np.uint8)
        layer = Image.fromarray(values).resize(size, Image.Resampling.BICUBIC)
        total += np.asarray(layer, np.float32) / cells**0.7
    total -= total.min()
    low, high = np.sort(rng.integers(0, 256, (2, 3)), axis=0)
    scaled = low + total / max(float(total.max()), 1e-6) * (high - low)
    return Image.fromarray(scaled.astype(np.uint8))


def _gradient(rng: np.random.Generator, size: Size) -> Image.Image:
    corners = rng.integers(0, 256, (2, 2, 3)).astype(np.uint8)
    return Image.fromarray(corners).resize(size, Image.Resampling.BILINEAR)


def _stripes(rng: np.random.Generator, size: Size) -> Image.Image:
    angle, period = rng.uniform(0, np.pi), rng.uniform(3, 60)
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    wave = np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / period)
    if rng.random() < 0.5:
        wave = np.sign(wave)
    first, second = np.array(_colour(rng)), np.array(_colour(rng))
    mixed = first + (wave[..., None] + 1) / 2 * (second - first)
    return Image.fromarray(mixed.astype(np.uint8))


def _blobs(rng: np.random.Generator, size: Size) -> Image.Image:
    """Ellipses, some with smaller ones inside: what a careless finder takes for faces."""
    picture = Image.new("RGB", size, _colour(rng))
    draw = ImageDraw.Draw(picture)
    for _ in range(int(rng.integers(3, 30))):
        x, y = rng.uniform(0, size[0]), rng.uniform(0, size[1])
        a, b = rng.uniform(3, 0.25 * max(size), 2)
        draw.ellipse([x - a, y - b, x + a, y + b], fill=_colour(rng))
        for _ in range(int(rng.integers(0, 4))):
            u, v = x + rng.uniform(-0.6, 0.6) * a, y + rng.uniform(-0.6, 0.6) * b
            c = rng.uniform(0.05, 0.25) * min(a, b)
            draw.ellipse([u - c, v - c, u + c, v + c], fill=_colour(rng))
    return picture


def _grid(rng: np.random.Generator, size: Size) -> Image.Image:
    columns, rows = rng.integers(2, 24, 2).tolist()
    values = rng.integers(0, 256, (rows, columns, 3)).astype(np.uint8)
    filters = (Image.Resampling.NEAREST, Image.Resampling.BILINEAR)
    return Image.fromarray(values).resize(size, filters[int(rng.integers(2))])


def _lines(rng: np.random.Generator, size: Size) -> Image.Image:
    picture = Image.new("RGB", size, _colour(rng))
    draw = ImageDraw.Draw(picture)
    for _ in range(int(rng.integers(5, 60))):
        ends = rng.uniform(0, 1, (2, 2)) * size
        draw.line([tuple(e) for e in ends.tolist()], _colour(rng), int(rng.integers(1, 9)))
    return picture
