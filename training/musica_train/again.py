"""Uncertain faces through the cascade once more, as the service does it (docs/pipeline.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch

from .config import RetryConfig
from .inference import Found, run_stages
from .model import Cascade, Start
from .patches import Similarity


@dataclass
class Again:
    """Runs all stages, and again for faces whose last predicted error is over `final`."""

    cascade: Cascade
    retry: RetryConfig
    final: float
    faces: int = 0
    passes: int = 0

    def __call__(self, frames: np.ndarray) -> Found:
        """What the best pass of every face of a batch found; it stands in the last stage."""
        found = run_stages(self.cascade, frames)
        shapes, predicted = found.shapes.copy(), found.predicted.copy()
        self.faces += len(frames)
        self.passes += len(frames)
        for start_of in self._starts():
            hard = np.flatnonzero(predicted[-1] > self.final)
            if len(hard) == 0:
                break
            start = start_of(torch.from_numpy(shapes[-1, hard]))
            once_more = run_stages(self.cascade, frames[hard], start)
            self.passes += len(hard)
            better = once_more.predicted[-1] < predicted[-1, hard]
            shapes[-1, hard[better]] = once_more.shapes[-1, better]
            predicted[-1, hard[better]] = once_more.predicted[-1, better]
        return replace(found, shapes=shapes, predicted=predicted)

    def _starts(self) -> list[Callable[[torch.Tensor], Start]]:
        turns = [(turn, 1.0) for turn in self.retry.turns]
        placed = turns + [(0.0, scale) for scale in self.retry.scales]

        def in_the_box(turn: float, scale: float) -> Callable[[torch.Tensor], Start]:
            a, b = scale * np.cos(np.radians(turn)), scale * np.sin(np.radians(turn))
            return lambda shapes: self._box_start(shapes, float(a), float(b))

        return [self._own_start, *(in_the_box(turn, scale) for turn, scale in placed)]

    def _own_start(self, shapes: torch.Tensor) -> Start:
        mean = self.cascade.config.frame.box_side * self.cascade.mean_shape
        fit = Similarity.between(mean.double(), shapes.double()).to(shapes)
        turn = Similarity(fit.a / fit.scale, fit.b / fit.scale)
        placed = turn.turn((mean - mean.mean(dim=0)).expand(len(shapes), -1, -1))
        return Start(placed + shapes.mean(dim=1, keepdim=True), turn)

    def _box_start(self, shapes: torch.Tensor, a: float, b: float) -> Start:
        frame, n = self.cascade.config.frame, len(shapes)
        turn = Similarity(shapes.new_full((n,), a), shapes.new_full((n,), b))
        mean = frame.box_side * self.cascade.mean_shape
        return Start(turn.turn(mean.expand(n, -1, -1)) + (frame.size - 1) / 2, turn)
