"""Every problem of docs/problems.md that a client of gRPC can cause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

import grpc
import pytest
from PIL import Image

from subjects.landmarks import SECONDS, Landmarker
from subjects.service import FACE_LANDMARKER, Service
from support.duplex import Duplex
from support.paths import ROOT
from support.pictures import SAMPLE, box, encode, rgb, sample
from support.problems import DETAILS, Problem, problem_of, read_problem
from support.protos import Protos

JPEG = SAMPLE.read_bytes()
NAN = float("nan")
LIMITS = {
    "Imaging:MaxEncodedBytes": 200_000,
    "Imaging:MaxPixels": 500_000,
    "Imaging:MaxWidth": 1500,
    "Imaging:MaxHeight": 1400,
    "Requests:MaxBytes": 1_500_000,
    "Requests:MaxFaces": 4,
    "Requests:MaxFiles": 1,
    "Serving:QueueLimit": 4,
    "Serving:MemoryLimit": 24_000_000,
    "Tracking:MaxStreams": 1,
    "Tracking:MaxFaces": 4,
}


def noise(width: int, height: int) -> Image.Image:
    """What no format can make smaller."""
    return Image.effect_noise((width, height), 100).convert("RGB")


def flat(width: int, height: int) -> bytes:
    return encode(Image.new("RGB", (width, height), "grey"))


@pytest.fixture(scope="module")
def tight() -> Iterator[Service]:
    """A service with low limits."""
    started = Service.start(*[f"--MuSiCa:{key}={value}" for key, value in LIMITS.items()])
    with started.server:
        yield started


@pytest.fixture
def channel(tight: Service) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(tight.server.target) as channel:
        yield channel


@pytest.fixture
def landmarker(tight: Service, channel: grpc.Channel) -> Landmarker:
    return Landmarker(tight, channel)


def documented(name: str) -> grpc.StatusCode:
    """The status that the table gives the problem."""
    table = (ROOT / "docs/problems.md").read_text()
    row = re.search(rf"^\| `{name}` \| \d+ \| `(\w+)` ", table, re.MULTILINE)
    assert row, name
    return grpc.StatusCode[row[1]]


def agrees(problem: Problem, name: str) -> bool:
    assert (problem.type, problem.code) == (name, documented(name)), problem
    return True


BY_REQUEST: list[tuple[str, bytes | dict[str, Any] | None, dict[str, Any], str | None]] = [
    ("image-empty", b"", {}, None),
    ("image-empty", None, {}, "image"),
    ("image-corrupt", rgb(sample())["pixels"] | {"stride": 9}, {}, None),
    ("image-truncated", JPEG[: len(JPEG) // 2], {}, None),
    ("image-too-many-bytes", JPEG + bytes(200_000), {}, None),
    ("image-too-many-pixels", flat(900, 900), {}, None),
    ("image-too-wide", flat(1501, 10), {}, None),
    ("image-too-tall", flat(10, 1401), {}, None),
    ("image-unsupported", b"%PDF-1.7" + bytes(100), {}, None),
    ("model-unknown", JPEG, {"model": "other"}, "model"),
    ("profile-unknown", JPEG, {"limits": {"profile": "slow"}}, "profile"),
    ("parameter-invalid", JPEG, {"limits": {"max_stages": 0}}, "maxStages"),
    ("parameter-invalid", JPEG, {"limits": {"max_error": -1}}, "maxError"),
    ("parameter-invalid", JPEG, {"limits": {"max_error": NAN}}, "maxError"),
    ("parameter-invalid", JPEG, {"priority": 7}, "priority"),
    ("parameter-invalid", {"format": 9, "width": 1, "height": 1}, {}, "image.pixels.format"),
    ("box-required", JPEG, {"boxes": []}, "box"),
    ("box-invalid", JPEG, {"boxes": [box((NAN, 0, 9, 9))]}, "box"),
    ("box-empty", JPEG, {"boxes": [box((9, 9, 0, 9))]}, "box"),
    ("box-outside", JPEG, {"boxes": [box((900, 9, 50, 50))]}, "box"),
    ("box-too-large", JPEG, {"boxes": [box((0, 0, 9000, 9000))]}, "box"),
    ("too-many-faces", JPEG, {"boxes": [box()] * 5}, None),
]


@pytest.mark.parametrize(
    ("name", "image", "fields", "parameter"), BY_REQUEST, ids=[row[0] for row in BY_REQUEST]
)
def test_problem_of_a_request(
    landmarker: Landmarker,
    standard: Protos,
    name: str,
    image: Any,
    fields: dict[str, Any],
    parameter: str | None,
) -> None:
    source = {"pixels": image} if isinstance(image, dict) else image
    problem = problem_of(standard, lambda: landmarker.locate(source, **fields))
    assert agrees(problem, name)
    assert problem.retry_seconds is None
    assert problem.pushback_ms is None
    if parameter:
        assert problem.parameter == parameter


@pytest.mark.parametrize("path", [f"/{FACE_LANDMARKER}/NoSuchMethod", "/no.such.Service/Locate"])
def test_route_unknown(channel: grpc.Channel, standard: Protos, path: str) -> None:
    call = channel.unary_unary(path)
    assert agrees(problem_of(standard, lambda: call(b"", timeout=SECONDS)), "route-unknown")


def test_body_too_large(landmarker: Landmarker) -> None:
    """Found by the gRPC server before a service is asked, so that there are no details."""
    with pytest.raises(grpc.RpcError) as raised:
        landmarker.locate(rgb(noise(800, 700)))
    assert raised.value.code() == documented("body-too-large")
    assert landmarker.locate(JPEG).faces


def test_streams_full(landmarker: Landmarker, standard: Protos) -> None:
    held = landmarker.track()
    assert held.exchange(landmarker.frame(JPEG, boxes=[box()])).faces
    refused = landmarker.track()
    problem = problem_of(standard, refused.receive)
    refused.half_close()
    assert agrees(problem, "streams-full")
    assert problem.pushback_ms == 1000 * problem.retry_seconds > 0

    assert held.finish() == []
    again = landmarker.track()
    assert again.exchange(landmarker.frame(JPEG, boxes=[box()])).faces
    assert again.finish() == []


def test_queue_full(landmarker: Landmarker, standard: Protos) -> None:
    """Four places, more faces, and memory for all. Who gets a place gets an answer."""
    calls = [
        landmarker.stub.Locate.future(landmarker.request(JPEG), timeout=SECONDS) for _ in range(24)
    ]
    refused = [call for call in calls if call.exception()]
    assert 0 < len(refused) < len(calls)
    for call in refused:
        problem = read_problem(standard, call.exception())
        assert agrees(problem, "queue-full")
        assert problem.retry_seconds > 0
        assert problem.pushback_ms >= 1
    assert all(call.result().faces for call in calls if call not in refused)


@contextmanager
def unfinished_bodies(service: Service) -> Iterator[None]:
    """Bodies that do not end hold most of the memory, until the service gives them up as stalled."""
    bodies = [HTTPConnection("127.0.0.1", service.rest.port, timeout=SECONDS) for _ in range(46)]
    try:
        for body in bodies:
            body.putrequest("POST", "/v1/landmarks?box=1,1,9,9")
            body.putheader("Content-Length", "190000")
            body.endheaders(bytes(180_000))
        yield
    finally:
        for body in bodies:
            body.close()


def test_memory_full(tight: Service, landmarker: Landmarker, standard: Protos) -> None:
    large = rgb(noise(690, 700))
    problem = None
    while problem is None:
        with unfinished_bodies(tight):
            try:
                landmarker.locate(large, boxes=[box((9, 9, 99, 99))])
            except grpc.RpcError as error:
                problem = read_problem(standard, error)
    assert agrees(problem, "memory-full")
    assert problem.retry_seconds > 0
    assert problem.pushback_ms >= 1


def test_request_timeout_of_a_stream(standard: Protos) -> None:
    patient = Service.start("--MuSiCa:Tracking:IdleTimeout=00:00:00.1")
    with patient.server, grpc.insecure_channel(patient.server.target) as channel:
        stream = Landmarker(patient, channel).track()
        problem = problem_of(standard, stream.receive)
        stream.half_close()
    assert agrees(problem, "request-timeout")


def test_timed_out(standard: Protos) -> None:
    """Long enough for the message to arrive, not for what it asks."""
    hasty = Service.start("--MuSiCa:Requests:Timeout=00:00:00.1")
    with hasty.server, grpc.insecure_channel(hasty.server.target) as channel:
        landmarker = Landmarker(hasty, channel)
        large = encode(sample().resize((3000, 3000)))
        every = {"boxes": [box()] * 64, "limits": {"max_error": 0.0001}}
        problem = problem_of(standard, lambda: landmarker.locate(large, **every))
    assert agrees(problem, "timed-out")


def unreachable(standard: Protos, error: Any) -> Problem | None:
    """None where the client gave up by itself, or where the time ended later."""
    if not any(key == DETAILS for key, _ in error.trailing_metadata()):
        return None
    problem = read_problem(standard, error)
    return problem if problem.type == "timeout-unreachable" else None


def test_timeout_unreachable(service: Service, standard: Protos) -> None:
    """Refused at once, long before the client itself would give up."""
    with grpc.insecure_channel(service.server.target) as channel:
        landmarker = Landmarker(service, channel)
        every = {"boxes": [box()] * 64, "limits": {"max_error": 0.0001}}
        crowd = landmarker.request(JPEG, **every)
        assert landmarker.stub.Locate(crowd, timeout=SECONDS).faces
        problem: Problem | None = None
        while problem is None:
            waiting = [landmarker.stub.Locate.future(crowd, timeout=SECONDS) for _ in range(8)]
            while problem is None and not all(call.done() for call in waiting):
                try:
                    landmarker.stub.Locate(landmarker.request(JPEG), timeout=0.05)
                except grpc.RpcError as error:
                    problem = unreachable(standard, error)
            assert all(len(call.result().faces) == 64 for call in waiting)
    assert agrees(problem, "timeout-unreachable")


@pytest.mark.parametrize(
    ("config", "parameter"),
    [
        ({"model": "other"}, "model"),
        ({"limits": {"profile": "slow"}}, "profile"),
        ({"frames": 7}, "config.frames"),
        ({"priority": 7}, "priority"),
        ({"smoothing": {"min_cutoff": -1}}, "config.smoothing.min_cutoff"),
        ({"smoothing": {"beta": NAN}}, "config.smoothing.beta"),
        ({"max_faces": 5}, "config.max_faces"),
    ],
    ids=str,
)
def test_config_that_makes_no_sense_ends_the_stream(
    landmarker: Landmarker, standard: Protos, config: dict[str, Any], parameter: str
) -> None:
    stream: Duplex = landmarker.track()
    stream.send(landmarker.frame(JPEG, config=config))
    problem = problem_of(standard, stream.receive)
    stream.half_close()
    assert problem.code == documented(problem.type)
    assert problem.parameter == parameter
