"""FaceLandmarker beyond what every server is asked: large pictures, compression, deadlines, errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from subjects.service import FACE_LANDMARKER, Service
from support.duplex import Duplex

MAX_BYTES = 8 << 20
SECONDS = 60


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    started = Service.start(f"--MuSiCa:Requests:MaxBytes={MAX_BYTES}")
    with started.server:
        yield started


@pytest.fixture
def channel(service: Service) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(service.server.target) as channel:
        yield channel


@pytest.fixture
def landmarker(service: Service, channel: grpc.Channel) -> Any:
    return service.protos.stub(channel, FACE_LANDMARKER)


def answers_again(service: Service, channel: grpc.Channel) -> None:
    exchange = service.unary(channel, 5)
    exchange.check(0, exchange.method(exchange.requests[0], timeout=SECONDS))


@pytest.mark.parametrize("compression", [grpc.Compression.NoCompression, grpc.Compression.Gzip])
def test_picture_over_4_mib(
    service: Service, landmarker: Any, compression: grpc.Compression
) -> None:
    request = service.locate(2500, 2000)
    assert request.ByteSize() > 4 << 20
    response = landmarker.Locate(request, timeout=SECONDS, compression=compression)
    assert (response.image.width, response.image.height) == (2500, 2000)


@pytest.mark.parametrize("compression", [grpc.Compression.NoCompression, grpc.Compression.Gzip])
def test_picture_over_limit(
    service: Service, channel: grpc.Channel, landmarker: Any, compression: grpc.Compression
) -> None:
    request = service.locate(4096, MAX_BYTES // 4096)
    with pytest.raises(grpc.RpcError) as raised:
        landmarker.Locate(request, timeout=SECONDS, compression=compression)
    assert raised.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    answers_again(service, channel)


def test_deadline(service: Service, channel: grpc.Channel, landmarker: Any) -> None:
    with pytest.raises(grpc.RpcError) as late:
        landmarker.Locate(service.locate(2500, 2000), timeout=0.001)
    assert late.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    answers_again(service, channel)


def test_cancel_during_track(service: Service, channel: grpc.Channel) -> None:
    exchange = service.duplex(channel, 1)
    stream = Duplex(exchange.method)
    exchange.check(0, stream.exchange(exchange.requests[0]))
    stream.send(exchange.requests[1])
    stream.call.cancel()
    assert stream.call.code() == grpc.StatusCode.CANCELLED
    stream.half_close()
    answers_again(service, channel)


def test_error_carries_details(service: Service, landmarker: Any) -> None:
    request = service.locate(40, 40)
    request.image.encoded = b"no picture"
    with pytest.raises(grpc.RpcError) as raised:
        landmarker.Locate(request, timeout=SECONDS)
    assert raised.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    details = dict(raised.value.trailing_metadata())["grpc-status-details-bin"]
    assert b"google.rpc.ErrorInfo" in details


@pytest.mark.parametrize("path", [f"/{FACE_LANDMARKER}/NoSuchMethod", "/no.such.Service/Locate"])
def test_unknown_path(channel: grpc.Channel, path: str) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        channel.unary_unary(path)(b"", timeout=SECONDS)
    assert raised.value.code() == grpc.StatusCode.UNIMPLEMENTED
