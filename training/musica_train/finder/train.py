"""The training loop: resumable, seeded, with its progress shown and a curve."""

from __future__ import annotations

import json
import time
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
from .adopting import adopt
from .batches import BatchMaker
from .checkpoints import DECISIVE
from .config import FinderConfig
from .evaluation import find_all, truths_of
from .loss import Batch, finder_loss
from .network import Finder
from .package import read_finder_package
from .photos import has_part, load_photos
from .plots import draw_curve
from .precision import average_precision, match_all, recall_at

PROGRESS_STEPS = 100
FALSE_PER_IMAGE = 0.1


@dataclass
class History:
    """What a run has seen: losses of scores, boxes and rolls a step, and validations."""

    losses: list[tuple[float, float, float]] = field(default_factory=list)
    validations: list[dict[str, Any]] = field(default_factory=list)


class FinderTrainer:
    """One run in a folder; a new one on the same folder goes on where the last one left.

    With `seconds` the run ends after that time, its start included, and the learning rate falls
    with the time spent; such a run cannot be interrupted. A new run may begin from the weights of
    the package `start`. Validates where `data` has that part.
    """

    def __init__(
        self,
        config: FinderConfig,
        data: Path,
        folder: Path,
        device: torch.device,
        seconds: float | None = None,
        start: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.config, self.folder, self.device = config, folder, device
        self.clock, self.started, self.seconds = clock, clock(), seconds
        self.maker = BatchMaker(load_photos(data, "train"), config, device)
        self.validation = load_photos(data, "validation") if has_part(data, "validation") else []
        folder.mkdir(parents=True, exist_ok=True)
        torch.backends.cudnn.benchmark = True
        torch.manual_seed(config.train.seed)
        self.model = self._new_model()
        if start is not None:
            views = next(self.maker.batches(0)).pixels
            adopt(self.model, read_finder_package(start).finder, views)
        self.average = self._new_model().eval().requires_grad_(False)
        self.average.load_state_dict(self.model.state_dict())
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(),
            lr=config.train.learning_rate,
            weight_decay=config.train.weight_decay,
            **({"fused": True} if device.type == "cuda" else {}),  # PyTorch 1.13 has it there alone
        )
        self.history = History()
        self.recent: list[torch.Tensor] = []
        self.step = 0
        self._resume()

    def run(self, until: int | None = None, stop: Callable[[], bool] = lambda: False) -> None:
        """Trains to the configured number of steps, or to `until` before, or while not `stop`.

        Where it ends, it saves: the next run goes on there as if there had been no pause.
        """
        steps = self.config.train.steps
        last = steps if until is None else min(until, steps)
        saved = self.step
        made = self.maker.batches(self.step)
        with Progress("train", "step", steps, self.step) as progress:
            while self.step < last and self._done() < 1 and not stop():
                self._advance(made, progress)
                if self.step % self.config.train.checkpoint_every == 0:
                    self._look_at_losses()
                    self._save()
                    saved = self.step
        self._look_at_losses()
        if saved != self.step:
            self._save()

    def _new_model(self) -> Finder:
        model = Finder(self.config.network).to(self.device)
        return model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def _advance(self, made: Iterator[Batch], progress: Progress) -> None:
        recipe = self.config.train
        self.recent.append(self._train_step(next(made)))
        self.step += 1
        if self.step % PROGRESS_STEPS == 0 or not self.history.losses:
            self._look_at_losses()
        score, box, roll = np.mean(self.history.losses[-PROGRESS_STEPS:], axis=0)
        progress.advance(f"score {score:.4f}, box {box:.4f}, roll {roll:.4f}")
        if self.step % recipe.validation_every == 0 or self.step == recipe.steps:
            self._validate(progress)

    def _look_at_losses(self) -> None:
        """Takes the losses from the device; waits for it, so not after every step."""
        if not self.recent:
            return
        losses = torch.stack(self.recent).tolist()
        self.recent.clear()
        for index, parts in enumerate(losses, self.step - len(losses)):
            if not isfinite(sum(parts)):
                raise InputError(
                    f"the loss is {parts} at step {index}: training diverged; the last checkpoint"
                    " is kept; lower train.learning_rate"
                )
        self.history.losses += [(score, box, roll) for score, box, roll in losses]

    def _train_step(self, batch: Batch) -> torch.Tensor:
        """The parts of the loss [3], on the device."""
        recipe = self.config.train
        for group in self.optimizer.param_groups:
            group["lr"] = self._learning_rate()
        pixels = batch.pixels.contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=recipe.low_precision):
            maps = self.model(pixels)
        parts = torch.stack(
            finder_loss(maps, batch.targets, recipe.box_weight, recipe.roll_weight)
        )
        self.optimizer.zero_grad(set_to_none=True)
        parts.sum().backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), recipe.largest_gradient)
        self.optimizer.step()
        self._update_average()
        return parts.detach()

    def _learning_rate(self) -> float:
        recipe = self.config.train
        if self.step < recipe.warmup_steps:
            return recipe.learning_rate * (self.step + 1) / recipe.warmup_steps
        return recipe.learning_rate * (0.5 * (1 + cos(pi * min(self._done(), 1))) * 0.99 + 0.01)

    def _done(self) -> float:
        """How much of the run is over, the warm-up not counted; by the clock where it is bound."""
        recipe = self.config.train
        done = (self.step - recipe.warmup_steps) / max(1, recipe.steps - recipe.warmup_steps)
        if self.seconds is None:
            return done
        return max(done, (self.clock() - self.started) / self.seconds)

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
        if not self.validation:
            return
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

