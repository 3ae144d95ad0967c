"""A photo placed in a rectangle of a view: scaled, turned, mirrored, its edges repeated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Placement:
    """The photo's pixel `centre` comes to the rectangle's centre; `angle` in degrees."""

    width: int
    height: int
    scale: float
    """Pixels of the view per pixel of the photo."""
    angle: float
    mirrored: bool
    centre: np.ndarray

    def move(self, points: np.ndarray) -> np.ndarray:
        """Points [..., 2] of the photo in pixels of the rectangle."""
        offset = (points - self.centre) * self.scale
        if self.mirrored:
            offset = offset * (-1.0, 1.0)
        turn = np.radians(self.angle)
        cos, sin = np.cos(turn), np.sin(turn)
        turned = offset @ np.array([[cos, -sin], [sin, cos]])
        return turned + (np.array([self.width, self.height]) - 1) / 2

    def move_boxes(self, boxes: np.ndarray) -> np.ndarray:
        """Boxes [n, 4] around what becomes of boxes [n, 4]."""
        corners = boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)
        moved = self.move(corners)
        return np.concatenate([moved.min(axis=1), moved.max(axis=1)], axis=1)


def place(levels: tuple[np.ndarray, ...], placement: Placement) -> np.ndarray:
    """The bytes [height, width, 3] of the rectangle, from a photo at full, half, ... size.

    Pillow's bilinear filter widens with the ratio when it shrinks: the triangle filter with which
    the service makes its views.
    """
    turn = np.radians(placement.angle)
    cos, sin = abs(np.cos(turn)), abs(np.sin(turn))
    width = int(np.ceil(placement.width * cos + placement.height * sin))
    height = int(np.ceil(placement.width * sin + placement.height * cos))
    if placement.angle == 0:
        width, height = placement.width, placement.height
    level = int(np.clip(np.floor(-np.log2(placement.scale)), 0, len(levels) - 1))
    centre = (placement.centre + 0.5) / 2**level - 0.5
    upright = _scaled(levels[level], centre, placement.scale * 2**level, width, height)
    if placement.mirrored:
        upright = upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if placement.angle == 0:
        return np.asarray(upright)
    return np.asarray(_turned(upright, placement))


def _turned(upright: Image.Image, placement: Placement) -> Image.Image:
    turn = np.radians(placement.angle)
    cos, sin = float(np.cos(turn)), float(np.sin(turn))
    # Pillow maps the output's pixel centres, at halves, to the input.
    out_x, out_y = placement.width / 2, placement.height / 2
    in_x, in_y = upright.width / 2, upright.height / 2
    rows = (
        (cos, -sin, in_x - cos * out_x + sin * out_y),
        (sin, cos, in_y - sin * out_x - cos * out_y),
    )
    return upright.transform(
        (placement.width, placement.height),
        Image.Transform.AFFINE,
        (*rows[0], *rows[1]),
        Image.Resampling.BILINEAR,
    )


def _scaled(
    pixels: np.ndarray, centre: np.ndarray, scale: float, width: int, height: int
) -> Image.Image:
    """A rectangle around a point of the photo, its edges repeated."""
    low_x, low_y = (c + 0.5 - n / scale / 2 for c, n in zip(centre, (width, height), strict=True))
    high_x, high_y = low_x + width / scale, low_y + height / scale
    margin = int(np.ceil(max(1.0, 1 / scale))) + 1
    columns = np.arange(int(np.floor(low_x)) - margin, int(np.ceil(high_x)) + margin)
    rows = np.arange(int(np.floor(low_y)) - margin, int(np.ceil(high_y)) + margin)
    part = _crop(pixels, rows, columns)
    box = (low_x - columns[0], low_y - rows[0], high_x - columns[0], high_y - rows[0])
    return Image.fromarray(part).resize((width, height), Image.Resampling.BILINEAR, box=box)


def _crop(pixels: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Consecutive rows and columns, of which some exist, the others repeating the edges."""
    height, width = pixels.shape[:2]
    top, left = max(0, -int(rows[0])), max(0, -int(columns[0]))
    inner = pixels[
        max(0, int(rows[0])) : int(rows[-1]) + 1, max(0, int(columns[0])) : int(columns[-1]) + 1
    ]
    low, right = top + inner.shape[0], left + inner.shape[1]
    if inner.shape[:2] == (len(rows), len(columns)):
        return np.ascontiguousarray(inner)
    if not inner.size:
        return pixels[rows.clip(0, height - 1)][:, columns.clip(0, width - 1)]
    out = np.empty((len(rows), len(columns), 3), np.uint8)
    out[top:low, left:right] = inner
    out[top:low, :left] = out[top:low, left : left + 1]
    out[top:low, right:] = out[top:low, right - 1 : right]
    out[:top], out[low:] = out[top], out[low - 1]
    return out
