#!/usr/bin/env python3
"""Draws the pictures beside it from ../average-face.jpg alone. Needs Pillow and NumPy."""

from __future__ import annotations

import random
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFilter

HERE = Path(__file__).resolve().parent
FACE = Image.open(HERE.parent / "average-face.jpg").convert("RGB")
SIDE = FACE.width
DARK, FRAME = (18, 18, 22, 245), (70, 60, 50, 255)


def tilted(degrees: float = 30) -> Image.Image:
    """The head leans to one side."""
    wide = _with_margin(FACE, SIDE // 4)
    turned = wide.rotate(degrees, Image.Resampling.BICUBIC)
    return turned.crop((SIDE // 4, SIDE // 4, SIDE // 4 + SIDE, SIDE // 4 + SIDE))


def glasses() -> Image.Image:
    """Sunglasses, drawn at four times the size and shrunk."""
    scale = 4
    layer = Image.new("RGBA", (scale * SIDE, scale * SIDE))
    draw = ImageDraw.Draw(layer)
    for x in (254, 381):
        lens = [scale * value for value in (x - 52, 200, x + 52, 268)]
        draw.rounded_rectangle(lens, 26 * scale, DARK, FRAME, 5 * scale)
    bridge = [scale * value for value in (300, 205, 336, 240)]
    draw.arc(bridge, 180, 360, FRAME, 6 * scale)
    for inner, outer in ((202, 168), (433, 470)):
        ends = [(scale * inner, scale * 222), (scale * outer, scale * 214)]
        draw.line(ends, FRAME, 6 * scale)
    picture = FACE.convert("RGBA")
    picture.alpha_composite(layer.resize((SIDE, SIDE), Image.Resampling.LANCZOS))
    return picture.convert("RGB")


def crowd(columns: int = 8, rows: int = 5, cell: int = 160) -> Image.Image:
    """Forty faces of many sizes, some too small to be found unless `minFace` asks for them."""
    numbers = random.Random(4)
    picture = Image.new("RGB", (columns * cell, rows * cell), (96, 104, 112))
    mask = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(mask).ellipse((110, 80, 530, 560), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(12))
    for index in range(columns * rows):
        side = numbers.choice((56, 80, 112, 150))
        angle = numbers.uniform(-12, 12)
        tint = Image.new("RGB", FACE.size, tuple(numbers.randrange(60, 200) for _ in range(3)))
        face = Image.blend(FACE, tint, 0.12).rotate(angle, Image.Resampling.BICUBIC)
        small = face.resize((side, side), Image.Resampling.LANCZOS)
        shape = mask.rotate(angle).resize((side, side), Image.Resampling.LANCZOS)
        x = index % columns * cell + numbers.randrange(cell - side + 1)
        y = index // columns * cell + numbers.randrange(cell - side + 1)
        picture.paste(small, (x, y), shape)
    return picture


def landscape() -> Image.Image:
    """Hills under a sky: nobody is here."""
    width, height = 960, 640
    y, x = numpy.mgrid[0:height, 0:width]
    share = (y / height)[..., None]
    pixels = (1 - share) * numpy.array([120, 165, 215]) + share * numpy.array([235, 225, 205])
    for base, swing, length, phase, colour in (
        (330, 60, 260, 0.4, (110, 130, 120)),
        (420, 50, 180, 2.0, (80, 110, 80)),
        (520, 40, 130, 4.1, (50, 85, 50)),
    ):
        hill = y > base - swing * numpy.sin(x / length + phase) - 12 * numpy.sin(x / 37 + phase)
        pixels[hill] = colour
    grain = numpy.random.default_rng(1).normal(0, 2, (height, width, 1))
    return Image.fromarray(numpy.clip(pixels + grain, 0, 255).astype(numpy.uint8))


def _with_margin(picture: Image.Image, margin: int) -> Image.Image:
    """Its edge, repeated outwards."""
    pixels = numpy.pad(numpy.asarray(picture), ((margin, margin), (margin, margin), (0, 0)), "edge")
    return Image.fromarray(pixels)


def main() -> None:
    for draw in (tilted, glasses, crowd, landscape):
        draw().save(HERE / f"{draw.__name__}.jpg", quality=90)


if __name__ == "__main__":
    main()
