"""The test server of gRPC's interoperability tests."""

from __future__ import annotations

from functools import cache
from typing import Any, Self

import grpc

from subjects.subject import Check, Exchange
from support.paths import INTEROP, built
from support.protos import Protos
from support.server import Server

TEST_SERVICE = "grpc.testing.TestService"


@cache
def interop_protos() -> Protos:
    return Protos.compile(INTEROP / "Protos")


class Interop:
    """A running test server."""

    services = (TEST_SERVICE, "musica.testing.ServerState")
    serves_open_streams_while_draining = True

    def __init__(self, server: Server) -> None:
        self.server = server
        self.protos = interop_protos()

    @classmethod
    def start(cls, *arguments: str) -> Self:
        return cls(Server(["dotnet", built(INTEROP), *arguments], r"^listening on (\d+)"))

    def message(self, name: str, **fields: Any) -> Any:
        return self.protos.message(f"grpc.testing.{name}")(**fields)

    def test_service(self, channel: grpc.Channel) -> Any:
        return self.protos.stub(channel, TEST_SERVICE)

    def await_idle(self, seconds: float = 20) -> None:
        """Fails when a request is still being handled on the server."""
        with grpc.insecure_channel(self.server.target) as channel:
            state = self.protos.stub(channel, "musica.testing.ServerState")
            state.AwaitIdle(self.message("Empty"), timeout=seconds)

    def unary(self, channel: grpc.Channel, number: int) -> Exchange:
        def check(_: int, response: Any) -> None:
            assert len(response.payload.body) == number + 1

        request = self.message("SimpleRequest", response_size=number + 1)
        return self._exchange(channel, "UnaryCall", [request], check)

    def duplex(self, channel: grpc.Channel, number: int) -> Exchange:
        def size(index: int) -> int:
            return 1000 * number + index + 1

        def check(index: int, response: Any) -> None:
            assert len(response.payload.body) == size(index)

        requests = [
            self.message("StreamingOutputCallRequest", response_parameters=[{"size": size(index)}])
            for index in range(10)
        ]
        return self._exchange(channel, "FullDuplexCall", requests, check)

    def _exchange(
        self, channel: grpc.Channel, method: str, requests: list[Any], check: Check
    ) -> Exchange:
        call = getattr(self.test_service(channel), method)
        return Exchange(TEST_SERVICE, method, call, requests, check)
