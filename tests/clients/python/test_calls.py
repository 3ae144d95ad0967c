"""Deadlines, cancellation midway, metadata: more than the interoperability list asks for."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from subjects.interop import Interop
from support.duplex import Duplex

INITIAL, TRAILING = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"
SECONDS = 30
HALF_HOUR_US = 2_000_000_000


@pytest.fixture
def service(interop: Interop, channel: grpc.Channel) -> Any:
    return interop.test_service(channel)


def answers(interop: Interop, *parameters: dict[str, int]) -> Any:
    return interop.message("StreamingOutputCallRequest", response_parameters=list(parameters))


def values(metadata: Any, key: str) -> list[str | bytes]:
    return [value for name, value in metadata if name == key]


def test_half_duplex(interop: Interop, service: Any) -> None:
    stream = Duplex(service.HalfDuplexCall)
    stream.send(answers(interop, {"size": 1}, {"size": 2}))
    stream.send(answers(interop, {"size": 3}))
    assert [len(answer.payload.body) for answer in stream.finish()] == [1, 2, 3]


def test_deadline_during_server_stream(interop: Interop, service: Any) -> None:
    request = answers(interop, {"size": 5}, {"size": 6, "interval_us": HALF_HOUR_US})
    call = service.StreamingOutputCall(request, timeout=1)
    assert len(next(call).payload.body) == 5
    with pytest.raises(grpc.RpcError) as late:
        list(call)
    assert late.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    interop.await_idle()


def test_deadline_during_client_stream(interop: Interop, service: Any) -> None:
    stream = Duplex(service.StreamingInputCall.future, timeout=0.5)
    stream.send(interop.message("StreamingInputCallRequest", payload={"body": b"abc"}))
    with pytest.raises(grpc.RpcError) as late:
        stream.call.result()
    assert late.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    stream.half_close()
    interop.await_idle()


def test_cancel_during_server_stream(interop: Interop, service: Any) -> None:
    request = answers(interop, {"size": 5}, {"size": 6, "interval_us": HALF_HOUR_US})
    call = service.StreamingOutputCall(request, timeout=SECONDS)
    assert len(next(call).payload.body) == 5
    call.cancel()
    assert call.code() == grpc.StatusCode.CANCELLED
    interop.await_idle()


def test_cancel_of_one_stream_leaves_others(interop: Interop, service: Any) -> None:
    kept, given_up = Duplex(service.FullDuplexCall), Duplex(service.FullDuplexCall)
    for stream in (kept, given_up):
        assert len(stream.exchange(answers(interop, {"size": 7})).payload.body) == 7
    given_up.call.cancel()
    given_up.half_close()
    assert len(kept.exchange(answers(interop, {"size": 8})).payload.body) == 8
    assert kept.finish() == []
    interop.await_idle()


def test_cancel_while_server_is_blocked_by_flow_control(interop: Interop, service: Any) -> None:
    """Nobody reads the answers, so that the server waits in the middle of them."""
    call = service.StreamingOutputCall(
        answers(interop, *[{"size": 1_000_000}] * 50), timeout=SECONDS
    )
    assert len(next(call).payload.body) == 1_000_000
    call.cancel()
    interop.await_idle()


@pytest.mark.parametrize(
    "value", ["a b  c", "~!@#$%^&*()_+{}|:\"<>?`-=[];',./", "x" * 4000], ids=len
)
def test_ascii_metadata(interop: Interop, service: Any, value: str) -> None:
    _, call = service.EmptyCall.with_call(
        interop.message("Empty"), metadata=[(INITIAL, value)], timeout=SECONDS
    )
    assert values(call.initial_metadata(), INITIAL) == [value]


@pytest.mark.parametrize("value", [b"\0", b"\xff" * 2, bytes(range(256)) * 12], ids=len)
def test_binary_metadata(interop: Interop, service: Any, value: bytes) -> None:
    _, call = service.EmptyCall.with_call(
        interop.message("Empty"), metadata=[(TRAILING, value)], timeout=SECONDS
    )
    assert values(call.trailing_metadata(), TRAILING) == [value]


def test_repeated_ascii_metadata(interop: Interop, service: Any) -> None:
    """The server joins them by a comma, which the specification calls the same."""
    _, call = service.EmptyCall.with_call(
        interop.message("Empty"), metadata=[(INITIAL, "one"), (INITIAL, "two")], timeout=SECONDS
    )
    assert ",".join(values(call.initial_metadata(), INITIAL)) == "one,two"


def test_repeated_binary_metadata(interop: Interop, service: Any) -> None:
    """The specification allows it. Grpc.AspNetCore joins the values before it decodes them, so
    that a service which reads its metadata fails; the connection lives on."""
    metadata = [(TRAILING, b"\1"), (TRAILING, b"\2\2")]
    with pytest.raises(grpc.RpcError) as raised:
        service.EmptyCall(interop.message("Empty"), metadata=metadata, timeout=SECONDS)
    assert raised.value.code() == grpc.StatusCode.UNKNOWN
    service.EmptyCall(interop.message("Empty"), timeout=SECONDS)


def test_error_carries_trailers(interop: Interop, service: Any) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        service.UnaryCall(
            interop.message("SimpleRequest", response_status={"code": 9, "message": "no"}),
            metadata=[(TRAILING, b"details")],
            timeout=SECONDS,
        )
    assert raised.value.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert raised.value.details() == "no"
    assert values(raised.value.trailing_metadata(), TRAILING) == [b"details"]


@pytest.mark.parametrize("code", [code for code in grpc.StatusCode if code.value[0]], ids=str)
def test_every_status_code(interop: Interop, service: Any, code: grpc.StatusCode) -> None:
    request = interop.message("SimpleRequest", response_status={"code": code.value[0]})
    with pytest.raises(grpc.RpcError) as raised:
        service.UnaryCall(request, timeout=SECONDS)
    assert raised.value.code() == code
