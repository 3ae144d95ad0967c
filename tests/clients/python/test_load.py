"""Many calls at once on one channel."""

from __future__ import annotations

import grpc

from subjects.subject import Subject
from support.duplex import Duplex

SECONDS = 80


def test_1000_concurrent_unary_calls(subject: Subject) -> None:
    with grpc.insecure_channel(subject.server.target) as channel:
        exchanges = [subject.unary(channel, number) for number in range(1000)]
        calls = [each.method.future(each.requests[0], timeout=SECONDS) for each in exchanges]
        for exchange, call in zip(exchanges, calls, strict=True):
            exchange.check(0, call.result())


def test_50_concurrent_streams(subject: Subject) -> None:
    """All are open before the second request of any, and they advance together."""
    with grpc.insecure_channel(subject.server.target) as channel:
        exchanges = [subject.duplex(channel, number) for number in range(50)]
        streams = [Duplex(exchange.method, timeout=SECONDS) for exchange in exchanges]
        for index in range(len(exchanges[0].requests)):
            for exchange, stream in zip(exchanges, streams, strict=True):
                stream.send(exchange.requests[index])
            for exchange, stream in zip(exchanges, streams, strict=True):
                exchange.check(index, stream.receive())
        assert [stream.finish() for stream in streams] == [[]] * len(streams)
