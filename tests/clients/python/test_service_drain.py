"""SIGTERM: health says so first, what was accepted is answered, then every stream ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from subjects.landmarks import SECONDS, Landmarker
from subjects.service import FACE_LANDMARKER, Service
from support.pictures import SAMPLE, box
from support.problems import problem_of, read_problem
from support.protos import Protos

JPEG = SAMPLE.read_bytes()
SERVING, NOT_SERVING = 1, 2


@pytest.fixture
def leaving() -> Iterator[Service]:
    """Answers for another two seconds after the signal."""
    started = Service.start("--MuSiCa:Serving:DrainDelay=00:00:02")
    with started.server:
        yield started


@pytest.fixture
def channel(leaving: Service) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(leaving.server.target) as channel:
        yield channel


@pytest.fixture
def landmarker(leaving: Service, channel: grpc.Channel) -> Landmarker:
    return Landmarker(leaving, channel)


@pytest.fixture
def watches(channel: grpc.Channel, standard: Protos) -> list[Any]:
    """Of the server as a whole and of the service."""
    health = standard.stub(channel, "grpc.health.v1.Health")
    ask = standard.message("grpc.health.v1.HealthCheckRequest")
    watches = [health.Watch(ask(service=name), timeout=SECONDS) for name in ("", FACE_LANDMARKER)]
    assert [next(watch).status for watch in watches] == [SERVING] * 2
    return watches


def test_drain_delay_then_end(
    leaving: Service, landmarker: Landmarker, watches: list[Any], standard: Protos
) -> None:
    stream = landmarker.track()
    assert stream.exchange(landmarker.frame(JPEG, id=0, boxes=[box()])).faces

    leaving.server.terminate()

    assert [next(watch).status for watch in watches] == [NOT_SERVING] * 2
    assert landmarker.locate(JPEG).faces, "new calls are answered during the delay"
    assert stream.exchange(landmarker.frame(JPEG, id=1)).faces, "frames too"

    problem = problem_of(standard, stream.receive)
    stream.half_close()
    assert (problem.type, problem.code) == ("draining", grpc.StatusCode.UNAVAILABLE)
    assert problem.pushback_ms == 1000
    assert [list(watch) for watch in watches] == [[], []]
    assert leaving.server.exit_code() == 0


def test_frames_without_end_do_not_hold_up_the_end(
    leaving: Service, landmarker: Landmarker, watches: list[Any], standard: Protos
) -> None:
    """A stream whose next frame is always there already."""
    stream = landmarker.track()
    for number in range(20):
        stream.send(landmarker.frame(JPEG, id=number, boxes=[box()]))

    leaving.server.terminate()

    answered = []
    with pytest.raises(grpc.RpcError) as raised:
        for answer in stream.call:
            answered.append(answer)
            stream.send(landmarker.frame(JPEG, id=len(answered) + 19, boxes=[box()]))
    stream.half_close()
    assert read_problem(standard, raised.value).type == "draining"
    assert [answer.id for answer in answered] == list(range(len(answered)))
    assert all(answer.faces or answer.problem.type == "draining" for answer in answered)
    assert len(answered) > 20
    assert leaving.server.exit_code() == 0
