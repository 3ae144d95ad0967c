from itertools import pairwise

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from musica_train.calibration import (  # noqa: E402
    PROFILES,
    Bounds,
    Calibration,
    ExitSettings,
    StageFit,
    apply_fits,
    choose_exits,
    choose_threshold,
    fit_stage,
    fitted,
    flagged_shares,
)
from musica_train.config import Config, ModelConfig  # noqa: E402
from musica_train.details import apply_details, fit_details, fitted_gains  # noqa: E402
from musica_train.errors import InputError  # noqa: E402
from musica_train.exits import leave_below, taken  # noqa: E402
from musica_train.inference import AlignedFaces  # noqa: E402
from musica_train.metrics import percentile95  # noqa: E402
from musica_train.model import Cascade  # noqa: E402

WORK = np.array([10, 10, 10])


def errors_and_predictions(n: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """True errors [3, n] that shrink from stage to stage, and noisy predictions of them."""
    rng = np.random.default_rng(6)
    hard = rng.lognormal(0, 0.4, n)
    errors = np.stack([0.06 * hard, 0.045 * hard, 0.04 * hard]) * rng.lognormal(0, 0.15, (3, n))
    return errors, errors * rng.lognormal(0, 0.2, errors.shape)


def test_fit_undoes_a_power_and_a_scale() -> None:
    rng = np.random.default_rng(1)
    errors = rng.lognormal(-3, 0.5, 500)
    predicted = (errors * rng.lognormal(0, 0.05, 500) / 3) ** 0.5
    fit = fit_stage(predicted, errors)
    assert fit.slope == pytest.approx(2, abs=0.1)
    (after,) = fitted(predicted[None], (fit,))
    assert after.mean() == pytest.approx(errors.mean())
    assert np.median(np.abs(np.log(after / errors))) < 0.1


def test_fit_is_not_turned_by_a_few_lost_faces() -> None:
    rng = np.random.default_rng(2)
    errors = rng.lognormal(-3, 0.5, 500)
    predicted = errors.copy()
    predicted[:15] = predicted.min()
    errors[:15] = 3.0
    assert fit_stage(predicted, errors).slope == pytest.approx(1, abs=0.1)


def test_fit_of_predictions_that_know_nothing_keeps_their_order() -> None:
    rng = np.random.default_rng(3)
    fit = fit_stage(np.full(50, 0.05), rng.uniform(0.02, 0.1, 50))
    assert fit.slope > 0
    assert fit.rank_correlation == 0


def test_threshold_is_the_highest_within_its_bounds() -> None:
    errors, predicted = errors_and_predictions()
    bounds = Bounds(5.0, 2.0)
    threshold = choose_threshold(predicted, errors, bounds)
    easier = predicted[-1] <= np.median(predicted[-1])

    def above_all_stages(limit: float) -> tuple[float, float]:
        left = taken(errors, leave_below(predicted, limit))
        mean = left[easier].mean() / errors[-1, easier].mean()
        return 100 * (mean - 1), 100 * (percentile95(left) / percentile95(errors[-1]) - 1)

    nme, p95 = above_all_stages(threshold)
    assert nme <= 5
    assert p95 <= 2
    assert (leave_below(predicted, threshold) < 2).mean() > 0.1
    nme, p95 = above_all_stages(threshold * 1.1)
    assert nme > 5 or p95 > 2


def test_profiles_go_from_loose_to_strict_and_stay_below_uncertain() -> None:
    errors, predicted = errors_and_predictions()
    exits = choose_exits(predicted, errors, WORK)
    fast, balanced, accurate = (exits.profiles[name] for name in PROFILES)
    assert fast > balanced > accurate > 0
    assert exits.threshold == balanced
    assert exits.final_threshold >= fast
    good = predicted[-1][errors[-1] <= 0.08]
    assert (good > exits.final_threshold).mean() <= 0.022


def test_table_ascends_and_takes_fewer_stages() -> None:
    errors, predicted = errors_and_predictions()
    table = choose_exits(predicted, errors, WORK).table
    assert 20 <= len(table) <= 30
    for before, after in pairwise(table):
        assert after.setting > before.setting
        assert after.mean_stages <= before.mean_stages
    assert table[0].mean_stages == pytest.approx(3)


def test_a_single_stage_has_exits_too() -> None:
    errors, predicted = errors_and_predictions()
    exits = choose_exits(predicted[:1], errors[:1], WORK[:1])
    assert exits.threshold > 0
    assert all(row.mean_stages == 1 for row in exits.table)


def test_flagged_shares_count_what_the_rule_calls_uncertain() -> None:
    errors, predicted = errors_and_predictions(100)
    predicted[:, errors[-1] > 0.1] = 0.5
    empty = np.zeros((3, 100, 1, 2))
    faces = AlignedFaces(empty, empty[0], predicted, errors, errors)
    exits = ExitSettings(0.001, 0.3, {}, ())
    shares = flagged_shares(faces, np.array([[0.4, 0.2], [0.4, 0.2], [0.4, 0.2]]), exits)
    assert shares["good_faces"] == 0
    assert shares["bad_faces"] == 100
    assert shares["backgrounds"] == 50


def test_fits_are_folded_into_the_log_error() -> None:
    config = Config("a", "1", ModelConfig("ibug68", (36, 45), (2, 0), 10, 8))
    cascade = Cascade(config, torch.zeros(68, 2)).eval()
    hidden = torch.randn(5, 8)
    before = [stage.log_error(hidden) for stage in cascade.stages]
    fits = (StageFit(1.5, 0.25, 0), StageFit(0.5, -1.0, 0))
    apply_fits(cascade, fits)
    for stage, old, fit in zip(cascade.stages, before, fits, strict=True):
        assert torch.allclose(stage.log_error(hidden), fit.slope * old + fit.offset, atol=1e-6)
    with pytest.raises(InputError, match="of 1 stages, the cascade has 2"):
        apply_fits(cascade, fits[:1])


def test_calibration_is_written_and_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    errors, predicted = errors_and_predictions()
    calibration = Calibration(
        step=7,
        faces=3,
        views=2,
        fits=(StageFit(1.0, 0.5, 0.3),),
        exits=choose_exits(predicted, errors, WORK),
        flagged={"good_faces": 1.0},
        validation={"faces": 3},
    )
    calibration.save(tmp_path / "calibration.json")
    assert Calibration.load(tmp_path / "calibration.json") == calibration
    with pytest.raises(InputError, match="calibrate` writes it"):
        Calibration.load(tmp_path / "none.json")


def test_details_are_fitted_and_folded_in() -> None:
    rng = np.random.default_rng(5)
    errors, predicted = errors_and_predictions(400)
    truth = rng.normal(0, 10, (400, 4, 2))
    shapes = truth + rng.normal(0, 1, (3, 400, 4, 2))
    gains = (errors - errors[-1]) * 2 + 0.01
    faces = AlignedFaces(shapes, truth, predicted, errors, errors, gains, np.ones((3, 400, 4)))
    fits = fit_details(faces)
    fixed = fitted_gains(gains, fits)
    assert fixed[:2] == pytest.approx((errors - errors[-1])[:2], abs=1e-3)
    apart = np.linalg.norm(shapes - truth, axis=-1).mean(axis=(1, 2))
    assert [np.exp(fit.log_spread) for fit in fits] == pytest.approx(apart)

    config = Config("a", "1", ModelConfig("ibug68", (36, 45), (2, 1, 0), 10, 8, details=True))
    cascade = Cascade(config, torch.zeros(68, 2)).eval()
    torch.nn.init.normal_(cascade.stages[1].gain.weight)
    hidden = torch.randn(5, 8)
    gain, spread = cascade.stages[1].detail(hidden)
    apply_details(cascade, fits)
    again, wider = cascade.stages[1].detail(hidden)
    assert torch.allclose(again, fits[1].slope * gain + fits[1].offset, atol=1e-6)
    assert torch.allclose(wider, spread + fits[1].log_spread, atol=1e-6)


def test_faces_leave_by_the_gain_where_there_is_one() -> None:
    errors, predicted = errors_and_predictions()
    exits = choose_exits(predicted, errors, WORK, errors - errors[-1])
    fast, balanced, accurate = (exits.gain_profiles[name] for name in PROFILES)
    assert fast > balanced > accurate > 0
    assert (leave_below(predicted, exits.threshold) == 2).all()
    assert set(exits.profiles.values()) == {exits.threshold}
    last = exits.rule.last(predicted, errors - errors[-1])
    left, whole = taken(errors, last), errors[-1]
    assert 0 < last.mean() < 2
    assert percentile95(left) <= percentile95(whole) * 1.015 + 1e-9
