from pathlib import Path

import numpy as np
import pytest

from musica_train.errors import InputError
from musica_train.lift import ShapeLift, held_out_error, read_shapes, subset68


def shapes(count: int) -> np.ndarray:
    """Shapes [n, 98, 2] from six ways to vary, turned, scaled and moved."""
    rng = np.random.default_rng(3)
    base, ways = rng.normal(0, 1, (98, 2)), rng.normal(0, 0.05, (6, 98, 2))
    varied = base + np.einsum("nk,kij->nij", rng.normal(0, 1, (count, 6)), ways)
    z = (varied[..., 0] + 1j * varied[..., 1]) * np.exp(1j * rng.normal(0, 0.4, (count, 1)))
    z = z * rng.uniform(20, 300, (count, 1)) + rng.normal(0, 500, (count, 1))
    return np.stack([z.real, z.imag], axis=2)


def test_lift_finds_what_varies_with_the_known_points() -> None:
    known = shapes(300)
    lift = ShapeLift.fit(known[:200])
    found = lift.lift(subset68(known[200:]))
    size = np.ptp(known[200:], axis=1).max(axis=1)
    apart = np.linalg.norm(found - known[200:], axis=2).max(axis=1)
    assert (apart / size).max() < 0.01


def test_lift_keeps_the_known_points() -> None:
    known = shapes(120)
    faces = subset68(known[100:])
    assert subset68(ShapeLift.fit(known[:100]).lift(faces)) == pytest.approx(faces, abs=1e-6)


def test_held_out_error_is_small_where_shapes_obey_the_model() -> None:
    whole, new = held_out_error(shapes(200))
    assert 0 <= whole < new < 3


def test_read_shapes_refuses_another_number_of_points(tmp_path: Path) -> None:
    path = tmp_path / "shapes.txt"
    path.write_text("1 2 3 4\n")
    with pytest.raises(InputError, match="4 numbers a line, 98 points have 196"):
        read_shapes(path)
