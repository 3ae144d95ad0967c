import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from musica_train.patches import gather, normalisation, pyramid, to_level  # noqa: E402


def random_bytes(*shape: int) -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, shape, np.uint8)


def naive_halve(level: np.ndarray) -> np.ndarray:
    """The integer form that the service computes."""
    size = level.shape[-1] // 2
    weights = (1, 3, 3, 1)
    out = np.zeros((*level.shape[:-2], size, size), np.int64)
    for i, j in np.ndindex(size, size):
        for a, wy in enumerate(weights):
            for b, wx in enumerate(weights):
                y, x = (np.clip(2 * k - 1 + t, 0, 2 * size - 1) for k, t in ((i, a), (j, b)))
                out[..., i, j] += wy * wx * level[..., y, x].astype(np.int64)
    return (out + 32) >> 6


def naive_patch(level: np.ndarray, x: float, y: float, size: int) -> np.ndarray:
    height = level.shape[-1]
    out = np.zeros((3, size, size))
    for i, j in np.ndindex(size, size):
        px = np.clip(x, -size, height + size) + j - (size - 1) / 2
        py = np.clip(y, -size, height + size) + i - (size - 1) / 2
        fx, fy = px - np.floor(px), py - np.floor(py)
        columns = np.clip([np.floor(px), np.floor(px) + 1], 0, height - 1).astype(int)
        rows = np.clip([np.floor(py), np.floor(py) + 1], 0, height - 1).astype(int)
        taps = level[:, rows][:, :, columns].astype(float)
        out[:, i, j] = np.einsum("cyx,y,x->c", taps, [1 - fy, fy], [1 - fx, fx])
    return out


def test_pyramid_is_the_integer_filter() -> None:
    frames = random_bytes(2, 3, 24, 24)
    levels = pyramid(torch.from_numpy(frames).float(), 3, as_bytes=True)
    assert [level.shape[-1] for level in levels] == [24, 12, 6]
    first = naive_halve(frames)
    assert np.array_equal(levels[1].numpy(), first)
    assert np.array_equal(levels[2].numpy(), naive_halve(first.astype(np.uint8)))


def test_pyramid_without_rounding_keeps_fractions() -> None:
    frames = torch.from_numpy(random_bytes(1, 3, 8, 8)).float()
    exact, rounded = (pyramid(frames, 2, as_bytes)[1] for as_bytes in (False, True))
    assert (exact - rounded).abs().max() <= 0.5
    assert not torch.equal(exact, rounded)


def test_gather_is_bilinear_with_repeated_edges() -> None:
    level = random_bytes(1, 3, 20, 20)
    places = [(9.5, 10.5), (7.25, 3.6), (-3.3, 25.2), (0.0, 19.0), (-200.0, 1e6)]
    found = gather(torch.from_numpy(level).float(), torch.tensor([places]), 14)[0].numpy()
    for patch, (x, y) in zip(found, places, strict=True):
        assert patch == pytest.approx(naive_patch(level[0], x, y, 14), abs=2e-3)


def test_gather_of_odd_and_even_sizes_is_centred() -> None:
    x = torch.arange(30.0).expand(1, 3, 30, 30)
    for size in (10, 14):
        patch = gather(x, torch.tensor([[[12.3, 15.0]]]), size)[0, 0, 0]
        assert patch.mean().item() == pytest.approx(12.3, abs=1e-4)


def test_normalisation_is_over_all_values_and_bounded_below() -> None:
    frames = random_bytes(2, 3, 8, 8).astype(np.float32)
    frames[1] = 9
    norm = normalisation(torch.from_numpy(frames)).numpy()
    assert norm[0] == pytest.approx([frames[0].mean(), 1 / frames[0].std()], rel=1e-5)
    assert norm[1] == pytest.approx([9, 1])


def test_levels_keep_the_centre_of_the_frame() -> None:
    centre = torch.tensor([[113.5, 113.5]])
    assert to_level(centre, 1)[0].tolist() == [56.5, 56.5]
    assert to_level(centre, 2)[0].tolist() == [28.0, 28.0]
