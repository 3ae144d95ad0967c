"""Errors of aligned faces, and what a set of them comes to; shares and errors in percent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .schemes import LandmarkScheme


def inter_ocular(truth: np.ndarray, scheme: LandmarkScheme) -> np.ndarray:
    """Distance of the true outer eye corners [n] of landmarks [n, l, 2]."""
    first, second = scheme.eye_corners
    return np.linalg.norm(truth[:, first] - truth[:, second], axis=1)


def inter_pupil(truth: np.ndarray, scheme: LandmarkScheme) -> np.ndarray:
    """Distance of the two means of the landmarks around each eye [n] of landmarks [n, l, 2]."""
    first, second = (truth[:, list(eye)].mean(axis=1) for eye in scheme.pupils)
    return np.linalg.norm(first - second, axis=1)


def face_errors(shapes: np.ndarray, truth: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Mean distance over landmarks in a unit [n]: fractions [..., n] of shapes [..., n, l, 2]."""
    return np.linalg.norm(shapes - truth, axis=-1).mean(axis=-1) / unit


def percentile95(errors: np.ndarray) -> float:
    """The 95th percentile, linear between neighbours, in percent of errors given as fractions."""
    return float(100 * np.percentile(errors, 95))


def failure_rate(errors: np.ndarray, limit: float) -> float:
    """Share of faces whose error is above `limit` percent."""
    return float(100 * np.mean(errors > limit / 100))


def area_under_ced(errors: np.ndarray, limit: float) -> float:
    """Area under the cumulative error distribution from 0 to `limit` percent, by `limit`.

    The distribution is a step function, so its integral is exactly the mean over faces of what
    each leaves below the limit.
    """
    return float(100 * np.maximum(0.0, 1 - 100 * errors / limit).mean())


@dataclass(frozen=True)
class ErrorSummary:
    """What the errors of a set of faces come to, in percent."""

    nme_inter_ocular: float
    nme_inter_pupil: float
    p95_inter_ocular: float
    fr8: float
    fr10: float
    auc8: float
    auc10: float

    def as_json(self) -> dict[str, float]:
        """The figures by the names that `musica evaluate` gives them too."""
        return {
            "nmeInterOcular": self.nme_inter_ocular,
            "nmeInterPupil": self.nme_inter_pupil,
            "p95InterOcular": self.p95_inter_ocular,
            "fr8": self.fr8,
            "fr10": self.fr10,
            "auc8": self.auc8,
            "auc10": self.auc10,
        }


def summarise(ocular: np.ndarray, pupil: np.ndarray) -> ErrorSummary:
    """Sums up errors [n] given as fractions; all but one figure are of the inter-ocular ones."""
    return ErrorSummary(
        nme_inter_ocular=float(100 * ocular.mean()),
        nme_inter_pupil=float(100 * pupil.mean()),
        p95_inter_ocular=percentile95(ocular),
        fr8=failure_rate(ocular, 8),
        fr10=failure_rate(ocular, 10),
        auc8=area_under_ced(ocular, 8),
        auc10=area_under_ced(ocular, 10),
    )


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Spearman's correlation of two sets of numbers [n]; 0 where one is constant."""
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    ranks = [np.argsort(np.argsort(values)).astype(float) for values in (first, second)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])
