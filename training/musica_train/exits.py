"""What leaving the cascade early costs and saves: the rule, random exits, and oracles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .metrics import failure_rate, percentile95

CURVE_POINTS = 60


@dataclass(frozen=True)
class ExitPoint:
    """One setting of a rule and what it gave; errors in percent, work in multiply-adds a face."""

    setting: float
    nme: float
    p95: float
    fr8: float
    mean_stages: float
    multiply_adds: float

    def as_json(self) -> dict[str, float]:
        return {
            "setting": self.setting,
            "nme": self.nme,
            "p95": self.p95,
            "fr8": self.fr8,
            "meanStages": self.mean_stages,
            "multiplyAdds": self.multiply_adds,
        }


def leave_below(scores: np.ndarray, threshold: float) -> np.ndarray:
    """Index [n] of the last stage each face runs, when it leaves at the first score below.

    `scores` [stages, n]; those of the last stage decide nothing, for there all faces leave.
    """
    leaves = scores < threshold
    leaves[-1] = True
    return leaves.argmax(axis=0)


@dataclass(frozen=True)
class ExitRule:
    """A face leaves below a predicted error, or below a predicted gain of the stages to come.

    It is uncertain where the last predicted error is above `final`.
    """

    threshold: float
    gain: float = 0.0
    final: float = float("inf")

    def last(self, predicted: np.ndarray, gains: np.ndarray | None) -> np.ndarray:
        """Index [n] of the last stage each face runs, by predictions [stages, n]."""
        leaves = predicted < self.threshold
        if gains is not None:
            leaves |= gains < self.gain
        leaves[-1] = True
        return leaves.argmax(axis=0)

    def __str__(self) -> str:
        gain = f", gain < {self.gain:g}" if self.gain > 0 else ""
        return f"error < {self.threshold:g}{gain}"


def taken(values: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The value [n] of each face after its last stage, of values [stages, n]."""
    return values[last, np.arange(values.shape[1])]


def measure(errors: np.ndarray, last: np.ndarray, work: np.ndarray, setting: float) -> ExitPoint:
    """What faces with errors [stages, n] come to when each stops after its stage `last` [n].

    `work` [stages] holds the multiply-adds of each stage.
    """
    left = taken(errors, last)
    return ExitPoint(
        setting=float(setting),
        nme=float(100 * left.mean()),
        p95=percentile95(left),
        fr8=failure_rate(left, 8),
        mean_stages=float(last.mean() + 1),
        multiply_adds=float(np.cumsum(work)[last].mean()),
    )


def rule_curve(scores: np.ndarray, errors: np.ndarray, work: np.ndarray) -> list[ExitPoint]:
    """The rule over its thresholds, ascending: from no early exit to all faces after one stage."""
    inner = scores[:-1].ravel()
    if inner.size == 0:
        return [measure(errors, leave_below(scores, 0.0), work, 0.0)]
    settings = np.unique(np.quantile(inner, np.linspace(0, 1, CURVE_POINTS)))
    return [measure(errors, leave_below(scores, t), work, t) for t in settings]


def fixed_curve(errors: np.ndarray, work: np.ndarray) -> list[ExitPoint]:
    """The same number of stages for every face."""
    count = errors.shape[1]
    return [measure(errors, np.full(count, s), work, s + 1) for s in range(len(errors))]


def random_curve(errors: np.ndarray, work: np.ndarray, seed: int, draws: int) -> list[ExitPoint]:
    """Exits by chance after every stage but the last, the mean of several draws per share."""
    rng = np.random.default_rng(seed)
    points = []
    for share in np.linspace(0, 1, 21):
        chances = [rng.random(errors.shape) for _ in range(draws)]
        rows = [measure(errors, leave_below(c, share), work, share) for c in chances]
        means = np.mean([list(row.as_json().values()) for row in rows], axis=0)
        points.append(ExitPoint(*(float(v) for v in means)))
    return points


def exit_curves(
    predicted: np.ndarray,
    errors: np.ndarray,
    work: np.ndarray,
    gains: np.ndarray | None = None,
    seed: int = 1,
) -> dict[str, list[ExitPoint]]:
    """Every rule worth a comparison, by name, for errors and predicted errors [stages, n].

    The oracles know the true error, and what the stages still to come would gain.
    """
    return {
        **({} if gains is None else {"predicted gain": rule_curve(gains, errors, work)}),
        "predicted error": rule_curve(predicted, errors, work),
        "fixed number of stages": fixed_curve(errors, work),
        "random exits": random_curve(errors, work, seed, draws=20),
        "oracle: true error": rule_curve(errors, errors, work),
        "oracle: true gain to come": rule_curve(errors - errors[-1], errors, work),
    }
