"""Makes predicted errors mean what they say, and chooses where faces leave.

All of it is measured on the validation part. Its faces are few, so each is seen in several views:
as its box was given, mirrored, and with the box a little off, as another detector would draw it.

The rules:

- Per stage, log(true error) is fitted as slope * log(predicted) + offset by Huber's robust
  regression; the offset is then moved so that the mean predicted error is the mean true error.
- Where the model predicts the gain of the stages to come, faces leave by it: its threshold is
  chosen in the same way, and that of the predicted error is so low that nobody leaves by it.
- A profile's threshold is the highest up to which two figures stay within the profile's bounds
  above those of all stages (`PROFILES`): the 95th percentile of all views, and the mean error of
  their easier half, the views with the lower predicted error after all stages. The default is
  `balanced`. Why the easier half: easy faces leave first and lose the largest share of their
  error, so a mean bounded on the whole validation part does not hold for a set of easier faces
  (bounded to 4.5 % on the whole, LFPW's third of the part alone was at 6.4 %).
- A face is uncertain when its last predicted error is above that of 98 % of the good faces,
  those whose error after all stages is at most 8 %, and at least above every profile's threshold.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .details import DetailFit, apply_details
from .errors import InputError
from .exits import ExitPoint, ExitRule, leave_below, measure, taken
from .inference import AlignedFaces
from .metrics import percentile95, rank_correlation
from .model import Cascade

CALIBRATION = "calibration.json"
FORMAT = 1

SLOPES = (0.2, 3.0)
HUBER = 1.345
GOOD_ERROR = 0.08
BAD_ERROR = 0.10
GOOD_FLAGGED = 0.02
GRID = 400
LEAST_THRESHOLD = 1e-5
TABLE_ROWS = 25


@dataclass(frozen=True)
class Bounds:
    """How far above all stages an exit profile may be, in percent of their figures."""

    nme: float
    """Of the mean error of the easier half."""
    p95: float
    """Of the 95th percentile of all."""


PROFILES = {"fast": Bounds(25.0, 10.0), "balanced": Bounds(6.0, 3.0), "accurate": Bounds(2.0, 1.5)}
DEFAULT_PROFILE = "balanced"


@dataclass(frozen=True)
class StageFit:
    """log(error) = slope * log(predicted) + offset; and how well the ranks agree."""

    slope: float
    offset: float
    rank_correlation: float


@dataclass(frozen=True)
class ExitSettings:
    """Thresholds as fractions, and the table they were chosen from."""

    threshold: float
    final_threshold: float
    profiles: dict[str, float]
    table: tuple[ExitPoint, ...]
    gain_threshold: float = 0.0
    gain_profiles: dict[str, float] = field(default_factory=dict)

    @property
    def rule(self) -> ExitRule:
        """The default rule."""
        return ExitRule(self.threshold, self.gain_threshold, self.final_threshold)


@dataclass(frozen=True)
class Calibration:
    """What `calibrate` found, as it goes into a package."""

    step: int
    faces: int
    views: int
    fits: tuple[StageFit, ...]
    exits: ExitSettings
    flagged: dict[str, float]
    """Shares in percent of good faces, bad faces and backgrounds that are called uncertain."""
    validation: dict[str, Any]
    """The report of the validation part as its boxes were given."""
    details: tuple[DetailFit, ...] = ()

    def save(self, path: Path) -> None:
        """Writes JSON that `load` reads."""
        text = json.dumps({"formatVersion": FORMAT, **asdict(self)}, indent=1)
        path.write_text(text + "\n")

    @staticmethod
    def load(path: Path) -> Calibration:
        """Reads what `save` wrote; an InputError says what is wrong with the file."""
        try:
            values = json.loads(path.read_text())
        except OSError as error:
            raise InputError(
                f"{path}: cannot be read ({error.strerror}); `musica_train calibrate` writes it"
            ) from error
        if values.pop("formatVersion", None) != FORMAT:
            raise InputError(f"{path}: not a calibration of this version; calibrate again")
        exits = values["exits"]
        exits["table"] = tuple(ExitPoint(**row) for row in exits["table"])
        values["exits"] = ExitSettings(**exits)
        values["fits"] = tuple(StageFit(**fit) for fit in values["fits"])
        values["details"] = tuple(DetailFit(**fit) for fit in values["details"])
        return Calibration(**values)


def fit_stage(predicted: np.ndarray, errors: np.ndarray) -> StageFit:
    """Calibrates one stage's predicted errors [n] against the true ones [n]."""
    x, y = np.log(predicted), np.log(np.maximum(errors, 1e-4))
    weights, slope = np.ones_like(x), 1.0
    for _ in range(50):
        mean_x, mean_y = np.average(x, weights=weights), np.average(y, weights=weights)
        spread = np.average((x - mean_x) ** 2, weights=weights)
        if spread > 1e-8:
            slope = float(np.average((x - mean_x) * (y - mean_y), weights=weights) / spread)
        rest = np.abs(y - mean_y - slope * (x - mean_x))
        scale = 1.4826 * np.median(rest) + 1e-9
        weights = np.minimum(1.0, HUBER * scale / np.maximum(rest, 1e-12))
    slope = float(np.clip(slope, *SLOPES))
    offset = math.log(errors.mean() / np.exp(slope * x).mean())
    return StageFit(slope, offset, rank_correlation(predicted, errors))


def fitted(predicted: np.ndarray, fits: tuple[StageFit, ...]) -> np.ndarray:
    """Predicted errors [stages, n] after the fits."""
    return np.stack(
        [np.exp(f.slope * np.log(row) + f.offset) for f, row in zip(fits, predicted, strict=True)]
    )


def apply_fits(
    cascade: Cascade, fits: tuple[StageFit, ...], details: tuple[DetailFit, ...] = ()
) -> None:
    """Folds the fits into the layers that predict the log error, the gain and the spread."""
    if len(fits) != len(cascade.stages):
        raise InputError(
            f"the calibration is of {len(fits)} stages, the cascade has {len(cascade.stages)};"
            " calibrate again"
        )
    with torch.no_grad():
        for stage, fit in zip(cascade.stages, fits, strict=True):
            stage.log_error.weight.mul_(fit.slope)
            stage.log_error.bias.mul_(fit.slope).add_(fit.offset)
    if details:
        apply_details(cascade, details)


def choose_exits(
    predicted: np.ndarray,
    errors: np.ndarray,
    work: np.ndarray,
    gains: np.ndarray | None = None,
) -> ExitSettings:
    """All thresholds and their table, from calibrated and true errors and gains [stages, n]."""
    if gains is not None:
        nobody = _shortened(float(predicted.min()) / 2)
        by_gain = {
            name: choose_threshold(predicted, errors, bounds, gains)
            for name, bounds in PROFILES.items()
        }
        return ExitSettings(
            threshold=nobody,
            final_threshold=final_threshold(predicted, errors, nobody),
            profiles=dict.fromkeys(PROFILES, nobody),
            table=exit_table(predicted, errors, work),
            gain_threshold=by_gain[DEFAULT_PROFILE],
            gain_profiles=by_gain,
        )
    profiles = {
        name: choose_threshold(predicted, errors, bounds) for name, bounds in PROFILES.items()
    }
    return ExitSettings(
        threshold=profiles[DEFAULT_PROFILE],
        final_threshold=final_threshold(predicted, errors, max(profiles.values())),
        profiles=profiles,
        table=exit_table(predicted, errors, work),
    )


def choose_threshold(
    predicted: np.ndarray, errors: np.ndarray, bounds: Bounds, scores: np.ndarray | None = None
) -> float:
    """The highest threshold up to which every lower one is within the bounds, too.

    Of the predicted errors, or of other scores [stages, n] by which faces leave. Never zero: the
    lowest is one at which hardly a face of the set leaves early.
    """
    scores = predicted if scores is None else scores
    easier = predicted[-1] <= np.median(predicted[-1])
    p95 = percentile95(errors[-1]) * (1 + bounds.p95 / 100)
    nme = errors[-1, easier].mean() * (1 + bounds.nme / 100)
    chosen = lowest = max(float(scores.min()), LEAST_THRESHOLD)
    for threshold in np.quantile(_deciding(scores), np.linspace(0, 1, GRID)):
        left = taken(errors, leave_below(scores, threshold))
        if left[easier].mean() > nme or percentile95(left) > p95:
            break
        chosen = max(lowest, float(threshold))
    return _shortened(chosen)


def final_threshold(predicted: np.ndarray, errors: np.ndarray, least: float) -> float:
    """What the last predicted errors of good faces rarely exceed; never below `least`."""
    good = predicted[-1][errors[-1] <= GOOD_ERROR]
    limit = float(np.quantile(good, 1 - GOOD_FLAGGED)) if good.size else least
    return max(least, _shortened(limit))


def exit_table(
    predicted: np.ndarray, errors: np.ndarray, work: np.ndarray
) -> tuple[ExitPoint, ...]:
    """About `TABLE_ROWS` thresholds, ascending, and what each gives."""
    marks = np.quantile(_deciding(predicted), np.linspace(0, 1, TABLE_ROWS))
    thresholds = sorted({_shortened(float(mark)) for mark in marks})
    return tuple(measure(errors, leave_below(predicted, t), work, t) for t in thresholds)


def _deciding(predicted: np.ndarray) -> np.ndarray:
    """The predicted errors that the rule asks: of all stages but the last."""
    return predicted[:-1] if len(predicted) > 1 else predicted


def _shortened(value: float) -> float:
    """Rounded down to four significant digits."""
    digits = 3 - math.floor(math.log10(value))
    return round(math.floor(value * 10.0**digits) / 10.0**digits, max(digits, 0))


def flagged_shares(
    faces: AlignedFaces, backgrounds: np.ndarray, exits: ExitSettings
) -> dict[str, float]:
    """Shares in percent that the default rule calls uncertain.

    `faces` and the predicted errors of `backgrounds` [stages, n] are calibrated.
    """
    last = exits.rule.last(faces.predicted, faces.gains)
    unsure = taken(faces.predicted, last) > exits.final_threshold
    error = taken(faces.ocular, last)
    outside = backgrounds[-1] if faces.gains is not None else taken(
        backgrounds, leave_below(backgrounds, exits.threshold)
    )

    def share(mask: np.ndarray) -> float:
        return float(100 * mask.mean()) if mask.size else 0.0

    return {
        "good_faces": share(unsure[error <= GOOD_ERROR]),
        "bad_faces": share(unsure[error > BAD_ERROR]),
        "bad_face_count": float((error > BAD_ERROR).sum()),
        "backgrounds": share(outside > exits.final_threshold),
        "background_count": float(outside.size),
    }
