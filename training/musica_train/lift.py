"""Lifts the 68 points of 300-W to the 98 of WFLW by a model fitted to shapes of 98 points.

68 of the 98 points are known by definition (`KNOWN`); the others are predicted from them by ridge
regression in the similarity frame of the mean shape, and the whole is moved as little as keeps the
known ones where they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .errors import InputError

KNOWN: tuple[tuple[int, ...], ...] = (
    *((i,) for i in range(0, 33, 2)),
    *((i,) for i in (*range(33, 38), *range(42, 47), *range(51, 60))),
    *((60,), (60, 62), (62, 64), (64,), (64, 66), (60, 66)),
    *((68,), (68, 70), (70, 72), (72,), (72, 74), (68, 74)),
    *((i,) for i in range(76, 96)),
)
"""The points of the 98 whose mean each of the 68 is."""

RIDGE = 1e-5


def subset68(shapes: np.ndarray) -> np.ndarray:
    """The 68 points [n, 68, 2] of shapes [n, 98, 2]."""
    return np.stack([shapes[:, list(of)].mean(axis=1) for of in KNOWN], axis=1)


@dataclass(frozen=True)
class ShapeLift:
    """A fitted lift: the mean of 68 points in its own frame, and the regression on them."""

    mean: np.ndarray
    weights: np.ndarray

    @staticmethod
    def fit(shapes: np.ndarray) -> ShapeLift:
        """Fits to shapes [n, 98, 2]."""
        known = subset68(shapes)
        mean = _normalised(known, known[0] - known[0].mean(axis=0))[0].mean(axis=0)
        for _ in range(3):
            mean = _normalised(known, mean)[0].mean(axis=0)
        inputs, undo = _normalised(known, mean)
        targets = undo.apply(shapes)
        x = _features(inputs, mean)
        gram = x.T @ x + RIDGE * len(x) * np.diag([*[1.0] * (x.shape[1] - 1), 0.0])
        weights = np.linalg.solve(gram, x.T @ targets.reshape(len(x), -1))
        return ShapeLift(mean, weights)

    def lift(self, known: np.ndarray) -> np.ndarray:
        """98 points [n, 98, 2] of 68 points [n, 68, 2], which they keep as far as can be."""
        inputs, undo = _normalised(known, self.mean)
        found = (_features(inputs, self.mean) @ self.weights).reshape(len(known), -1, 2)
        a = np.zeros((len(KNOWN), found.shape[1]))
        for row, of in enumerate(KNOWN):
            a[row, list(of)] = 1 / len(of)
        back = np.linalg.pinv(a)
        return undo.invert(found + np.einsum("ij,njk->nik", back, inputs - subset68(found)))


@dataclass(frozen=True)
class _Frames:
    centre: np.ndarray
    turn: np.ndarray  # complex [n]: into the frame of the mean

    def apply(self, points: np.ndarray) -> np.ndarray:
        z = _complex(points - self.centre[:, None]) * self.turn[:, None]
        return np.stack([z.real, z.imag], axis=-1)

    def invert(self, points: np.ndarray) -> np.ndarray:
        z = _complex(points) / self.turn[:, None]
        return np.stack([z.real, z.imag], axis=-1) + self.centre[:, None]


def _complex(points: np.ndarray) -> np.ndarray:
    return points[..., 0] + 1j * points[..., 1]


def _normalised(known: np.ndarray, mean: np.ndarray) -> tuple[np.ndarray, _Frames]:
    """Points in the frame of a mean, and the way there; the mean has about unit deviation."""
    centre = known.mean(axis=1)
    z, m = _complex(known - centre[:, None]), _complex(mean - mean.mean(axis=0))
    m = m / np.sqrt((np.abs(m) ** 2).mean())
    frames = _Frames(centre, (np.abs(m) ** 2).sum() / np.conj((np.conj(z) * m)).sum(axis=1))
    return frames.apply(known), frames


def _features(inputs: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """The points less their mean, and one."""
    flat = (inputs - mean).reshape(len(inputs), -1)
    return np.hstack([flat, np.ones((len(flat), 1))])


def read_shapes(path: Path) -> np.ndarray:
    """Shapes [n, 98, 2], one a line."""
    try:
        values = np.loadtxt(path, ndmin=2)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: not a list of shapes ({error})") from error
    if values.shape[1] != 196:
        raise InputError(f"{path}: {values.shape[1]} numbers a line, 98 points have 196")
    return values.reshape(len(values), 98, 2)


def held_out_error(shapes: np.ndarray, parts: int = 5) -> tuple[float, float]:
    """Mean error in percent of the eye corners' distance, of all points and of the 30 new ones.

    Each part is lifted by a model fitted to the others.
    """
    new = sorted(set(range(98)) - {i for of in KNOWN if len(of) == 1 for i in of})
    whole, fresh = [], []
    for part in range(parts):
        held = np.arange(len(shapes)) % parts == part
        found = ShapeLift.fit(shapes[~held]).lift(subset68(shapes[held]))
        apart = np.linalg.norm(found - shapes[held], axis=2)
        unit = np.linalg.norm(shapes[held][:, 60] - shapes[held][:, 72], axis=1)
        whole.append(apart.mean(axis=1) / unit)
        fresh.append(apart[:, new].mean(axis=1) / unit)
    return (
        float(100 * np.concatenate(whole).mean()),
        float(100 * np.concatenate(fresh).mean()),
    )
