"""The training loop: resumable, seeded, with a progress line and a curve."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from datetime import timedelta
from math import cos, pi
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .augment import augment
from .config import Config
from .model import Cascade, StageOutput
from .plots import draw_curve
from .prepared import PreparedFaces, load_prepared, mean_shape

CHECKPOINT = "checkpoint.pt"


@dataclass
class History:
    """What a run has seen: loss a step, validation NME in percent after each stage."""

    losses: list[float] = field(default_factory=list)
    validations: list[dict[str, Any]] = field(default_factory=list)


def face_nme(shape: torch.Tensor, truth: torch.Tensor, corners: tuple[int, int]) -> torch.Tensor:
    """Mean distance over landmarks by the distance of the true eye corners, a fraction [n]."""
    scale = (truth[:, corners[0]] - truth[:, corners[1]]).norm(dim=1)
    return (shape - truth).norm(dim=2).mean(dim=1) / scale


def cascade_loss(
    outputs: list[StageOutput], truth: torch.Tensor, config: Config
) -> torch.Tensor:
    """Sum over stages of the landmark error and, lightly, of the predicted error's own error.

    The predicted error is compared by its logarithm: what counts is by which factor it is off.
    """
    weight = config.train.error_weight
    total = truth.new_zeros(())
    for output in outputs:
        nme = face_nme(output.shape, truth, config.model.landmarks.eye_corners)
        missed = (output.log_error - nme.detach().clamp(min=1e-4).log()).abs()
        total = total + (1 - weight) * nme.mean() + weight * 0.1 * missed.mean()
    return total


class Trainer:
    """One run in a folder; a new Trainer on the same folder goes on where the last one left."""

    def __init__(self, config: Config, data: Path, folder: Path, device: str):
        self.config, self.folder, self.device = config, folder, torch.device(device)
        folder.mkdir(parents=True, exist_ok=True)
        self.train_faces = load_prepared(data, "train")
        self.validation_faces = load_prepared(data, "validation")
        torch.manual_seed(config.train.seed)
        shape = torch.from_numpy(mean_shape(self.train_faces, config))
        self.model = Cascade(config, shape).to(self.device)
        self.average = Cascade(config, shape).to(self.device).eval().requires_grad_(False)
        self.average.load_state_dict(self.model.state_dict())
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(),
            lr=config.train.learning_rate,
            weight_decay=config.train.weight_decay,
        )
        self.history = History()
        self.step = 0
        self._resume()

    def run(self) -> None:
        """Trains to the configured number of steps."""
        recipe, started, first = self.config.train, time.monotonic(), self.step
        while self.step < recipe.steps:
            self.history.losses.append(self._train_step())
            self.step += 1
            last = self.step == recipe.steps
            if self.step % 50 == 0 or last:
                self._report(time.monotonic() - started, self.step - first)
            if self.step % recipe.validation_every == 0 or last:
                self._validate()
            if self.step % recipe.checkpoint_every == 0 or last:
                self._save()

    def _train_step(self) -> float:
        recipe = self.config.train
        rng = torch.Generator().manual_seed(recipe.seed * 1_000_003 + self.step)
        rows = torch.randint(len(self.train_faces), (recipe.batch,), generator=rng).numpy()
        canvases = torch.from_numpy(self.train_faces.canvases[rows]).to(self.device)
        landmarks = torch.from_numpy(self.train_faces.landmarks[rows]).to(self.device)
        with torch.no_grad():
            frames, truth = augment(canvases, landmarks, self.config, rng)
        for group in self.optimizer.param_groups:
            group["lr"] = self._learning_rate()
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.low_precision):
            outputs = self.model(frames)
        loss = cascade_loss(outputs, truth, self.config)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        self._update_average()
        return float(loss.detach())

    def _learning_rate(self) -> float:
        recipe = self.config.train
        if self.step < recipe.warmup_steps:
            return recipe.learning_rate * (self.step + 1) / recipe.warmup_steps
        done = (self.step - recipe.warmup_steps) / max(1, recipe.steps - recipe.warmup_steps)
        return recipe.learning_rate * (0.5 * (1 + cos(pi * done)) * 0.99 + 0.01)

    @torch.no_grad()
    def _update_average(self) -> None:
        decay = min(self.config.train.ema_decay, (1 + self.step) / (10 + self.step))
        for mean, now in zip(self.average.parameters(), self.model.parameters()):
            mean.lerp_(now, 1 - decay)

    def _report(self, elapsed: float, done: int) -> None:
        left = elapsed / done * (self.config.train.steps - self.step)
        recent = float(np.mean(self.history.losses[-50:]))
        print(
            f"step {self.step}/{self.config.train.steps}  loss {recent:.4f}"
            f"  {elapsed / done:.2f} s a step  {timedelta(seconds=int(left))} left",
            flush=True,
        )

    @torch.no_grad()
    def _validate(self) -> None:
        stages = [float(v) for v in validation_nme(self.average, self.validation_faces)]
        self.history.validations.append({"step": self.step, "nme": stages})
        shown = "  ".join(f"{value:.3f}" for value in stages)
        print(f"validation at step {self.step}: NME % after each stage  {shown}", flush=True)
        (self.folder / "history.json").write_text(json.dumps(self.history.__dict__))
        draw_curve(self.history.losses, self.history.validations, self.folder / "curve.png")

    def _save(self) -> None:
        state = {
            "step": self.step,
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "history": self.history.__dict__,
        }
        partial = self.folder / (CHECKPOINT + ".part")
        torch.save(state, partial)
        partial.replace(self.folder / CHECKPOINT)

    def _resume(self) -> None:
        path = self.folder / CHECKPOINT
        if not path.exists():
            return
        state = torch.load(path, map_location=self.device)
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.history = History(**state["history"])
        self.step = state["step"]
        print(f"resuming at step {self.step} from {path}", flush=True)


def centre_frames(faces: PreparedFaces, config: Config) -> tuple[np.ndarray, np.ndarray]:
    """The frames [n, 3, f, f] inside canvases, and landmarks in frame pixels."""
    edge = (faces.canvases.shape[-1] - config.frame.size) // 2
    inner = slice(edge, edge + config.frame.size)
    return faces.canvases[:, :, inner, inner], faces.landmarks - edge


def validation_nme(model: Cascade, faces: PreparedFaces) -> list[float]:
    """Mean NME in percent after each stage."""
    frames, truth = centre_frames(faces, model.config)
    device = model.mean_shape.device
    sums = np.zeros(len(model.stages))
    for first in range(0, len(faces), 64):
        part = slice(first, first + 64)
        outputs = model(torch.from_numpy(np.array(frames[part])).to(device).float(), True)
        target = torch.from_numpy(truth[part]).to(device)
        corners = model.config.model.landmarks.eye_corners
        sums += [float(face_nme(o.shape, target, corners).sum()) for o in outputs]
    return (100 * sums / len(faces)).tolist()
