import numpy as np
import pytest

from generated import schematic_shape
from musica_train.schemes import SCHEMES, LandmarkScheme

ALL = pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)


@ALL
def test_mirroring_twice_leads_back(scheme: LandmarkScheme) -> None:
    mirror = np.array(scheme.mirror)
    assert np.array_equal(mirror[mirror], np.arange(scheme.count))


@ALL
def test_groups_hold_every_landmark_once(scheme: LandmarkScheme) -> None:
    held = [index for indices in scheme.groups.values() for index in indices]
    assert sorted(held) == list(range(scheme.count))


@ALL
def test_mirroring_maps_groups_to_groups(scheme: LandmarkScheme) -> None:
    groups = {frozenset(indices) for indices in scheme.groups.values()}
    for indices in scheme.groups.values():
        assert frozenset(scheme.mirror[i] for i in indices) in groups


@ALL
def test_mirroring_swaps_eye_corners_and_pupils(scheme: LandmarkScheme) -> None:
    first, second = scheme.eye_corners
    assert scheme.mirror[first] == second
    assert {scheme.mirror[i] for i in scheme.pupils[0]} == set(scheme.pupils[1])


def test_a_symmetric_face_is_its_own_mirror_image() -> None:
    shape = schematic_shape()
    mirrored = shape[list(SCHEMES["ibug68"].mirror)] * [-1, 1]
    assert mirrored == pytest.approx(shape, abs=1e-9)


@ALL
def test_left_and_right_of_the_five_points_mirror_each_other(scheme: LandmarkScheme) -> None:
    five = {name: set(indices) for name, indices in scheme.five_points.items()}
    mirrored = {name: {scheme.mirror[i] for i in indices} for name, indices in five.items()}
    assert mirrored["leftEye"] == five["rightEye"]
    assert mirrored["leftMouth"] == five["rightMouth"]
    assert mirrored["noseTip"] == five["noseTip"]


@ALL
def test_five_points_lie_in_groups_of_their_side(scheme: LandmarkScheme) -> None:
    def holds(group: str, point: str) -> bool:
        return set(scheme.five_points[point]) <= set(scheme.groups[group])

    assert holds("nose-bridge", "noseTip")
    assert holds("outer-lips", "leftMouth") and holds("outer-lips", "rightMouth")
    if "pupils" not in scheme.groups:
        assert holds("left-eye", "leftEye") and holds("right-eye", "rightEye")


@ALL
def test_the_mean_head_has_an_entry_a_landmark_and_is_symmetric(scheme: LandmarkScheme) -> None:
    assert len(scheme.head) == scheme.count
    for index, point in enumerate(scheme.head):
        other = scheme.head[scheme.mirror[index]]
        assert (point is None) == (other is None)
        if point is not None and other is not None:
            assert other == pytest.approx((-point[0], point[1], point[2]), abs=2e-3)
