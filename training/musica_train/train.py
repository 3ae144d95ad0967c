"""The training loop: resumable, seeded, with its progress shown and a curve."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from math import cos, isfinite, pi
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import torch

from .augment import augment
from .checkpoints import (
    CHECKPOINT,
    DECISIVE,
    check_settings,
    load_average,
    load_weights,
    read_checkpoint,
    save_checkpoint,
    settings,
)
from .config import Config
from .errors import InputError
from .inference import BATCH, run_stages
from .losses import cascade_loss, face_scale
from .metrics import face_errors, inter_ocular
from .model import Cascade
from .plots import draw_curve
from .prepared import PreparedFaces, load_prepared, mean_shape
from .progress import Progress
from .pseudo import moved_errors
from .sources import draw_batch, load_shape3d, open_sources
from .views import view_frames

PROGRESS_STEPS = 50

LABEL_AT = (0.25, 0.5, 0.75)
"""Parts of a run after which faces that came with a box only are labelled, and labelled again."""

LARGEST_GRADIENT = 1.0
"""The norm that gradients are brought down to."""


@dataclass
class History:
    """What a run has seen: loss a step, validation NME in percent after each stage."""

    losses: list[float] = field(default_factory=list)
    validations: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Supply:
    """Prepared folders with labelled faces first, their shares of a batch, and a limit of time.

    With `seconds` the schedule of the learning rate follows the time that training has taken,
    over all runs of a folder, and not the number of steps. A new run may start from the averaged
    model of another checkpoint.
    """

    folders: tuple[Path, ...]
    shares: tuple[float, ...] = (1.0,)
    seconds: float | None = None
    start: Path | None = None


class Trainer:
    """One run in a folder; a new Trainer on the same folder goes on where the last one left."""

    def __init__(self, config: Config, supply: Supply, folder: Path, device: torch.device):
        self.config, self.folder, self.device, self.supply = config, folder, device, supply
        self.sources = open_sources(list(supply.folders), list(supply.shares), config, device)
        self.shape3d = load_shape3d(supply.folders, config, device)
        self.validation_faces = load_prepared(supply.folders[0], "validation", config)
        folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(config.train.seed)
        shape = torch.from_numpy(mean_shape(self.sources[0].faces, config))
        self.model = Cascade(config, shape).to(self.device)
        if supply.start is not None:
            started, _ = load_average(supply.start, config, device)
            self.model.load_state_dict(started.state_dict())
        self.model.shape_jitter = config.train.shape_jitter
        for stage in self.model.stages:
            stage.patch_dropout = config.train.patch_dropout
        self.average = Cascade(config, shape).to(self.device).eval().requires_grad_(False)
        self.average.load_state_dict(self.model.state_dict())
        on_gpu = {"fused": True} if device.type == "cuda" else {}
        torch.backends.cudnn.benchmark = True
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(),
            lr=config.train.learning_rate,
            weight_decay=config.train.weight_decay,
            **on_gpu,
        )
        self.history = History()
        self.step, self.elapsed, self.labelled = 0, 0.0, 0
        self._pending: list[torch.Tensor] = []
        self._check_every = PROGRESS_STEPS if device.type == "cuda" else 1
        self._resume()

    def run(self, until: int | None = None, stop: Callable[[], bool] = lambda: False) -> None:
        """Trains to the configured number of steps, or to `until` before, or while not `stop`.

        Where it ends, it saves: the next run goes on there as if there had been no pause.
        """
        steps = self.config.train.steps
        last = steps if until is None else min(until, steps)
        saved, began = self.step, monotonic() - self.elapsed
        with Progress("train", "step", steps, self.step) as progress:
            while self.step < last and not self._out_of_time() and not stop():
                self._advance(progress)
                self.elapsed = monotonic() - began
                if self.step % self.config.train.checkpoint_every == 0:
                    self._save()
                    saved = self.step
            if self.supply.seconds is not None and self._out_of_time():
                self._validate(progress)
        if saved != self.step:
            self._save()

    @property
    def finished(self) -> bool:
        """Whether the run has come to its end."""
        return self.step >= self.config.train.steps or self._out_of_time()

    def _out_of_time(self) -> bool:
        return self.supply.seconds is not None and self.elapsed >= self.supply.seconds

    def _done(self) -> float:
        """The part of the run that is over."""
        if self.supply.seconds is not None:
            return min(1.0, self.elapsed / self.supply.seconds)
        return self.step / self.config.train.steps

    def _advance(self, progress: Progress) -> None:
        recipe = self.config.train
        self._label(progress)
        self._pending.append(self._train_step())
        self.step += 1
        if len(self._pending) >= self._check_every:
            self._note_losses()
        shown = self.history.losses[-PROGRESS_STEPS:]
        progress.advance(f"loss {np.mean(shown):.4f}" if shown else "")
        if self.step % recipe.validation_every == 0 or self.step == recipe.steps:
            self._validate(progress)

    def _label(self, progress: Progress) -> None:
        """Labels the faces that came with a box only, at set parts of the run."""
        bare = [source for source in self.sources if not source.faces.labelled]
        if not bare or self.labelled >= len(LABEL_AT):
            return
        ready = self.supply.start is not None and self.labelled == 0
        if not ready and self._done() < LABEL_AT[self.labelled]:
            return
        for source in bare:
            kept = source.label(self.average)
            progress.say(f"step {self.step}: labelled {kept} of {len(source.faces)} faces")
        self.labelled += 1

    def _note_losses(self) -> None:
        """Takes in the losses of the last steps, which waits for the device."""
        first = self.step - len(self._pending)
        for step, loss in enumerate(self._pending, first):
            value = float(loss)
            if not isfinite(value):
                raise InputError(
                    f"the loss is {value} at step {step}: training diverged; the last checkpoint"
                    " is kept; lower train.learning_rate"
                )
            self.history.losses.append(value)
        self._pending.clear()

    def _train_step(self) -> torch.Tensor:
        recipe = self.config.train
        rng = torch.Generator(self.device).manual_seed(recipe.seed * 1_000_003 + self.step)
        if recipe.patch_dropout > 0 or recipe.shape_jitter > 0:
            torch.manual_seed(recipe.seed * 1_000_003 + self.step)
        with torch.no_grad():
            batch = draw_batch(self.sources, recipe.batch, rng)
            frames, truth, weights = augment(
                batch.canvases, batch.landmarks, batch.weights, self.config, rng, self.shape3d
            )
        for group in self.optimizer.param_groups:
            group["lr"] = self._learning_rate()
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.low_precision):
            outputs = self.model(frames)
        loss = cascade_loss(outputs, truth, weights, self.config)
        if self.device.type == "cuda" or isfinite(float(loss.detach())):
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), LARGEST_GRADIENT)
            self.optimizer.step()
            self._update_average()
        return loss.detach()

    def _learning_rate(self) -> float:
        recipe = self.config.train
        if self.step < recipe.warmup_steps:
            return recipe.learning_rate * (self.step + 1) / recipe.warmup_steps
        return recipe.learning_rate * (0.5 * (1 + cos(pi * self._done())) * 0.99 + 0.01)

    @torch.no_grad()
    def _update_average(self) -> None:
        decay = min(self.config.train.ema_decay, (1 + self.step) / (10 + self.step))
        torch._foreach_mul_(self._averaged, decay)
        torch._foreach_add_(self._averaged, list(self.model.parameters()), alpha=1 - decay)

    @cached_property
    def _averaged(self) -> list[torch.Tensor]:
        return list(self.average.parameters())

    def _validate(self, progress: Progress) -> None:
        self._note_losses()
        faces = self.validation_faces
        stages = validation_nme(self.average, faces)
        canvases = torch.from_numpy(np.array(faces.canvases)).to(self.device)
        truth = torch.from_numpy(faces.landmarks).to(self.device)
        scales = face_scale(truth, self.config.model.landmarks.eye_corners)
        moved = moved_errors(self.average, canvases, truth, scales)
        self.history.validations.append({"step": self.step, "nme": stages, "moved": moved})
        shown = "  ".join(f"{value:.3f}" for value in stages)
        progress.say(f"validation at step {self.step}: NME % after each stage  {shown}")
        ends = "  ".join(f"{name} {values[-1]:.2f}" for name, values in moved.items())
        progress.say(f"  boxes moved, scaled, faces turned: {ends}")
        (self.folder / "history.json").write_text(json.dumps(asdict(self.history)))
        draw_curve(self.history.losses, self.history.validations, self.folder / "curve.png")

    def _save(self) -> None:
        self._note_losses()
        state = {
            "step": self.step,
            "elapsed": self.elapsed,
            "labelled": self.labelled,
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "history": asdict(self.history),
            "config": settings(self.config, DECISIVE),
            "labels": [
                (source.landmarks.cpu(), source.weights.cpu(), source.rows.cpu())
                for source in self.sources
                if not source.faces.labelled and source.labelled
            ],
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
        self.step, self.elapsed = state["step"], state["elapsed"]
        self.labelled = state["labelled"]
        bare = [source for source in self.sources if not source.faces.labelled]
        for source, labels in zip(bare, state["labels"], strict=False):
            source.landmarks, source.weights, source.rows = (x.to(self.device) for x in labels)
            source.labelled = True
        print(f"going on at step {self.step} from {path}", flush=True)


def validation_nme(model: Cascade, faces: PreparedFaces) -> list[float]:
    """Mean NME in percent after each stage, of the frames as their boxes were given."""
    scheme = model.config.model.landmarks
    frames_of, truth = view_frames(faces, model.config, 0)
    unit = inter_ocular(truth, scheme)
    sums = np.zeros(len(model.stages))
    for first in range(0, len(faces), BATCH):
        part = slice(first, first + BATCH)
        found = run_stages(model, frames_of(first, min(first + BATCH, len(faces))))
        sums += face_errors(found.shapes, truth[part], unit[part]).sum(axis=1)
    return (100 * sums / len(faces)).tolist()
