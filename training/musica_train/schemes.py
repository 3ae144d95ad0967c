"""Landmark schemes: how many points, what they mean, and how they mirror."""

from __future__ import annotations

from dataclasses import dataclass

from .head import IBUG68_HEAD, WFLW98_HEAD, Point


@dataclass(frozen=True)
class LandmarkScheme:
    """A numbering of facial landmarks; indices count from 0.

    Left and right are those of the person in the picture. Each of the five points, which other
    tools align by, is the mean of its landmarks. `head` is where they lie on a mean head.
    """

    name: str
    count: int
    groups: dict[str, tuple[int, ...]]
    mirror: tuple[int, ...]
    eye_corners: tuple[int, int]
    pupils: tuple[tuple[int, ...], tuple[int, ...]]
    five_points: dict[str, tuple[int, ...]]
    head: tuple[Point | None, ...]


def _span(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


def _mirror(count: int, pairs: list[tuple[int, int]]) -> tuple[int, ...]:
    """An involution on 0..count-1 from its pairs; what is in no pair maps to itself."""
    mirror = list(range(count))
    for left, right in pairs:
        mirror[left], mirror[right] = right, left
    return tuple(mirror)


IBUG68 = LandmarkScheme(
    name="ibug68",
    count=68,
    groups={
        "jaw": _span(0, 16),
        "right-brow": _span(17, 21),
        "left-brow": _span(22, 26),
        "nose-bridge": _span(27, 30),
        "nose-base": _span(31, 35),
        "right-eye": _span(36, 41),
        "left-eye": _span(42, 47),
        "outer-lips": _span(48, 59),
        "inner-lips": _span(60, 67),
    },
    mirror=_mirror(
        68,
        [(i, 16 - i) for i in range(8)]
        + [(17 + i, 26 - i) for i in range(5)]
        + [(31, 35), (32, 34)]
        + [(36, 45), (37, 44), (38, 43), (39, 42), (40, 47), (41, 46)]
        + [(48, 54), (49, 53), (50, 52), (55, 59), (56, 58)]
        + [(60, 64), (61, 63), (65, 67)],
    ),
    eye_corners=(36, 45),
    pupils=(_span(36, 41), _span(42, 47)),
    five_points={
        "leftEye": _span(42, 47),
        "rightEye": _span(36, 41),
        "noseTip": (30,),
        "leftMouth": (54,),
        "rightMouth": (48,),
    },
    head=IBUG68_HEAD,
)

WFLW98 = LandmarkScheme(
    name="wflw98",
    count=98,
    groups={
        "jaw": _span(0, 32),
        "right-brow": _span(33, 41),
        "left-brow": _span(42, 50),
        "nose-bridge": _span(51, 54),
        "nose-base": _span(55, 59),
        "right-eye": _span(60, 67),
        "left-eye": _span(68, 75),
        "outer-lips": _span(76, 87),
        "inner-lips": _span(88, 95),
        "pupils": (96, 97),
    },
    mirror=_mirror(
        98,
        [(i, 32 - i) for i in range(16)]
        + [(33, 46), (34, 45), (35, 44), (36, 43), (37, 42)]
        + [(38, 50), (39, 49), (40, 48), (41, 47)]
        + [(55, 59), (56, 58)]
        + [(60, 72), (61, 71), (62, 70), (63, 69), (64, 68), (65, 75), (66, 74), (67, 73)]
        + [(76, 82), (77, 81), (78, 80), (83, 87), (84, 86)]
        + [(88, 92), (89, 91), (93, 95)]
        + [(96, 97)],
    ),
    eye_corners=(60, 72),
    pupils=((96,), (97,)),
    five_points={
        "leftEye": (97,),
        "rightEye": (96,),
        "noseTip": (54,),
        "leftMouth": (82,),
        "rightMouth": (76,),
    },
    head=WFLW98_HEAD,
)

SCHEMES = {scheme.name: scheme for scheme in (IBUG68, WFLW98)}
