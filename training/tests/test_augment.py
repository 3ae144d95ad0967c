from dataclasses import replace

import numpy as np
import pytest

from generated import CONFIG

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from musica_train.augment import augment  # noqa: E402
from musica_train.config import Config, load_config  # noqa: E402
from musica_train.prepared import canvas_size  # noqa: E402

BLOBS = (8, 27, 36, 45, 54)
"""Landmarks that are drawn, far enough apart to be told by their place."""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text(CONFIG)
    return load_config(path)


def plain(config: Config) -> Config:
    """Geometry at its full range, nothing that covers or recolours."""
    recipe = replace(
        config.train, occlusion=0.0, blur=0.0, grey=0.0, channel_gain=0.0, illumination=0.0
    )
    return replace(config, train=recipe)


def ones(landmarks: torch.Tensor) -> torch.Tensor:
    return torch.ones(landmarks.shape[:2])


def blobs(config: Config, n: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Canvases [n, 3, c, c] with a bright blob on each drawn landmark, and all landmarks."""
    size, rng = canvas_size(config), np.random.default_rng(4)
    middle = (size - 1) / 2
    landmarks = np.array([middle, middle - 27]) + rng.uniform(-2, 2, (n, 68, 2))
    places = np.array([(0, 18), (0, -4), (-15, -12), (15, -12), (13, 13)])
    landmarks[:, list(BLOBS)] = middle + places + rng.uniform(-2, 2, (n, len(BLOBS), 2))
    y, x = np.mgrid[:size, :size]
    canvases = np.zeros((n, 3, size, size))
    for row in range(n):
        for px, py in landmarks[row, list(BLOBS)]:
            canvases[row] += 250 * np.exp(-((x - px) ** 2 + (y - py) ** 2) / (2 * 1.5**2))
    bytes_ = torch.from_numpy(canvases.clip(0, 255).astype(np.uint8))
    return bytes_, torch.from_numpy(landmarks.astype(np.float32))


def blob_near(frame: np.ndarray, place: np.ndarray, reach: int = 4) -> np.ndarray:
    """Centre of brightness of the pixels around a place."""
    x0, y0 = np.rint(place).astype(int)
    window = frame[y0 - reach : y0 + reach + 1, x0 - reach : x0 + reach + 1]
    y, x = np.mgrid[y0 - reach : y0 + reach + 1, x0 - reach : x0 + reach + 1]
    return np.array([(window * x).sum(), (window * y).sum()]) / window.sum()


def test_landmarks_stay_on_what_they_mark(config: Config) -> None:
    canvases, landmarks = blobs(config, 24)
    frames, moved, _ = augment(
        canvases, landmarks, ones(landmarks), plain(config), torch.Generator().manual_seed(1)
    )
    size = config.frame.size
    assert frames.shape == (24, 3, size, size)
    mirror, flips, found = config.model.landmarks.mirror, 0, 0
    for frame, points in zip(frames[:, 0].numpy(), moved.numpy(), strict=True):
        shown = points[list(BLOBS)]
        flipped = frame_has_none_at(frame, shown)
        flips += flipped
        for index in BLOBS:
            place = points[mirror[index] if flipped else index]
            if (np.abs(place - (size - 1) / 2) < size / 2 - 6).all():
                assert np.abs(blob_near(frame, place) - place).max() < 0.5
                found += 1
    assert found > 60
    assert 4 <= flips <= 20


def frame_has_none_at(frame: np.ndarray, places: np.ndarray) -> bool:
    """A mirrored face shows the drawn landmark 54 at the place of 48, its mirror image."""
    x, y = np.rint(places[-1]).astype(int).clip(0, frame.shape[0] - 1)
    return bool(frame[y, x] < 100)


def test_without_any_change_the_frame_is_the_centre_of_the_canvas(config: Config) -> None:
    canvases, landmarks = blobs(config, 8)
    still = replace(plain(config).train, rotation=0.0, scale=0.0, anisotropy=0.0, shift=0.0)
    frames, moved, _ = augment(
        canvases,
        landmarks,
        ones(landmarks),
        replace(config, train=still),
        torch.Generator().manual_seed(2),
    )
    edge = (canvases.shape[-1] - config.frame.size) // 2
    inner = canvases[:, :, edge:-edge, edge:-edge].float()
    mirror, size, seen = list(config.model.landmarks.mirror), config.frame.size, set()
    saturated = pytest.approx(0, abs=0.6)
    for row in range(8):
        flipped = bool((moved[row] - (landmarks[row] - edge)).abs().max() > 0.01)
        expected = inner[row].flip(2) if flipped else inner[row]
        points = landmarks[row] - edge
        if flipped:
            points = points[mirror] * torch.tensor([-1.0, 1.0]) + torch.tensor([size - 1.0, 0.0])
        assert (frames[row] - expected).abs().max().item() == saturated
        assert (moved[row] - points).abs().max().item() < 1e-3
        seen.add(flipped)
    assert seen == {True, False}


def test_the_generator_decides_everything(config: Config) -> None:
    canvases, landmarks = blobs(config, 6)
    runs = [
        augment(canvases, landmarks, ones(landmarks), config, torch.Generator().manual_seed(seed))
        for seed in (7, 7, 8)
    ]
    assert torch.equal(runs[0][0], runs[1][0])
    assert torch.equal(runs[0][1], runs[1][1])
    assert not torch.equal(runs[0][0], runs[2][0])


def test_colours_stay_bytes_and_landmarks_are_not_touched_by_them(config: Config) -> None:
    canvases, landmarks = blobs(config, 12)
    weights = ones(landmarks)
    coloured, first, _ = augment(
        canvases, landmarks, weights, config, torch.Generator().manual_seed(3)
    )
    assert coloured.min() >= 0
    assert coloured.max() <= 255
    _, second, _ = augment(
        canvases, landmarks, weights, plain(config), torch.Generator().manual_seed(3)
    )
    assert torch.equal(first, second)
