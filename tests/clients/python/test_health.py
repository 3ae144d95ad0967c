"""The standard health service, up to the end of the server."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from subjects.subject import Subject
from support.duplex import Duplex
from support.protos import Protos

SERVING, NOT_SERVING, SERVICE_UNKNOWN = 1, 2, 3
SECONDS = 60


def ask(standard: Protos, service: str = "") -> Any:
    return standard.message("grpc.health.v1.HealthCheckRequest")(service=service)


def test_check(subject: Subject, standard: Protos) -> None:
    with grpc.insecure_channel(subject.server.target) as channel:
        health = standard.stub(channel, "grpc.health.v1.Health")
        assert health.Check(ask(standard), timeout=SECONDS).status == SERVING


def test_check_unknown_service(subject: Subject, standard: Protos) -> None:
    with grpc.insecure_channel(subject.server.target) as channel:
        health = standard.stub(channel, "grpc.health.v1.Health")
        with pytest.raises(grpc.RpcError) as raised:
            health.Check(ask(standard, "no.such.Service"), timeout=SECONDS)
        assert raised.value.code() == grpc.StatusCode.NOT_FOUND


def test_watch_unknown_service(subject: Subject, standard: Protos) -> None:
    with grpc.insecure_channel(subject.server.target) as channel:
        health = standard.stub(channel, "grpc.health.v1.Health")
        watch = health.Watch(ask(standard, "no.such.Service"), timeout=SECONDS)
        assert next(watch).status == SERVICE_UNKNOWN
        watch.cancel()


def test_watch_across_drain(fresh_subject: Subject, standard: Protos) -> None:
    server = fresh_subject.server
    with grpc.insecure_channel(server.target) as channel:
        health = standard.stub(channel, "grpc.health.v1.Health")
        watch = health.Watch(ask(standard), timeout=SECONDS)
        assert next(watch).status == SERVING

        server.terminate()

        assert next(watch).status == NOT_SERVING
        assert list(watch) == []
        assert server.exit_code() == 0


def test_open_stream_across_drain(fresh_subject: Subject, standard: Protos) -> None:
    server = fresh_subject.server
    with grpc.insecure_channel(server.target) as channel:
        health = standard.stub(channel, "grpc.health.v1.Health")
        watch = health.Watch(ask(standard), timeout=SECONDS)
        assert next(watch).status == SERVING
        exchange = fresh_subject.duplex(channel, 3)
        stream = Duplex(exchange.method)
        exchange.check(0, stream.exchange(exchange.requests[0]))

        server.terminate()

        assert next(watch).status == NOT_SERVING
        stream.send(exchange.requests[1])
        if fresh_subject.serves_open_streams_while_draining:
            exchange.check(1, stream.receive())
            assert stream.finish() == []
        else:
            with pytest.raises(grpc.RpcError) as ended:
                stream.receive()
            assert ended.value.code() == grpc.StatusCode.UNAVAILABLE
            stream.half_close()
        assert server.exit_code() == 0
