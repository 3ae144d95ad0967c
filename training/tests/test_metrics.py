import numpy as np
import pytest

from musica_train.metrics import (
    area_under_ced,
    face_errors,
    failure_rate,
    inter_ocular,
    inter_pupil,
    percentile95,
    rank_correlation,
    summarise,
)
from musica_train.schemes import SCHEMES

IBUG = SCHEMES["ibug68"]


def face() -> np.ndarray:
    """One face [1, 68, 2]: outer eye corners 100 apart, pupils 60 apart."""
    points = np.zeros((1, 68, 2))
    points[0, 36], points[0, 45] = (0, 0), (100, 0)
    points[0, 37:42] = (24, 0)
    points[0, 42:45] = points[0, 46:48] = (76, 0)
    return points


def test_units_are_distances_of_the_truth() -> None:
    assert inter_ocular(face(), IBUG) == pytest.approx([100])
    assert inter_pupil(face(), IBUG) == pytest.approx([60])


def test_face_error_is_the_mean_distance_over_landmarks() -> None:
    shape = face()
    shape[0, :34] += (3, 4)
    assert face_errors(shape, face(), np.array([100.0])) == pytest.approx([0.025])
    stacked = np.stack([shape, face()])
    assert face_errors(stacked, face(), np.array([100.0])) == pytest.approx(
        np.array([[0.025], [0]])
    )


def test_p95_is_linear_between_neighbours() -> None:
    assert percentile95(np.arange(1, 11) / 100) == pytest.approx(9.55)


def test_failures_are_strictly_above_the_limit() -> None:
    errors = np.array([0.02, 0.08, 0.0801, 0.2])
    assert failure_rate(errors, 8) == 50
    assert failure_rate(errors, 10) == 25


def test_area_under_the_error_distribution_is_exact() -> None:
    # By hand: two steps at 2 % and 6 % of an axis to 8 %, one face beyond it.
    errors = np.array([0.02, 0.06, 0.5, 0.04])
    assert area_under_ced(errors, 8) == pytest.approx(100 * (6 + 2 + 0 + 4) / 8 / 4)


def test_summary_has_the_keys_of_the_command_line() -> None:
    summary = summarise(np.array([0.04, 0.12]), np.array([0.06, 0.18])).as_json()
    assert summary == pytest.approx(
        {
            "nmeInterOcular": 8,
            "nmeInterPupil": 12,
            "p95InterOcular": 11.6,
            "fr8": 50,
            "fr10": 50,
            "auc8": 25,
            "auc10": 30,
        }
    )


def test_rank_correlation_knows_order_only() -> None:
    values = np.array([1.0, 2.0, 3.0, 10.0])
    assert rank_correlation(values, values**3) == pytest.approx(1)
    assert rank_correlation(values, -values) == pytest.approx(-1)
    assert rank_correlation(values, np.ones(4)) == 0
