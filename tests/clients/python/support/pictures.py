"""The sample picture in every form that the service takes."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from PIL import Image

from support.paths import ROOT

SAMPLE = ROOT / "samples/average-face.jpg"
BOX = (174, 179, 292, 281)
"""The face in the sample: x, y, width, height."""


def box(values: tuple[float, ...] = BOX) -> dict[str, float]:
    """A box as a message."""
    return dict(zip(("x", "y", "width", "height"), values, strict=True))


@cache
def sample() -> Image.Image:
    with Image.open(SAMPLE) as image:
        return image.convert("RGB")


def encode(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def rgb(image: Image.Image, gap: int = 0) -> dict[str, Any]:
    return _packed("FORMAT_RGB", image.convert("RGB"), "RGB", gap)


def bgr(image: Image.Image, gap: int = 0) -> dict[str, Any]:
    return _packed("FORMAT_BGR", image.convert("RGB"), "BGR", gap)


def grey(image: Image.Image, gap: int = 0) -> dict[str, Any]:
    return _packed("FORMAT_GREY", image.convert("L"), "L", gap)


def nv12(image: Image.Image, gap: int = 0, chroma_gap: int = 0) -> dict[str, Any]:
    """In the colours of JPEG: BT.601 with all values."""
    luma, *chroma = image.convert("YCbCr").split()
    half = ((image.width + 1) // 2, (image.height + 1) // 2)
    u, v = (plane.resize(half, Image.Resampling.BOX).tobytes() for plane in chroma)
    pairs = bytearray(2 * len(u))
    pairs[0::2], pairs[1::2] = u, v
    rows = _with_gaps(luma.tobytes(), image.width, gap) + _gap(gap)
    pixels = _pixels("FORMAT_NV12", image, rows + _with_gaps(pairs, 2 * half[0], chroma_gap))
    pixels["pixels"] |= {"stride": image.width + gap, "chroma_stride": 2 * half[0] + chroma_gap}
    pixels["pixels"]["color"] = "COLOR_BT601_FULL"
    return pixels


def window(image: Image.Image, left: int, top: int, side: int) -> dict[str, Any]:
    """A square part of the image, as it lies in the memory of the whole one."""
    stride = 3 * image.width
    begin = top * stride + 3 * left
    data = image.tobytes()[begin : begin + (side - 1) * stride + 3 * side]
    pixels = {"format": "FORMAT_RGB", "width": side, "height": side, "stride": stride}
    return {"pixels": {**pixels, "data": data}}


def _packed(kind: str, image: Image.Image, layout: str, gap: int) -> dict[str, Any]:
    row = image.width * len(layout)
    pixels = _pixels(kind, image, _with_gaps(image.tobytes("raw", layout), row, gap))
    pixels["pixels"]["stride"] = row + gap if gap else 0
    return pixels


def _pixels(kind: str, image: Image.Image, data: bytes) -> dict[str, Any]:
    size = {"width": image.width, "height": image.height}
    return {"pixels": {"format": kind, **size, "data": data}}


def _with_gaps(data: bytes | bytearray, row: int, gap: int) -> bytes:
    """Rows with a gap after each but the last."""
    return _gap(gap).join(bytes(data[i : i + row]) for i in range(0, len(data), row))


def _gap(size: int) -> bytes:
    """Noise, so that a row that is read from the wrong place shows."""
    return bytes((97 * i + 3) % 256 for i in range(size))
