"""Large messages against the limits of both sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from subjects.interop import Interop
from support.duplex import Duplex

MIB = 1 << 20
LARGE = 8 * MIB
SECONDS = 60
UNLIMITED = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))


def code(call: Any) -> grpc.StatusCode:
    with pytest.raises(grpc.RpcError) as raised:
        call()
    return raised.value.code()


@pytest.fixture(scope="module")
def roomy() -> Iterator[Interop]:
    """A server that takes 16 MiB."""
    started = Interop.start(f"--Grpc:MaxReceiveMessageSize={16 * MIB}")
    with started.server:
        yield started


@pytest.fixture
def unlimited(roomy: Interop) -> Iterator[Any]:
    """Its service, with a client that takes anything."""
    with grpc.insecure_channel(roomy.server.target, UNLIMITED) as channel:
        yield roomy.test_service(channel)


@pytest.fixture
def service(interop: Interop, channel: grpc.Channel) -> Any:
    """With the limits that both sides have by default: 4 MiB to receive."""
    return interop.test_service(channel)


def test_request_just_within_limit(interop: Interop, service: Any) -> None:
    def request(size: int) -> Any:
        """Tags and lengths around the body take 10 bytes."""
        return interop.message("SimpleRequest", payload={"body": bytes(size - 10)})

    assert request(4 * MIB).ByteSize() == 4 * MIB
    assert service.UnaryCall(request(4 * MIB), timeout=SECONDS).payload.body == b""
    assert code(lambda: service.UnaryCall(request(4 * MIB + 1), timeout=SECONDS)) == (
        grpc.StatusCode.RESOURCE_EXHAUSTED
    )


def test_request_over_limit_leaves_the_channel_usable(interop: Interop, service: Any) -> None:
    request = interop.message("SimpleRequest", response_size=3, payload={"body": bytes(LARGE)})
    assert code(lambda: service.UnaryCall(request, timeout=SECONDS)) == (
        grpc.StatusCode.RESOURCE_EXHAUSTED
    )
    small = interop.message("SimpleRequest", response_size=3)
    assert len(service.UnaryCall(small, timeout=SECONDS).payload.body) == 3
    interop.await_idle()


def test_streamed_request_over_limit(interop: Interop, service: Any) -> None:
    requests = [
        interop.message("StreamingInputCallRequest", payload={"body": bytes(size)})
        for size in (1, LARGE)
    ]
    assert code(lambda: service.StreamingInputCall(iter(requests), timeout=SECONDS)) == (
        grpc.StatusCode.RESOURCE_EXHAUSTED
    )
    interop.await_idle()


def test_compressed_request_over_limit_once_decompressed(interop: Interop, service: Any) -> None:
    """8 MiB of zeros are a few kilobytes on the wire."""
    request = interop.message("SimpleRequest", payload={"body": bytes(LARGE)})
    gzip = grpc.Compression.Gzip
    assert code(lambda: service.UnaryCall(request, timeout=SECONDS, compression=gzip)) == (
        grpc.StatusCode.RESOURCE_EXHAUSTED
    )


def test_response_over_limit_of_the_client(interop: Interop, service: Any) -> None:
    request = interop.message("SimpleRequest", response_size=LARGE)
    assert code(lambda: service.UnaryCall(request, timeout=SECONDS)) == (
        grpc.StatusCode.RESOURCE_EXHAUSTED
    )
    interop.await_idle()


def test_response_over_send_limit_of_the_server() -> None:
    limited = Interop.start("--Grpc:MaxSendMessageSize=1000")
    with limited.server, grpc.insecure_channel(limited.server.target) as channel:
        service = limited.test_service(channel)
        request = limited.message("SimpleRequest", response_size=1001)
        assert code(lambda: service.UnaryCall(request, timeout=SECONDS)) == (
            grpc.StatusCode.RESOURCE_EXHAUSTED
        )
        small = limited.message("SimpleRequest", response_size=900)
        assert len(service.UnaryCall(small, timeout=SECONDS).payload.body) == 900


@pytest.mark.parametrize("compression", [grpc.Compression.NoCompression, grpc.Compression.Gzip])
def test_large_unary_within_raised_limits(
    roomy: Interop, unlimited: Any, compression: grpc.Compression
) -> None:
    request = roomy.message(
        "SimpleRequest",
        response_size=LARGE,
        payload={"body": bytes(range(256)) * (LARGE // 256)},
        response_compressed={"value": compression == grpc.Compression.Gzip},
    )
    response = unlimited.UnaryCall(request, timeout=SECONDS, compression=compression)
    assert response.payload.body == bytes(LARGE)


def test_large_stream_within_raised_limits(roomy: Interop, unlimited: Any) -> None:
    stream = Duplex(unlimited.FullDuplexCall)
    for size in (LARGE, 1, 15 * MIB):
        request = roomy.message(
            "StreamingOutputCallRequest",
            response_parameters=[{"size": size}],
            payload={"body": bytes(size)},
        )
        assert len(stream.exchange(request).payload.body) == size
    assert stream.finish() == []
