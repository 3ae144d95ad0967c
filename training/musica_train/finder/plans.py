"""Scenes as arrays, to be drawn together: their pieces and the labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .scenes import Scene


@dataclass(frozen=True)
class Plan:
    """Views as arrays [n, k, ...], padded with zeros."""

    cells: np.ndarray
    """Rectangles [n, k, 4] of pieces: x, y, width, height; empty ones as padding."""
    picture: np.ndarray
    level: np.ndarray
    back: np.ndarray
    """Maps [n, k, 2, 3] from pixels of the view to those of the picture's level."""
    blur: np.ndarray
    """Blurs [m, 3] of the first views, as `plan_blur` gives them."""
    boxes: np.ndarray
    rolls: np.ndarray
    real: np.ndarray
    ignored: np.ndarray


def make_plan(scenes: list[Scene], blurs: list[tuple[float, float, float]]) -> Plan:
    """The arrays of some scenes."""
    pieces = [scene.pieces for scene in scenes]
    return Plan(
        _padded([[p.cell for p in parts] for parts in pieces], (4,), np.int64),
        _padded([[p.picture for p in parts] for parts in pieces], (), np.int64),
        _padded([[p.level for p in parts] for parts in pieces], (), np.int64),
        _padded([[p.back for p in parts] for parts in pieces], (2, 3), np.float32),
        np.array(blurs, np.float32).reshape(-1, 3),
        _padded([scene.faces for scene in scenes], (4,), np.float32),
        _padded([scene.rolls for scene in scenes], (2,), np.float32),
        _padded([[1] * len(scene.faces) for scene in scenes], (), np.bool_),
        _padded([scene.ignored for scene in scenes], (4,), np.float32),
    )


def _padded(rows: Sequence[list[Any]], shape: tuple[int, ...], kind: type) -> np.ndarray:
    """Rows of different lengths in one array, zeros where a row has ended, at least one column."""
    longest = max([1, *map(len, rows)])
    out = np.zeros((len(rows), longest, *shape), kind)
    for target, row in zip(out, rows, strict=True):
        if row:
            target[: len(row)] = np.stack(row)
    return out
