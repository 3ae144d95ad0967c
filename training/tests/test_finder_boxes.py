import numpy as np
import pytest

from musica_train.finder.boxes import around, covered, overlaps, sides, stack_points
from musica_train.finder.finds import Finds, collect, suppress, whole_view
from musica_train.finder.precision import (
    Truth,
    average_precision,
    false_above,
    match,
    match_all,
    recall_at,
    threshold_at,
)
from musica_train.finder.report import photo_report

NOTHING = np.zeros((0, 4))


def finds(*rows: tuple[float, float, float, float, float]) -> Finds:
    values = np.array(rows, np.float64).reshape(-1, 5)
    return Finds(values[:, :4], values[:, 4])


def test_overlap_counts_widths_between_centres() -> None:
    first, second = np.array([[0.0, 0, 4, 4]]), np.array([[2.0, 0, 6, 4], [10, 10, 12, 12]])
    assert overlaps(first, second)[0] == pytest.approx([8 / 24, 0])
    assert covered(first, second)[0] == pytest.approx([0.5, 0])
    assert sides(second).tolist() == [4, 2]


def test_boxes_fit_around_points() -> None:
    assert around(np.array([[[1, 5], [3, 2]]])).tolist() == [[1, 2, 3, 5]]
    assert stack_points([]).shape == (0, 0, 2)


@pytest.mark.parametrize(
    ("height", "width", "ratio"), [(480, 640, 2.0), (100, 20, 100 / 320), (1, 1, 0.25)]
)
def test_whole_view_holds_the_longer_side(height: int, width: int, ratio: float) -> None:
    view = whole_view(height, width, 320)
    assert view.ratio == ratio
    assert view.centre == ((width - 1) / 2, (height - 1) / 2)


def test_candidates_come_back_in_image_pixels() -> None:
    view = whole_view(480, 640, 320)
    scores, boxes = np.zeros((40, 40), np.float32), np.zeros((4, 40, 40), np.float32)
    scores[7, 9], scores[20, 20] = 0.9, 0.2
    boxes[:, 7, 9] = 60, 50, 90, 85
    found = collect(scores, boxes, view, 0.3)
    expected = view.to_image(np.array([[60, 50], [90, 85]])).ravel()
    assert found.boxes[0] == pytest.approx(expected)
    assert found.scores == pytest.approx([0.9])


def test_suppression_keeps_the_surest_and_of_equals_the_largest() -> None:
    kept = suppress(finds((0, 0, 10, 10, 0.5), (0, 0, 10, 9, 0.8), (30, 30, 40, 40, 0.1)))
    assert kept.scores.tolist() == [0.8, 0.1]
    kept = suppress(finds((0, 0, 10, 9, 0.5), (0, 0, 10, 10, 0.5)))
    assert kept.boxes.tolist() == [[0, 0, 10, 10]]


def test_kept_finds_are_apart_whatever_came() -> None:
    rng = np.random.default_rng(3)
    low = rng.uniform(0, 100, (200, 2))
    boxes = np.hstack([low, low + rng.uniform(5, 60, (200, 2))])
    kept = suppress(Finds(boxes, rng.uniform(0, 1, 200)))
    common = overlaps(kept.boxes, kept.boxes)
    np.fill_diagonal(common, 0)
    assert common.max() <= 0.4
    assert (np.diff(kept.scores) <= 0).all()
    dropped = overlaps(boxes, kept.boxes).max(axis=1)
    assert (dropped > 0.4).all()


def test_a_face_is_found_once_and_ignored_regions_take_the_rest() -> None:
    truth = Truth(np.array([[0.0, 0, 10, 10]]), np.array([[50.0, 50, 70, 70]]))
    here = finds((0, 0, 10, 10, 0.6), (0, 0, 10, 11, 0.9), (52, 52, 60, 60, 0.8), (80, 0, 90, 9, 1))
    owner, fit = match(here, truth)
    assert owner.tolist() == [-1, 0, -2, -1]
    assert fit[1] == pytest.approx(10 / 11)


def test_precision_of_known_finds() -> None:
    truths = [Truth(np.array([[0.0, 0, side, side]]), NOTHING) for side in (10, 9)]
    found = [
        finds((0, 0, 10, 10, 0.9), (40, 40, 50, 50, 0.8)),
        finds((0, 0, 9, 9, 0.7), (60, 60, 70, 70, 0.6)),
    ]
    matched = match_all(found, truths)
    assert matched.true.tolist() == [True, False, True, False]
    assert average_precision(matched) == pytest.approx(0.5 + 0.5 * 2 / 3)
    assert threshold_at(matched, 0.0) == pytest.approx(0.9)
    assert recall_at(matched, 0.0) == 0.5
    assert threshold_at(matched, 0.5) == pytest.approx(0.7)
    assert recall_at(matched, 0.5) == 1
    assert false_above(matched, 0.7) == 0.5


def test_sizes_are_counted_apart() -> None:
    truth = Truth(np.array([[0.0, 0, 20, 20], [100, 100, 200, 190]]), NOTHING)
    here = finds((0, 0, 20, 20, 0.9), (60, 60, 80, 80, 0.8))
    report = photo_report([here], [truth], 0.5)["sizes"]
    assert report["16-32"]["faces"] == 1
    assert report["16-32"]["recall"] == 100
    assert report["16-32"]["falsePerImage"] == 1
    assert report["64-128"]["recall"] == 0
    assert report["all"]["recall"] == 50


def test_without_any_find_nothing_is_found() -> None:
    truth = Truth(np.array([[0.0, 0, 20, 20]]), NOTHING)
    matched = match_all([finds()], [truth])
    assert average_precision(matched) == 0
    assert recall_at(matched, 0.1) == 0
