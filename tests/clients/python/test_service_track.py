"""Track: every stream has its own faces and its answers in order, whatever one frame is like."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from subjects.landmarks import SECONDS, Landmarker, distance, points
from subjects.service import Service
from support.duplex import Duplex
from support.pictures import BOX, SAMPLE, box, nv12, rgb, sample, window
from support.problems import problem_of
from support.protos import Protos

JPEG = SAMPLE.read_bytes()
SIDE = 460
# A face that moves is framed anew in every frame, so that its landmarks move a little on it.
SAME_FACE = 8.0
FRAME_US = 40_000


def moved(landmarks: list[float], left: int, top: int) -> list[float]:
    """Where landmarks of the sample are in a window of it."""
    return [value - (left, top)[i % 2] for i, value in enumerate(landmarks)]


def frame(landmarker: Landmarker, number: int, left: int, top: int, **fields: Any) -> Any:
    """A window of the sample, with a box of its face in the first frame only."""
    boxes = [box((BOX[0] - left, BOX[1] - top, *BOX[2:]))] if number == 0 else []
    return landmarker.frame(
        window(sample(), left, top, SIDE),
        **{"id": number, "timestamp_us": FRAME_US * number, "boxes": boxes, **fields},
    )


@pytest.fixture(scope="module")
def whole(service: Service) -> list[float]:
    """Landmarks of the sample itself."""
    return points(service.rest.locate(JPEG, [BOX])["faces"][0])


def states(landmarker: Landmarker, answer: Any) -> list[tuple[int, str]]:
    return [(each.track_id, landmarker.name("TrackState", each.state)) for each in answer.faces]


def test_face_is_followed(landmarker: Landmarker, whole: list[float]) -> None:
    stream = landmarker.track()
    for number in range(8):
        left, top = 10 + 6 * number, 20 + 4 * number
        answer = stream.exchange(frame(landmarker, number, left, top))
        assert (answer.id, answer.timestamp_us) == (number, FRAME_US * number)
        assert (answer.image.width, answer.image.height) == (SIDE, SIDE)
        assert states(landmarker, answer) == [(1, "FOLLOWED" if number else "STARTED")]
        assert distance(points(answer.faces[0].face), moved(whole, left, top)) < SAME_FACE
    assert stream.finish() == []


def test_first_frame_equals_locate(landmarker: Landmarker) -> None:
    [face] = landmarker.locate(JPEG).faces
    stream = landmarker.track()
    answer = stream.exchange(landmarker.frame(JPEG, boxes=[box()]))
    assert distance(points(answer.faces[0].face), points(face)) <= 0.001
    assert stream.finish() == []


def test_50_concurrent_streams_each_have_their_own_faces(
    landmarker: Landmarker, whole: list[float]
) -> None:
    """Windows at least 20 pixels apart: a face of another stream would be out of place."""
    starts = [(20 * (i % 7), 20 * (i // 7)) for i in range(50)]
    streams = [landmarker.track() for _ in starts]
    for number in range(6):
        for index, (stream, (left, top)) in enumerate(zip(streams, starts, strict=True)):
            request = frame(landmarker, number, left + number, top + number)
            request.id += 1000 * index
            stream.send(request)
    for index, (stream, (left, top)) in enumerate(zip(streams, starts, strict=True)):
        answers = stream.finish()
        assert [answer.id for answer in answers] == [1000 * index + i for i in range(6)]
        for number, answer in enumerate(answers):
            assert [each.track_id for each in answer.faces] == [1]
            expected = moved(whole, left + number, top + number)
            assert distance(points(answer.faces[0].face), expected) < SAME_FACE


def test_every_frame_is_answered_in_order(landmarker: Landmarker) -> None:
    stream = landmarker.track()
    for number in range(200):
        stream.send(landmarker.frame(JPEG, id=number, boxes=[box()]))
    answers = stream.finish()
    assert [answer.id for answer in answers] == list(range(200))
    assert sum(answer.skipped for answer in answers) == 0


def test_latest_skips_and_reports(landmarker: Landmarker) -> None:
    """A hundred frames at once. Each is answered or reported as skipped, never both."""
    stream = landmarker.track()
    frames = [landmarker.frame(JPEG, id=number, boxes=[box()]) for number in range(100)]
    frames[0].config.frames = 1
    for each in frames:
        stream.send(each)
    answers = stream.finish()
    answered = [answer.id for answer in answers]
    skipped = [number for answer in answers for number in answer.skipped_ids]
    assert answered == sorted(answered)
    assert answered[-1] == 99
    assert skipped
    assert sorted(answered + skipped) == list(range(100))
    assert sum(answer.skipped for answer in answers) == len(skipped)
    for answer in answers:
        assert all(number < answer.id for number in answer.skipped_ids)


def test_smoothing_holds_landmarks_back(landmarker: Landmarker) -> None:
    """The same moving face with and without: the first frame is equal, then the smooth one lags."""
    config = {"smoothing": {"min_cutoff": 0.05, "beta": 0.0001}}
    tracks = [landmarker.track(), landmarker.track()]
    lag = []
    for number in range(4):
        request = frame(landmarker, number, 5 * number, 0)
        smooth = frame(landmarker, number, 5 * number, 0, config=None if number else config)
        faces = [
            stream.exchange(each).faces[0].face
            for stream, each in zip(tracks, (request, smooth), strict=True)
        ]
        plain_x, smooth_x = (sum(points(face)[0::2]) / len(face.landmarks) * 2 for face in faces)
        lag.append(smooth_x - plain_x)
    assert abs(lag[0]) < 0.01
    assert 2 < lag[1] < lag[2] < lag[3]
    assert [stream.finish() for stream in tracks] == [[], []]


def test_config_may_come_without_image(landmarker: Landmarker) -> None:
    stream = landmarker.track()
    stream.send(landmarker.frame(None, config={"limits": {"max_stages": 1, "max_error": 0.0001}}))
    answer = stream.exchange(landmarker.frame(JPEG, id=7, boxes=[box()]))
    assert (answer.id, answer.faces[0].face.stages) == (7, 1)
    assert stream.finish() == []


def test_every_form_of_picture_in_one_stream(landmarker: Landmarker) -> None:
    stream = landmarker.track()
    pictures = [JPEG, rgb(sample()), nv12(sample(), 2, 4), JPEG]
    for number, picture in enumerate(pictures):
        answer = stream.exchange(landmarker.frame(picture, id=number, boxes=[box()]))
        assert states(landmarker, answer) == [(1, "FOLLOWED" if number else "STARTED")]
    assert stream.finish() == []


@pytest.mark.parametrize(
    ("image", "fields", "problem"),
    [
        (JPEG[:5000], {}, "image-truncated"),
        (b"no picture", {}, "image-unsupported"),
        (None, {}, "image-empty"),
        (JPEG, {"boxes": [box((9000, 0, 9, 9))]}, "box-outside"),
        (JPEG, {"config": {"max_faces": 1}}, "parameter-invalid"),
    ],
    ids=["cut off", "no picture", "without", "box outside", "config in a later message"],
)
def test_problem_of_one_frame_leaves_the_stream(
    landmarker: Landmarker, image: bytes | None, fields: dict[str, Any], problem: str
) -> None:
    stream = landmarker.track()
    assert stream.exchange(landmarker.frame(JPEG, id=1, boxes=[box()])).faces

    bad = stream.exchange(landmarker.frame(image, id=2, timestamp_us=5, **fields))
    assert (bad.id, bad.timestamp_us, list(bad.faces)) == (2, 5, [])
    assert (bad.problem.type, bad.problem.retry_after_ms) == (problem, 0)
    assert bad.problem.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert bad.problem.detail

    good = stream.exchange(landmarker.frame(JPEG, id=3))
    assert not good.HasField("problem")
    assert states(landmarker, good) == [(1, "FOLLOWED")]
    assert stream.finish() == []


def test_lost_face_comes_back_under_its_number(landmarker: Landmarker) -> None:
    grey = rgb(sample().resize((1, 1)).resize(sample().size))
    stream = landmarker.track()
    assert stream.exchange(landmarker.frame(JPEG, boxes=[box()])).faces
    lost = [states(landmarker, stream.exchange(landmarker.frame(grey))) for _ in range(2)]
    assert [(1, "LOST")] in lost
    again = stream.exchange(landmarker.frame(JPEG, boxes=[box()]))
    assert states(landmarker, again) == [(1, "RESUMED")]
    assert stream.finish() == []


def test_cancellation_midway_is_counted_and_harms_nobody(
    service: Service, landmarker: Landmarker
) -> None:
    """Streams and calls that leave in the middle, beside one stream that stays."""
    before = service.rest.metric("musica_cancellations_total")
    kept = landmarker.track()
    assert kept.exchange(landmarker.frame(JPEG, id=0, boxes=[box()])).faces
    every = {"boxes": [box()] * 64, "limits": {"max_error": 0.0001}}
    while service.rest.metric("musica_cancellations_total") == before:
        calls = [
            landmarker.stub.Locate.future(landmarker.request(JPEG, **every), timeout=SECONDS)
            for _ in range(4)
        ]
        leaving = landmarker.track()
        leaving.send(landmarker.frame(JPEG, boxes=[box()]))
        landmarker.locate(JPEG)
        for call in (*calls, leaving.call):
            call.cancel()
        leaving.half_close()
        assert leaving.call.code() == grpc.StatusCode.CANCELLED
    answer = kept.exchange(landmarker.frame(JPEG, id=1))
    assert states(landmarker, answer) == [(1, "FOLLOWED")]
    assert kept.finish() == []


def test_deadline_of_a_stream_ends_it(landmarker: Landmarker) -> None:
    stream: Duplex = landmarker.track(timeout=0.5)
    assert stream.exchange(landmarker.frame(JPEG, boxes=[box()])).faces
    with pytest.raises(grpc.RpcError) as late:
        stream.receive()
    assert late.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    stream.half_close()
    assert landmarker.locate(JPEG).faces


def test_stream_without_frames_ends_with_ok(landmarker: Landmarker) -> None:
    assert landmarker.track().finish() == []


def test_too_many_faces_for_the_stream_are_not_followed(
    landmarker: Landmarker, standard: Protos
) -> None:
    boxes = [box((174 + 200 * i, 179, 100, 100)) for i in range(2)]
    stream = landmarker.track()
    answer = stream.exchange(landmarker.frame(JPEG, boxes=boxes, config={"max_faces": 1}))
    assert len(answer.faces) == 1
    assert stream.finish() == []

    refused = landmarker.track()
    refused.send(landmarker.frame(JPEG, config={"max_faces": 1000}))
    assert problem_of(standard, refused.receive).parameter == "config.max_faces"
    refused.half_close()
