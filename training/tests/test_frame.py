import numpy as np
import pytest

from musica_train.config import FrameConfig
from musica_train.frame import FrameGeometry, resample


def ramp(width: int, height: int) -> np.ndarray:
    """An image whose channels are 2x, 3y and a constant."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return np.stack([2 * x, 3 * y, np.full_like(x, 77)], axis=-1).astype(np.uint8)


def naive_resample(image: np.ndarray, geometry: FrameGeometry) -> np.ndarray:
    """The definition, tap by tap, in double precision."""
    height, width, _ = image.shape
    support = max(1.0, geometry.ratio)

    def taps(centre: float, length: int) -> list[tuple[int, float]]:
        first, last = int(np.ceil(centre - support)), int(np.floor(centre + support))
        inside = [(k, 1 - abs(k - centre) / support) for k in range(first, last + 1)]
        total = sum(weight for _, weight in inside)
        return [(min(max(k, 0), length - 1), weight / total) for k, weight in inside]

    half, ratio = (geometry.size - 1) / 2, geometry.ratio
    out = np.zeros((3, geometry.size, geometry.size))
    for v in range(geometry.size):
        rows = taps(geometry.centre[1] + (v - half) * ratio, height)
        for u in range(geometry.size):
            columns = taps(geometry.centre[0] + (u - half) * ratio, width)
            out[:, v, u] = sum(wy * wx * image[y, x] for y, wy in rows for x, wx in columns)
    return np.floor(out + 0.5)


def test_frame_size_is_the_least_multiple_that_holds_the_margin() -> None:
    assert FrameConfig(142, 0.3, 3).size == 228
    assert FrameConfig(100, 0.3, 3).size == 160
    assert FrameConfig(100, 0.0, 4).size == 104
    assert FrameConfig(48, 0.3, 1).size == 77


def test_geometry_maps_there_and_back() -> None:
    geometry = FrameGeometry.around((10, 20, 30, 60), 48, 80)
    assert geometry.ratio == pytest.approx(60 / 48)
    points = np.array([[25.0, 50.0], [10.0, 20.0]])
    there = geometry.to_frame(points)
    assert there[0] == pytest.approx([39.5, 39.5])
    assert there[1] == pytest.approx([39.5 - 15 / 1.25, 39.5 - 30 / 1.25])
    assert geometry.to_image(there) == pytest.approx(points)


@pytest.mark.parametrize("side", [24.0, 48.0, 70.0, 100.5])
def test_resample_reproduces_a_ramp_in_closed_form(side: float) -> None:
    geometry = FrameGeometry.around((60.3 - side / 2, 40.7 - side / 2, side, side), 48, 20)
    frame = resample(ramp(120, 80), geometry).astype(float)
    x = geometry.to_image(np.stack([np.arange(20), np.arange(20)], axis=1))
    # Half a grey value of rounding; a wide filter's few taps shift it by under 0.05 pixels.
    assert np.abs(frame[0] - 2 * x[:, 0]).max() <= 0.5 + 2 * 0.05
    assert np.abs(frame[1] - 3 * x[:, 1, None]).max() <= 0.5 + 3 * 0.05
    assert (frame[2] == 77).all()


@pytest.mark.parametrize("box", [(5, 6, 12, 9), (-8, 10, 30, 30), (30, 25, 22.5, 31.25)])
def test_resample_is_the_definition(box: tuple[float, float, float, float]) -> None:
    image = np.random.default_rng(3).integers(0, 256, (40, 50, 3), np.uint8)
    geometry = FrameGeometry.around(box, 16, 24)
    difference = np.abs(resample(image, geometry) - naive_resample(image, geometry))
    assert difference.max() <= 1  # single against double precision on a rounding edge
    assert (difference > 0).mean() < 0.005


def test_resample_far_outside_repeats_the_edge() -> None:
    image = ramp(30, 20)
    frame = resample(image, FrameGeometry.around((200, 5, 10, 10), 8, 12))
    assert (frame[0] == 58).all()
