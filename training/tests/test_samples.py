"""Warps of the sample pictures."""

from __future__ import annotations

import numpy as np
from musica_train.samples.warp import ShapeWarp, similarity

SQUARE = np.array([[20.0, 20.0], [44.0, 20.0], [44.0, 44.0], [20.0, 44.0]])


def test_similarity_of_a_moved_shape_is_its_motion() -> None:
    angle = 0.4
    turn = 1.7 * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = SQUARE @ turn.T + [5.0, -3.0]

    found = similarity(SQUARE, moved)

    assert np.allclose(found[:, :2], turn)
    assert np.allclose(SQUARE @ found[:, :2].T + found[:, 2], moved)


def test_warp_of_spots_at_landmarks_lands_them_on_the_target() -> None:
    landmarks = SQUARE + np.array([[3.0, -2.0], [-4.0, 5.0], [2.0, 2.0], [-3.0, 1.0]])
    y, x = np.mgrid[0:64, 0:64]
    spots = sum(np.exp(-((x - px) ** 2 + (y - py) ** 2) / 4) for px, py in landmarks)
    image = np.repeat(255 * spots[..., None], 3, axis=2)

    warped = ShapeWarp(SQUARE, 64)(image, landmarks)[..., 0]

    for px, py in SQUARE.astype(int):
        window = warped[py - 4 : py + 5, px - 4 : px + 5]
        peak = np.unravel_index(window.argmax(), window.shape)
        assert abs(peak[0] - 4) <= 1 and abs(peak[1] - 4) <= 1
