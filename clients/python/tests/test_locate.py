"""Photos: the same from REST and gRPC."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest
from support.paths import ROOT
from support.pictures import BOX, SAMPLE, sample

from musica_client import Answer, Box, Client, GrpcClient, Pixels, Problem, ProblemError

GROUP = ROOT / "samples/group.jpg"
NO_FACE = (0, 0, 60, 60)
"""The corner of the sample, which has no face."""


def test_photo(client: Client | GrpcClient) -> None:
    answer = client.locate(SAMPLE.read_bytes())
    [face] = answer.faces
    assert answer.model.name == "musica-68-int8"
    assert answer.finder and answer.finder.name == "finder-320-int8"
    assert answer.image == (640, 640)
    assert (face.status, face.exit, face.is_uncertain) == ("accepted", "confident", False)
    assert 0 < face.predicted_error < 0.05
    assert face.score and 0 < face.score <= 1
    points = face.array()
    assert (points.shape, points.dtype) == ((68, 2), numpy.float32)
    assert ((points >= 0) & (points < 640)).all()


def test_rest_and_grpc_agree(rest: Client, stream: GrpcClient) -> None:
    one = rest.locate(SAMPLE, [BOX]).faces[0]
    other = stream.locate(SAMPLE.read_bytes(), [BOX]).faces[0]
    assert numpy.abs(one.array() - other.array()).max() <= 0.01
    assert (one.box, one.stages, one.exit, one.status) == (
        other.box,
        other.stages,
        other.exit,
        other.status,
    )


def test_group_largest_first(client: Client | GrpcClient) -> None:
    faces = client.locate(GROUP.read_bytes()).faces
    areas = [face.box.width * face.box.height for face in faces]
    assert len(faces) == 9
    assert areas == sorted(areas, reverse=True)
    assert len(client.locate(GROUP.read_bytes(), max_faces=2).faces) == 2


def test_boxes_keep_their_order(client: Client | GrpcClient) -> None:
    moved = (182, 171, 292, 281)
    answer = client.locate(SAMPLE.read_bytes(), [moved, Box(*BOX)], max_stages=1, timing=True)
    assert [face.box for face in answer.faces] == [moved, BOX]
    assert answer.finder is None
    assert [face.stages for face in answer.faces] == [1, 1]
    assert all(face.timing and face.timing["execute"] > 0 for face in answer.faces)
    assert answer.timing and answer.timing["decode"] > 0


def test_box_without_a_face_is_uncertain(client: Client | GrpcClient) -> None:
    [face] = client.locate(SAMPLE.read_bytes(), [NO_FACE]).faces
    assert face.is_uncertain


def test_problem(client: Client | GrpcClient) -> None:
    with pytest.raises(ProblemError, match="box-outside: Box 1 .* lies outside") as raised:
        client.locate(SAMPLE.read_bytes(), [(9000, 0, 9, 9)])
    problem = raised.value.problem
    assert (problem.type, problem.parameter, problem.value) == ("box-outside", "box", "9000,0,9,9")
    assert problem.status == (422 if isinstance(client, Client) else 3)


def test_find(client: Client | GrpcClient) -> None:
    found = client.find(GROUP.read_bytes(), max_faces=3)
    assert len(found.faces) == 3
    assert all(0 < face.score <= 1 and face.box.width > 100 for face in found.faces)


def test_many_photos(rest: Client) -> None:
    one, bad, group = rest.locate_many([SAMPLE, b"no image", str(GROUP)])
    assert isinstance(one, Answer) and len(one.faces) == 1
    assert isinstance(bad, Problem) and bad.type == "image-unsupported"
    assert isinstance(group, Answer) and len(group.faces) == 9
    [alone] = rest.locate_many([SAMPLE])
    assert alone == one


def test_picture(rest: Client) -> None:
    assert rest.draw(SAMPLE, [BOX]).startswith(b"\x89PNG")
    assert b"data-stages" in rest.draw(SAMPLE, [BOX], kind="svg", numbers=True)


def test_pixels(stream: GrpcClient) -> None:
    red_first = numpy.asarray(sample())
    blue_first = Pixels(red_first[..., ::-1].tobytes(), 640, 640, "bgr")
    one, other, grey = (
        stream.locate(image, [BOX]).faces[0].array()
        for image in (red_first, blue_first, red_first[..., 1])
    )
    assert numpy.abs(one - other).max() < 0.01
    assert numpy.abs(one - grey).max() < 5


def test_pixels_of_another_shape() -> None:
    with pytest.raises(ValueError, match=r"not float64 of \(4, 4, 3\)"):
        Pixels.from_array(numpy.zeros((4, 4, 3)))


def test_model(rest: Client, stream: GrpcClient) -> None:
    model = rest.models()[0]
    assert (model.name, model.landmarks.count) == ("musica-68-int8", 68)
    assert model.landmarks.groups["left-eye"] == (42, 43, 44, 45, 46, 47)
    assert set(model.profiles) == {"fast", "balanced", "accurate"}
    assert stream.model().landmarks == model.landmarks
    assert stream.model("musica-68-int8").stages == model.stages


def test_five_points(rest: Client) -> None:
    scheme = rest.models()[0].landmarks
    face = rest.locate(SAMPLE, [BOX]).faces[0]
    five = scheme.five(face)
    assert list(five) == ["left_eye", "right_eye", "nose_tip", "left_mouth", "right_mouth"]
    numpy.testing.assert_allclose(five["left_eye"], face.array()[42:48].mean(axis=0), rtol=1e-5)
    assert five["right_eye"].x < five["nose_tip"].x < five["left_eye"].x


def test_what_is_no_photo(rest: Client, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="pixels go over gRPC"):
        rest.locate(numpy.zeros((4, 4, 3), numpy.uint8))  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        rest.locate(tmp_path / "missing.jpg")


@pytest.mark.parametrize("kind", [Client, GrpcClient])
def test_what_is_no_address(kind: type[Client | GrpcClient]) -> None:
    with pytest.raises(ValueError, match='"localhost:8080" is no address'):
        kind("localhost:8080")
