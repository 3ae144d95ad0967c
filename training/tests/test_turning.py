import math

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from musica_train.augment import Draw  # noqa: E402
from musica_train.turning import depths, mean_shape_3d, turn_in_depth  # noqa: E402


def head() -> np.ndarray:
    """68 points on a ball's front, symmetric: right, down, towards the viewer."""
    rng = np.random.default_rng(2)
    half = rng.uniform((0.1, -0.6), (0.6, 0.6), (34, 2))
    flat = np.concatenate([half, half * [-1, 1]])
    flat[[16, 34]] = flat[[34, 16]]  # 0 and 16, the jaw's ends, are a pair
    return np.column_stack([flat, np.sqrt(1 - (flat**2).sum(axis=1))])


def rotated(shape: np.ndarray, yaw: float) -> np.ndarray:
    a = math.radians(yaw)
    x = shape[:, 0] * math.cos(a) + shape[:, 2] * math.sin(a)
    z = shape[:, 2] * math.cos(a) - shape[:, 0] * math.sin(a)
    return np.column_stack([x, shape[:, 1], z])


@pytest.mark.parametrize("yaw", [-25.0, 0.0, 10.0])
def test_depths_are_those_of_the_turned_shape(yaw: float) -> None:
    shape = head()
    turned = rotated(shape, yaw)
    points = torch.from_numpy(turned[None, :, :2] * 60 + 100)
    z, found = depths(points, torch.from_numpy(shape))
    expected = (turned[:, 2] - turned[:, 2].mean()) * 60
    assert z[0].numpy() == pytest.approx(expected, abs=1e-6)
    assert found.item() == pytest.approx(yaw, abs=1e-6)


def test_turned_landmarks_are_those_of_the_turned_head_and_the_field_leads_back() -> None:
    shape = torch.from_numpy(head()).float()
    points = (shape[None, :, :2] * 60 + 150).repeat(16, 1, 1)
    draw = Draw(16, torch.device("cpu"), torch.Generator().manual_seed(4))
    turned = turn_in_depth(points, torch.ones(16, 68), shape, 300, draw, 1.0, 20.0)
    moved = (turned.landmarks - points).norm(dim=2)
    assert moved.max() > 4
    grid = ((2 * turned.landmarks + 1) / 300 - 1)[:, :, None]
    steps = torch.nn.functional.grid_sample(turned.field, grid, align_corners=False)
    back = turned.landmarks + steps.squeeze(3).transpose(1, 2)
    assert (back - points).norm(dim=2).mean() < 0.25 * moved.mean()
    hidden = (turned.weights == 0).any(dim=1)
    assert 0 < int(hidden.sum()) < 16
    assert not (turned.weights[:, 17:] == 0).any()


def test_a_share_of_zero_turns_nobody() -> None:
    shape = torch.from_numpy(head()).float()
    points = (shape[None, :, :2] * 60 + 150).repeat(3, 1, 1)
    draw = Draw(3, torch.device("cpu"), torch.Generator().manual_seed(4))
    turned = turn_in_depth(points, torch.ones(3, 68), shape, 300, draw, 0.0, 20.0)
    assert torch.allclose(turned.landmarks, points, atol=1e-4)
    assert turned.field.abs().max() < 1e-3


def test_mean_shape_is_frontal_whatever_the_poses() -> None:
    rng, shape = np.random.default_rng(6), head()
    turned = [rotated(shape, yaw) * rng.uniform(50, 90) + 200 for yaw in (0, 35, -50, 12, -3)]
    mean = mean_shape_3d(np.stack(turned))
    centred = shape - shape.mean(axis=0)
    assert mean == pytest.approx(centred / np.linalg.norm(centred), abs=1e-6)
