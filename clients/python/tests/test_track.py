"""Streams of frames."""

from __future__ import annotations

import itertools
import queue
from collections.abc import Iterator

import numpy
import pytest
from support.pictures import BOX, SAMPLE, sample

from musica_client import Frame, GrpcClient, ProblemError, Smoothing

JPEG = SAMPLE.read_bytes()


def moving(count: int) -> Iterator[numpy.ndarray]:
    """The sample, pushed to the right by two pixels a frame."""
    pixels = numpy.asarray(sample())
    for number in range(count):
        yield numpy.roll(pixels, 2 * number, axis=1)


def test_face_is_followed(stream: GrpcClient) -> None:
    answers = list(stream.track(moving(8), fps=25))
    assert [answer.id for answer in answers] == list(range(8))
    assert [answer.time for answer in answers] == pytest.approx([n / 25 for n in range(8)])
    states = [[(each.track_id, each.state) for each in answer.faces] for answer in answers]
    assert states == [[(1, "started")], *[[(1, "followed")]] * 7]
    noses = [answer.faces[0].face.landmarks[30].x for answer in answers if answer.faces[0].face]
    assert noses[-1] - noses[0] == pytest.approx(14, abs=3)


def test_frames_with_ids_times_and_boxes(stream: GrpcClient) -> None:
    frames = [Frame(JPEG, time=10 + n, id=100 + n, boxes=[] if n else [BOX]) for n in range(2)]
    answers = list(stream.track(frames, smoothing=Smoothing(), find_interval=0, max_stages=1))
    assert [(answer.id, answer.time) for answer in answers] == [(100, 10), (101, 11)]
    assert all(answer.faces[0].face and answer.faces[0].face.stages == 1 for answer in answers)


def test_problem_of_one_frame_does_not_end_the_stream(stream: GrpcClient) -> None:
    first, bad, last = stream.track([JPEG, b"no image", JPEG], fps=25)
    assert bad.problem and bad.problem.type == "image-unsupported"
    assert not bad.faces
    assert first.faces[0].track_id == last.faces[0].track_id


def test_answers_come_while_frames_are_taken(stream: GrpcClient) -> None:
    """The next frame is there only once the one before is answered."""
    frames: queue.Queue[bytes | None] = queue.Queue()
    frames.put(JPEG)
    answered = []
    for answer in stream.track(iter(frames.get, None), fps=25):
        answered.append(answer.id)
        frames.put(JPEG if len(answered) < 3 else None)
    assert answered == [0, 1, 2]


def test_end_of_the_answers_ends_the_frames(stream: GrpcClient) -> None:
    answers = stream.track(itertools.repeat(JPEG), fps=25)
    assert next(answers).id == 0
    answers.close()  # type: ignore[attr-defined]
    assert len(list(stream.track([JPEG]))) == 1


def test_what_frames_raise_is_raised(stream: GrpcClient) -> None:
    def frames() -> Iterator[bytes]:
        yield JPEG
        raise RuntimeError("The camera was pulled out.")

    with pytest.raises(RuntimeError, match="The camera was pulled out"):
        list(stream.track(frames()))


def test_problem_of_the_stream(stream: GrpcClient) -> None:
    with pytest.raises(ProblemError) as raised:
        list(stream.track([JPEG], model="another"))
    assert raised.value.problem.type == "model-unknown"
