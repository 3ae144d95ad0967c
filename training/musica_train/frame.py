"""The reference frame of a face, cut from an image exactly as the service cuts it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Box = tuple[float, float, float, float]
"""x, y, width, height in pixels of the upright image, pixel centres at integers."""


@dataclass(frozen=True)
class FrameGeometry:
    """Maps frame pixels of level 0 to image pixels: X = centre + (u - (size-1)/2) * ratio."""

    centre: tuple[float, float]
    ratio: float
    size: int

    @staticmethod
    def around(box: Box, box_side: int, size: int) -> FrameGeometry:
        x, y, width, height = box
        return FrameGeometry((x + width / 2, y + height / 2), max(width, height) / box_side, size)

    def to_frame(self, points: np.ndarray) -> np.ndarray:
        """Image points [..., 2] in frame pixels of level 0."""
        return (points - np.asarray(self.centre)) / self.ratio + (self.size - 1) / 2

    def to_image(self, points: np.ndarray) -> np.ndarray:
        """Frame points [..., 2] in image pixels."""
        return (points - (self.size - 1) / 2) * self.ratio + np.asarray(self.centre)


def resample(image: np.ndarray, geometry: FrameGeometry) -> np.ndarray:
    """Cuts the frame out of RGB bytes [height, width, 3] as planar bytes [3, size, size].

    A separable triangle filter as wide as a frame pixel, at least one image pixel; beyond the
    image its edge pixels repeat.
    """
    columns, left = _taps(geometry.centre[0], geometry, image.shape[1])
    rows, top = _taps(geometry.centre[1], geometry, image.shape[0])
    part = image[top : top + rows.shape[1], left : left + columns.shape[1]].astype(np.float32)
    wide = np.tensordot(part, columns, axes=([1], [1]))  # [rows, 3, size]
    frame = np.tensordot(rows, wide, axes=([1], [0]))  # [size, 3, size]
    return np.floor(frame.transpose(1, 0, 2) + 0.5).clip(0, 255).astype(np.uint8)


def _taps(centre: float, geometry: FrameGeometry, length: int) -> tuple[np.ndarray, int]:
    """Filter weights [size, span] over the image pixels first..first+span-1, and first."""
    support = max(1.0, geometry.ratio)
    targets = centre + (np.arange(geometry.size) - (geometry.size - 1) / 2) * geometry.ratio
    reach = int(np.ceil(support))
    taps = np.floor(targets)[:, None].astype(np.int64) + np.arange(-reach, reach + 2)
    weights = np.maximum(0.0, 1.0 - np.abs(taps - targets[:, None]) / support)
    weights /= weights.sum(axis=1, keepdims=True)
    taps = taps.clip(0, length - 1)
    first, last = int(taps.min()), int(taps.max())
    dense = np.zeros((geometry.size, last - first + 1), np.float32)
    np.add.at(dense, (np.arange(geometry.size)[:, None], taps - first), weights)
    return dense, first
