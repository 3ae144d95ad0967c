"""Faces whose points cannot be right are refused by name."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generated import schematic_shape
from musica_train.errors import InputError
from musica_train.layouts import Sample
from musica_train.layouts.checks import check_face
from musica_train.layouts.w300 import tight_box
from musica_train.schemes import IBUG68

POINTS = schematic_shape() * 100 + 144


def face(points: np.ndarray) -> Sample:
    return Sample("person_7", Path("person_7.jpg"), points, tight_box(points), "person_7")


def moved(index: int, x: float, y: float) -> np.ndarray:
    points = POINTS.copy()
    points[index] = x, y
    return points


def test_a_face_is_let_through() -> None:
    check_face(face(POINTS), IBUG68)
    check_face(replace(face(POINTS * 0), weights=np.zeros(68, np.float32)), IBUG68)


@pytest.mark.parametrize(
    ("points", "complaint"),
    [
        (np.full((68, 2), 7.0), "all its points are the same"),
        (moved(12, -1000, -1000), r"point 13 \(-1000, -1000\) is far away from the others"),
        (moved(3, 1e30, 0), "point 4 .* is far away"),
        (moved(36, *POINTS[45]), "both outer eye corners are at"),
        (moved(5, np.inf, 0), "not a finite number"),
        (moved(5, np.nan, 0), "not a finite number"),
    ],
)
def test_points_that_cannot_be_right_are_refused(points: np.ndarray, complaint: str) -> None:
    with pytest.raises(InputError, match=rf"person_7 \(person_7.jpg\): .*{complaint}"):
        check_face(face(points), IBUG68)


def test_points_far_from_a_given_box_are_refused() -> None:
    with pytest.raises(InputError, match="is far away from its box"):
        check_face(replace(face(POINTS), box=(3000.0, 3000.0, 90.0, 90.0)), IBUG68)
