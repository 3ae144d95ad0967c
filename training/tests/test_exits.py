import numpy as np
import pytest

from musica_train.exits import exit_curves, leave_below, measure, taken

SCORES = np.array([[0.02, 0.05, 0.09], [0.01, 0.03, 0.08], [0.01, 0.01, 0.07]])
ERRORS = np.array([[0.03, 0.06, 0.10], [0.03, 0.04, 0.09], [0.02, 0.04, 0.08]])
WORK = np.array([10, 20, 30])


def test_a_face_leaves_at_the_first_score_strictly_below() -> None:
    assert leave_below(SCORES, 0.04).tolist() == [0, 1, 2]
    assert leave_below(SCORES, 0.05).tolist() == [0, 1, 2]
    assert leave_below(SCORES, 0.0501).tolist() == [0, 0, 2]
    assert leave_below(SCORES, 0.0).tolist() == [2, 2, 2]
    assert leave_below(SCORES, 1.0).tolist() == [0, 0, 0]


def test_measure_takes_each_face_after_its_last_stage() -> None:
    last = np.array([0, 1, 2])
    assert taken(ERRORS, last).tolist() == [0.03, 0.04, 0.08]
    point = measure(ERRORS, last, WORK, 0.04)
    assert point.nme == pytest.approx(5)
    assert point.mean_stages == pytest.approx(2)
    assert point.multiply_adds == pytest.approx((10 + 30 + 60) / 3)


def test_curves_meet_at_their_ends() -> None:
    rng = np.random.default_rng(1)
    errors = np.sort(rng.uniform(0.02, 0.1, (3, 200)), axis=0)[::-1]
    predicted = errors * rng.uniform(0.7, 1.4, errors.shape)
    curves = exit_curves(predicted, errors, WORK)
    fixed = curves["fixed number of stages"]
    for name, points in curves.items():
        stages = [point.mean_stages for point in points]
        assert max(stages) == pytest.approx(3), name
        assert min(stages) < 1.5, name
        best = max(points, key=lambda point: point.mean_stages)
        assert best.nme == pytest.approx(fixed[-1].nme), name


def test_an_oracle_beats_chance_at_the_same_work() -> None:
    rng = np.random.default_rng(2)
    first = rng.uniform(0.02, 0.2, 300)
    errors = np.stack([first, np.minimum(first, 0.03 + 0.1 * first)])
    curves = exit_curves(errors, errors, np.array([1, 1]))

    def at_half(name: str) -> float:
        points = sorted(curves[name], key=lambda point: point.multiply_adds)
        return float(np.interp(1.5, [p.multiply_adds for p in points], [p.nme for p in points]))

    assert at_half("oracle: true gain to come") < at_half("random exits") - 0.5
