"""The cases of gRPC's interoperability test list that apply, under their official names.

What each sends and asserts is told in doc/interop-test-descriptions.md of grpc/grpc. Left out are
the cases that need credentials, a caching proxy or a load balancer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from subjects.interop import Interop
from support.duplex import Duplex
from support.relay import Relay

ANSWER_SIZE, REQUEST_SIZE = 314159, 271828
STREAM_ANSWERS = (31415, 9, 2653, 58979)
STREAM_REQUESTS = (27182, 8, 1828, 45904)
INITIAL, TRAILING = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"
METADATA = ((INITIAL, "test_initial_metadata_value"), (TRAILING, b"\xab\xab\xab"))
SECONDS = 30


@pytest.fixture
def service(interop: Interop, channel: grpc.Channel) -> Any:
    return interop.test_service(channel)


@pytest.fixture
def relay(interop: Interop) -> Iterator[Relay]:
    with Relay(interop.server.port) as relay:
        yield relay


@pytest.fixture
def relayed(interop: Interop, relay: Relay) -> Iterator[Any]:
    """The test service, through the relay that counts bytes."""
    with grpc.insecure_channel(relay.target) as channel:
        yield interop.test_service(channel)


def payload(size: int) -> dict[str, bytes]:
    return {"body": bytes(size)}


def simple(interop: Interop, **fields: Any) -> Any:
    request = {"response_size": ANSWER_SIZE, "payload": payload(REQUEST_SIZE)}
    return interop.message("SimpleRequest", **{**request, **fields})


def streaming(interop: Interop, *sizes: int, body: int | None = None, **fields: Any) -> Any:
    if body is not None:
        fields["payload"] = payload(body)
    parameters = [{"size": size} for size in sizes]
    return interop.message("StreamingOutputCallRequest", response_parameters=parameters, **fields)


def sizes(responses: Any) -> list[int]:
    return [len(response.payload.body) for response in responses]


def test_empty_unary(interop: Interop, service: Any) -> None:
    empty = interop.message("Empty")
    assert service.EmptyCall(empty, timeout=SECONDS) == empty


def test_large_unary(interop: Interop, service: Any) -> None:
    response = service.UnaryCall(simple(interop), timeout=SECONDS)
    assert response == interop.message("SimpleResponse", payload=payload(ANSWER_SIZE))


def test_client_compressed_unary(interop: Interop, relay: Relay, relayed: Any) -> None:
    expecting = simple(interop, expect_compressed={"value": True})
    with pytest.raises(grpc.RpcError) as probe:
        relayed.UnaryCall(expecting, timeout=SECONDS)
    assert probe.value.code() == grpc.StatusCode.INVALID_ARGUMENT

    relay.reset()
    response = relayed.UnaryCall(expecting, timeout=SECONDS, compression=grpc.Compression.Gzip)
    assert len(response.payload.body) == ANSWER_SIZE
    assert relay.sent < REQUEST_SIZE / 10

    relay.reset()
    plain = simple(interop, expect_compressed={"value": False})
    response = relayed.UnaryCall(plain, timeout=SECONDS)
    assert len(response.payload.body) == ANSWER_SIZE
    assert relay.sent > REQUEST_SIZE


def test_server_compressed_unary(interop: Interop, relay: Relay, relayed: Any) -> None:
    for compressed in (True, False):
        relay.reset()
        request = simple(interop, response_compressed={"value": compressed})
        response = relayed.UnaryCall(request, timeout=SECONDS)
        assert len(response.payload.body) == ANSWER_SIZE
        assert (relay.received < ANSWER_SIZE / 10) == compressed


def test_client_streaming(interop: Interop, service: Any) -> None:
    requests = [
        interop.message("StreamingInputCallRequest", payload=payload(size))
        for size in STREAM_REQUESTS
    ]
    response = service.StreamingInputCall(iter(requests), timeout=SECONDS)
    assert response.aggregated_payload_size == 74922


def test_client_compressed_streaming(interop: Interop, relay: Relay, relayed: Any) -> None:
    """The library compresses the messages of a call that shrink by it: random bytes stay plain."""
    probe = interop.message(
        "StreamingInputCallRequest", expect_compressed={"value": True}, payload=payload(27182)
    )
    with pytest.raises(grpc.RpcError) as refused:
        relayed.StreamingInputCall(iter([probe]), timeout=SECONDS)
    assert refused.value.code() == grpc.StatusCode.INVALID_ARGUMENT

    relay.reset()
    plain = interop.message(
        "StreamingInputCallRequest",
        expect_compressed={"value": False},
        payload={"body": os.urandom(45904)},
    )
    response = relayed.StreamingInputCall(
        iter([probe, plain]), timeout=SECONDS, compression=grpc.Compression.Gzip
    )
    assert response.aggregated_payload_size == 73086
    assert 45904 < relay.sent < 73086


def test_server_streaming(interop: Interop, service: Any) -> None:
    responses = service.StreamingOutputCall(streaming(interop, *STREAM_ANSWERS), timeout=SECONDS)
    assert sizes(responses) == list(STREAM_ANSWERS)


def test_server_compressed_streaming(interop: Interop, relay: Relay, relayed: Any) -> None:
    request = interop.message(
        "StreamingOutputCallRequest",
        response_parameters=[
            {"compressed": {"value": True}, "size": 31415},
            {"compressed": {"value": False}, "size": 92653},
        ],
    )
    responses = list(relayed.StreamingOutputCall(request, timeout=SECONDS))
    assert sizes(responses) == [31415, 92653]
    assert 92653 < relay.received < 92653 + 31415


def test_ping_pong(interop: Interop, service: Any) -> None:
    stream = Duplex(service.FullDuplexCall)
    for size, body in zip(STREAM_ANSWERS, STREAM_REQUESTS, strict=True):
        response = stream.exchange(streaming(interop, size, body=body))
        assert len(response.payload.body) == size
    assert stream.finish() == []


def test_empty_stream(service: Any) -> None:
    assert Duplex(service.FullDuplexCall).finish() == []


def test_cancel_after_begin(interop: Interop, service: Any) -> None:
    stream = Duplex(service.StreamingInputCall.future)
    stream.call.cancel()
    assert stream.call.code() == grpc.StatusCode.CANCELLED
    stream.half_close()
    interop.await_idle()


def test_cancel_after_first_response(interop: Interop, service: Any) -> None:
    stream = Duplex(service.FullDuplexCall)
    assert len(stream.exchange(streaming(interop, 31415, body=27182)).payload.body) == 31415
    stream.call.cancel()
    assert stream.call.code() == grpc.StatusCode.CANCELLED
    stream.half_close()
    interop.await_idle()


def test_timeout_on_sleeping_server(interop: Interop, service: Any) -> None:
    stream = Duplex(service.FullDuplexCall, timeout=0.001)
    stream.send(streaming(interop, body=27182))
    with pytest.raises(grpc.RpcError) as late:
        stream.receive()
    assert late.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    stream.half_close()
    interop.await_idle()


def test_custom_metadata(interop: Interop, service: Any) -> None:
    response, call = service.UnaryCall.with_call(
        simple(interop), metadata=METADATA, timeout=SECONDS
    )
    assert len(response.payload.body) == ANSWER_SIZE
    assert METADATA[0] in call.initial_metadata()
    assert METADATA[1] in call.trailing_metadata()

    stream = Duplex(service.FullDuplexCall, metadata=METADATA)
    response = stream.exchange(streaming(interop, ANSWER_SIZE, body=REQUEST_SIZE))
    assert len(response.payload.body) == ANSWER_SIZE
    assert stream.finish() == []
    assert METADATA[0] in stream.call.initial_metadata()
    assert METADATA[1] in stream.call.trailing_metadata()


def test_status_code_and_message(interop: Interop, service: Any) -> None:
    status = {"code": 2, "message": "test status message"}
    with pytest.raises(grpc.RpcError) as unary:
        service.UnaryCall(simple(interop, response_status=status), timeout=SECONDS)

    stream = Duplex(service.FullDuplexCall)
    stream.send(streaming(interop, response_status=status))
    with pytest.raises(grpc.RpcError) as duplex:
        stream.finish()

    for error in (unary.value, duplex.value):
        assert error.code() == grpc.StatusCode.UNKNOWN
        assert error.details() == status["message"]


def test_special_status_message(interop: Interop, service: Any) -> None:
    message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
    with pytest.raises(grpc.RpcError) as raised:
        request = interop.message("SimpleRequest", response_status={"code": 2, "message": message})
        service.UnaryCall(request, timeout=SECONDS)
    assert raised.value.code() == grpc.StatusCode.UNKNOWN
    assert raised.value.details() == message


def test_unimplemented_method(interop: Interop, service: Any) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        service.UnimplementedCall(interop.message("Empty"), timeout=SECONDS)
    assert raised.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_unimplemented_service(interop: Interop, channel: grpc.Channel) -> None:
    service = interop.protos.stub(channel, "grpc.testing.UnimplementedService")
    with pytest.raises(grpc.RpcError) as raised:
        service.UnimplementedCall(interop.message("Empty"), timeout=SECONDS)
    assert raised.value.code() == grpc.StatusCode.UNIMPLEMENTED
