"""The training loop: resumable, seeded, with its progress shown and a curve."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from math import cos, isfinite, pi
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .augment import augment
from .checkpoints import (
    CHECKPOINT,
    DECISIVE,
    check_settings,
    load_weights,
    read_checkpoint,
    save_checkpoint,
    settings,
)
from .config import Config
from .errors import InputError
from .inference import BATCH, run_stages
from .metrics import face_errors, inter_ocular
from .model import Cascade, StageOutput
from .plots import draw_curve
from .prepared import PreparedFaces, load_prepared, mean_shape
from .progress import Progress
from .views import view_frames

PROGRESS_STEPS = 50


@dataclass
class History:
    """What a run has seen: loss a step, validation NME in percent after each stage."""

    losses: list[float] = field(default_factory=list)
    validations: list[dict[str, Any]] = field(default_factory=list)


def face_nme(shape: torch.Tensor, truth: torch.Tensor, corners: tuple[int, int]) -> torch.Tensor:
    """Mean distance over landmarks by the distance of the true eye corners, a fraction [n]."""
    scale = (truth[:, corners[0]] - truth[:, corners[1]]).norm(dim=1)
    return (shape - truth).norm(dim=2).mean(dim=1) / scale


def cascade_loss(outputs: list[StageOutput], truth: torch.Tensor, config: Config) -> torch.Tensor:
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

    def __init__(self, config: Config, data: Path, folder: Path, device: torch.device):
        self.config, self.folder, self.device = config, folder, device
        self.train_faces = load_prepared(data, "train", config)
        self.validation_faces = load_prepared(data, "validation", config)
        folder.mkdir(parents=True, exist_ok=True)
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

    def run(self, until: int | None = None, stop: Callable[[], bool] = lambda: False) -> None:
        """Trains to the configured number of steps, or to `until` before, or while not `stop`.

        Where it ends, it saves: the next run goes on there as if there had been no pause.
        """
        steps = self.config.train.steps
        last = steps if until is None else min(until, steps)
        saved = self.step
        with Progress("train", "step", steps, self.step) as progress:
            while self.step < last and not stop():
                self._advance(progress)
                if self.step % self.config.train.checkpoint_every == 0:
                    self._save()
                    saved = self.step
        if saved != self.step:
            self._save()

    def _advance(self, progress: Progress) -> None:
        recipe = self.config.train
        loss = self._train_step()
        if not isfinite(loss):
            raise InputError(
                f"the loss is {loss} at step {self.step}: training diverged; the last checkpoint"
                " is kept; lower train.learning_rate"
            )
        self.history.losses.append(loss)
        self.step += 1
        progress.advance(f"loss {np.mean(self.history.losses[-PROGRESS_STEPS:]):.4f}")
        if self.step % recipe.validation_every == 0 or self.step == recipe.steps:
            self._validate(progress)

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
        value = float(loss.detach())
        if isfinite(value):
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()
            self._update_average()
        return value

    def _learning_rate(self) -> float:
        recipe = self.config.train
        if self.step < recipe.warmup_steps:
            return recipe.learning_rate * (self.step + 1) / recipe.warmup_steps
        done = (self.step - recipe.warmup_steps) / max(1, recipe.steps - recipe.warmup_steps)
        return recipe.learning_rate * (0.5 * (1 + cos(pi * done)) * 0.99 + 0.01)

    @torch.no_grad()
    def _update_average(self) -> None:
        decay = min(self.config.train.ema_decay, (1 + self.step) / (10 + self.step))
        for mean, now in zip(self.average.parameters(), self.model.parameters(), strict=True):
            mean.lerp_(now, 1 - decay)

    def _validate(self, progress: Progress) -> None:
        stages = validation_nme(self.average, self.validation_faces)
        self.history.validations.append({"step": self.step, "nme": stages})
        shown = "  ".join(f"{value:.3f}" for value in stages)
        progress.say(f"validation at step {self.step}: NME % after each stage  {shown}")
        (self.folder / "history.json").write_text(json.dumps(asdict(self.history)))
        draw_curve(self.history.losses, self.history.validations, self.folder / "curve.png")

    def _save(self) -> None:
        state = {
            "step": self.step,
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "history": asdict(self.history),
            "config": settings(self.config, DECISIVE),
        }
        save_checkpoint(state, self.folder / CHECKPOINT)

    def _resume(self) -> None:
        path = self.folder / CHECKPOINT
        if not path.exists():
            return
        state = read_checkpoint(path, self.device)
        check_settings(path, state, settings(self.config, DECISIVE))
        load_weights(path, self.config.name, self.model, state["model"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.history = History(**state["history"])
        self.step = state["step"]
        print(f"going on at step {self.step} from {path}", flush=True)


def validation_nme(model: Cascade, faces: PreparedFaces) -> list[float]:
    """Mean NME in percent after each stage, of the frames as their boxes were given."""
    scheme = model.config.model.landmarks
    frames_of, truth = view_frames(faces, model.config, 0)
    unit = inter_ocular(truth, scheme)
    sums = np.zeros(len(model.stages))
    for first in range(0, len(faces), BATCH):
        part = slice(first, first + BATCH)
        shapes, _ = run_stages(model, frames_of(first, min(first + BATCH, len(faces))))
        sums += face_errors(shapes, truth[part], unit[part]).sum(axis=1)
    return (100 * sums / len(faces)).tolist()
