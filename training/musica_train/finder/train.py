"""The training loop: resumable, seeded, with its progress shown and a curve."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from math import cos, isfinite, pi
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..checkpoints import (
    CHECKPOINT,
    check_settings,
    load_weights,
    read_checkpoint,
    save_checkpoint,
    settings,
)
from ..errors import InputError
from ..progress import Progress
from .batches import batches
from .checkpoints import DECISIVE
from .config import FinderConfig
from .evaluation import find_all, truths_of
from .loss import Batch, finder_loss
from .network import Finder
from .photos import load_photos
from .plots import draw_curve
from .precision import average_precision, match_all, recall_at

PROGRESS_STEPS = 100
FALSE_PER_IMAGE = 0.1


@dataclass
class History:
    """What a run has seen: losses of scores and boxes a step, and validations."""

    losses: list[tuple[float, float]] = field(default_factory=list)
    validations: list[dict[str, Any]] = field(default_factory=list)


class FinderTrainer:
    """One run in a folder; a new one on the same folder goes on where the last one left."""

    def __init__(self, config: FinderConfig, data: Path, folder: Path, device: torch.device):
        self.config, self.folder, self.device = config, folder, device
        self.photos = load_photos(data, "train")
        self.validation = load_photos(data, "validation")
        folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(config.train.seed)
        self.model = self._new_model()
        self.average = self._new_model().eval().requires_grad_(False)
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
        made = batches(self.photos, self.config, self.step)
        with Progress("train", "step", steps, self.step) as progress:
            while self.step < last and not stop():
                self._advance(made, progress)
                if self.step % self.config.train.checkpoint_every == 0:
                    self._save()
                    saved = self.step
        if saved != self.step:
            self._save()

    def _new_model(self) -> Finder:
        model = Finder(self.config.network).to(self.device)
        return model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def _advance(self, made: Iterator[Batch], progress: Progress) -> None:
        recipe = self.config.train
        losses = self._train_step(next(made))
        if not isfinite(sum(losses)):
            raise InputError(
                f"the loss is {losses} at step {self.step}: training diverged; the last checkpoint"
                " is kept; lower train.learning_rate"
            )
        self.history.losses.append(losses)
        self.step += 1
        score, box = np.mean(self.history.losses[-PROGRESS_STEPS:], axis=0)
        progress.advance(f"score {score:.4f}, box {box:.4f}")
        if self.step % recipe.validation_every == 0 or self.step == recipe.steps:
            self._validate(progress)

    def _train_step(self, batch: Batch) -> tuple[float, float]:
        recipe = self.config.train
        batch = Batch(*(getattr(batch, name).to(self.device) for name in BATCH_FIELDS))
        for group in self.optimizer.param_groups:
            group["lr"] = self._learning_rate()
        pixels = batch.pixels.contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.low_precision):
            maps = self.model(pixels)
        score, box = finder_loss(maps, batch, recipe.box_weight)
        values = float(score.detach()), float(box.detach())
        if isfinite(sum(values)):
            self.optimizer.zero_grad(set_to_none=True)
            (score + box).backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), recipe.largest_gradient)
            self.optimizer.step()
            self._update_average()
        return values

    def _learning_rate(self) -> float:
        recipe = self.config.train
        if self.step < recipe.warmup_steps:
            return recipe.learning_rate * (self.step + 1) / recipe.warmup_steps
        done = (self.step - recipe.warmup_steps) / max(1, recipe.steps - recipe.warmup_steps)
        return recipe.learning_rate * (0.5 * (1 + cos(pi * done)) * 0.99 + 0.01)

    @torch.no_grad()
    def _update_average(self) -> None:
        decay = min(self.config.train.ema_decay, (1 + self.step) / (10 + self.step))
        now = self.model.state_dict()
        for name, mean in self.average.state_dict().items():
            if mean.is_floating_point():
                mean.lerp_(now[name], 1 - decay)
            else:
                mean.copy_(now[name])

    def _validate(self, progress: Progress) -> None:
        found = find_all(self.average, self.validation)
        matched = match_all(found, truths_of(self.validation))
        figures = {
            "precision": average_precision(matched),
            "recall": recall_at(matched, FALSE_PER_IMAGE),
        }
        self.history.validations.append({"step": self.step, **figures})
        progress.say(
            f"validation at step {self.step}: AP {100 * figures['precision']:.2f} %, recall at"
            f" {FALSE_PER_IMAGE:g} false finds an image {100 * figures['recall']:.2f} %"
        )
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


BATCH_FIELDS = ("pixels", "heat", "boxes", "weights", "known")
