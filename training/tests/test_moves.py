from pathlib import Path

import numpy as np
import pytest

from conftest import Workplace, call

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from musica_train.layouts import Sample  # noqa: E402
from musica_train.moves import CONVENTIONS, Move, drawn_by, turned_photo  # noqa: E402


def sample() -> Sample:
    points = np.array([[10.0, 20.0], [50.0, 100.0]])
    return Sample("a", Path("a.png"), points, (10, 20, 40, 80), "a")


def test_moves_are_parts_of_the_longer_side() -> None:
    moved = Move("m", right=0.1, down=-0.2, scale=0.5).moved(sample())
    assert moved.box == pytest.approx((28, 24, 20, 40))


def test_detectors_draw_around_the_landmarks() -> None:
    assert drawn_by("tight around the landmarks", sample()).box == (10, 20, 40, 80)
    assert drawn_by("hairline to chin", sample()).box == pytest.approx((10, -4, 40, 104))
    assert set(CONVENTIONS) >= {"whole head", "loose"}


def test_a_photo_turned_by_a_right_angle_is_the_array_turned() -> None:
    image = np.random.default_rng(1).integers(0, 256, (9, 9, 3), np.uint8)
    assert np.array_equal(turned_photo(image, (4.0, 4.0), 90.0), np.rot90(image, -1))
    assert np.array_equal(turned_photo(image, (4.0, 4.0), 0.0), image)


def test_robustness_tells_every_move(
    exported: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(
        "robustness",
        "--model",
        exported.package,
        "--data",
        exported.test,
        "--boxes",
        exported.test_boxes,
        "--every",
        4,
        "--json",
        tmp_path / "moves.json",
        "--device",
        "cpu",
    )
    shown = capsys.readouterr().out
    for name in ("as given", "20 % down", "1.5 times", "turned by -45", "box whole head"):
        assert name in shown
    assert (tmp_path / "moves.json").read_text().startswith('{\n "faces": 3,')
