"""A photo placed in a rectangle of a view: scaled, turned, mirrored, its edges repeated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


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
        turned = (points - self.centre) @ self._matrix().T
        return turned + (np.array([self.width, self.height]) - 1) / 2

    def move_boxes(self, boxes: np.ndarray) -> np.ndarray:
        """Boxes [n, 4] around what becomes of boxes [n, 4]."""
        corners = boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)
        moved = self.move(corners)
        return np.concatenate([moved.min(axis=1), moved.max(axis=1)], axis=1)

    def back(self, corner: np.ndarray, level: int) -> np.ndarray:
        """The map [2, 3] from pixels of the view to those of the photo reduced by 2^level.

        `corner` [2] is the view's pixel where the rectangle begins.
        """
        inverse = self._matrix().T / self.scale**2
        middle = corner + (np.array([self.width, self.height]) - 1) / 2
        offset = self.centre - inverse @ middle
        shrunk = 0.5**level
        return np.column_stack([inverse * shrunk, (offset + 0.5) * shrunk - 0.5])

    def _matrix(self) -> np.ndarray:
        turn = np.radians(self.angle)
        cos, sin = np.cos(turn), np.sin(turn)
        across = -1.0 if self.mirrored else 1.0
        return self.scale * np.array([[cos * across, sin], [-sin * across, cos]])
