import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from musica_train.patches import (  # noqa: E402
    Atlas,
    Similarity,
    gather,
    normalisation,
    pyramid,
    to_level,
)


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


def naive_aligned(
    levels: list[np.ndarray], place: np.ndarray, a: float, b: float, level: int, size: int
) -> np.ndarray:
    """An aligned patch [3, s, s] step by step as docs/pipeline.md tells it."""
    scale = np.hypot(a, b)
    read = int(np.clip(level + np.floor(np.log2(scale) + 0.5), 0, len(levels) - 1))
    pixels, side = levels[read].astype(float), levels[read].shape[-1]
    centre = np.clip((place - (2**read - 1) / 2) / 2**read, -size, side + size)
    out = np.zeros((3, size, size))
    for row, column in np.ndindex(size, size):
        step = np.array([column - (size - 1) / 2, row - (size - 1) / 2]) * 2.0 ** (level - read)
        x, y = np.clip(centre + [a * step[0] - b * step[1], b * step[0] + a * step[1]], 0, side - 1)
        x0, y0 = int(np.floor(x)), int(np.floor(y))
        x1, y1 = min(x0 + 1, side - 1), min(y0 + 1, side - 1)
        fx, fy = x - x0, y - y0
        above = pixels[:, y0, x0] * (1 - fx) + pixels[:, y0, x1] * fx
        below = pixels[:, y1, x0] * (1 - fx) + pixels[:, y1, x1] * fx
        out[:, row, column] = above * (1 - fy) + below * fy
    return out


def test_aligned_patches_are_turned_scaled_and_read_from_the_nearest_level() -> None:
    frames = torch.from_numpy(random_bytes(4, 3, 64, 64)).float()
    levels = pyramid(frames, 4, as_bytes=True)
    turns = torch.tensor([[1.0, 0.0], [0.5, 0.6], [-1.9, 0.7], [0.2, -0.17]])
    similarity = Similarity(turns[:, 0], turns[:, 1])
    places = torch.tensor([[30.2, 31.7], [-3.0, 70.0], [12.5, 60.25]]).expand(4, 3, 2)
    for level in range(4):
        found = Atlas(levels).gather(places, similarity, level, 14).numpy()
        for face, patch in np.ndindex(4, 3):
            expected = naive_aligned(
                [x[face].numpy() for x in levels],
                places[face, patch].numpy().astype(float),
                *turns[face].tolist(),
                level,
                14,
            )
            assert found[face, patch] == pytest.approx(expected, abs=0.05), (level, face, patch)


def test_aligned_patches_without_a_turn_are_upright_ones() -> None:
    levels = pyramid(torch.from_numpy(random_bytes(1, 3, 48, 48)).float(), 3, as_bytes=True)
    places = torch.tensor([[[20.3, 11.9], [-30.0, 5.0], [47.0, 60.0]]])
    none = Similarity.none(1, places)
    for level in range(3):
        aligned = Atlas(levels).gather(places, none, level, 14)
        upright = gather(levels[level], to_level(places, level), 14)
        assert (aligned - upright).abs().max() < 0.02


def test_similarity_is_the_one_that_made_the_shape() -> None:
    mean = torch.from_numpy(np.random.default_rng(1).normal(0, 40, (9, 2)))
    turn = torch.tensor([[1.2, -0.5], [0.5, 1.2]]).double()
    found = Similarity.between(mean, (mean @ turn.T + 17)[None])
    assert (found.a.item(), found.b.item()) == pytest.approx((1.2, 0.5))
    assert found.scale.item() == pytest.approx(1.3)
    assert torch.allclose(found.turn(mean[None]), mean @ turn.T)


@pytest.mark.parametrize(
    ("grown", "expected"),
    [(10.0, (4.0, 0.0)), (0.1, (0.25, 0.0)), (0.0, (0.25, 0.0)), (-9.0, (-4.0, 0.0))],
)
def test_similarity_stays_within_its_scales(
    grown: float, expected: tuple[float, float]
) -> None:
    mean = torch.from_numpy(np.random.default_rng(1).normal(0, 40, (9, 2)))
    found = Similarity.between(mean, (mean * grown)[None])
    assert (found.a.item(), found.b.item()) == pytest.approx(expected)
