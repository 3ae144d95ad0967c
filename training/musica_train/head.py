"""A mean head: where landmarks lie in space when it looks straight into the camera.

The mean of AFLW2000-3D's 1,490 shapes (`turning.mean_shape_3d`), made symmetric, turned by 14
degrees about the axis of the ears so that pitch has no bias on the faces that musica-68 was trained
on, in units of the distance of the outer eye corners: right, down, towards the viewer. The jaw is
left out: on a turned face its landmarks follow what is seen, not one place of the head.
"""

from __future__ import annotations

Point = tuple[float, float, float]

INNER: tuple[Point, ...] = (
    (-0.651, -0.474, -0.301),
    (-0.559, -0.553, -0.17),
    (-0.439, -0.581, -0.078),
    (-0.323, -0.572, -0.018),
    (-0.219, -0.545, 0.011),
    (0.219, -0.545, 0.011),
    (0.323, -0.572, -0.018),
    (0.439, -0.581, -0.078),
    (0.559, -0.553, -0.17),
    (0.651, -0.474, -0.301),
    (0, -0.328, 0.064),
    (0, -0.197, 0.172),
    (0, -0.068, 0.286),
    (0, 0.047, 0.319),
    (-0.143, 0.164, 0.069),
    (-0.082, 0.172, 0.12),
    (0, 0.184, 0.144),
    (0.082, 0.172, 0.12),
    (0.143, 0.164, 0.069),
    (-0.5, -0.31, -0.21),
    (-0.425, -0.367, -0.12),
    (-0.319, -0.37, -0.118),
    (-0.221, -0.309, -0.144),
    (-0.311, -0.286, -0.115),
    (-0.422, -0.28, -0.14),
    (0.221, -0.309, -0.144),
    (0.319, -0.37, -0.118),
    (0.425, -0.367, -0.12),
    (0.5, -0.31, -0.21),
    (0.422, -0.28, -0.14),
    (0.311, -0.286, -0.115),
    (-0.3, 0.456, -0.06),
    (-0.2, 0.374, 0.081),
    (-0.07, 0.323, 0.155),
    (0, 0.337, 0.163),
    (0.07, 0.323, 0.155),
    (0.2, 0.374, 0.081),
    (0.3, 0.456, -0.06),
    (0.193, 0.528, 0.051),
    (0.101, 0.57, 0.107),
    (0, 0.579, 0.119),
    (-0.101, 0.57, 0.107),
    (-0.193, 0.528, 0.051),
    (-0.278, 0.452, -0.054),
    (-0.09, 0.407, 0.1),
    (0, 0.402, 0.123),
    (0.09, 0.407, 0.1),
    (0.278, 0.452, -0.054),
    (0.09, 0.479, 0.088),
    (0, 0.485, 0.102),
    (-0.09, 0.479, 0.088),
)
"""Landmarks 17 to 67 of the 68."""


def _of_wflw() -> tuple[Point | None, ...]:
    """The same of WFLW's 98: those of them that are one of the 68."""
    pairs = [(33 + i, 17 + i) for i in range(5)] + [(42 + i, 22 + i) for i in range(5)]
    pairs += [(51 + i, 27 + i) for i in range(9)] + [(76 + i, 48 + i) for i in range(20)]
    pairs += [(60, 36), (64, 39), (68, 42), (72, 45)]
    found = dict(pairs)
    return tuple(INNER[found[i] - JAW] if i in found else None for i in range(98))


JAW = 17
IBUG68_HEAD: tuple[Point | None, ...] = (None,) * JAW + INNER
WFLW98_HEAD = _of_wflw()
"""An entry a landmark, None for those that tell nothing of the pose."""
