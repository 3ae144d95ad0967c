"""What the tests that suit every gRPC server ask of the one they test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, Self

import grpc

from support.protos import Protos
from support.server import Server


Check = Callable[[int, Any], None]
"""Gets the index of a request and the answer to it."""


@dataclass(frozen=True)
class Exchange:
    """Requests for one method of a service, each with a check of the answer to it."""

    service: str
    method_name: str
    method: Any
    requests: list[Any]
    check: Check


class Subject(Protocol):
    """A running server and calls that it answers."""

    server: Server
    protos: Protos
    services: tuple[str, ...]
    """Its own, beside health and reflection."""
    serves_open_streams_while_draining: bool
    """Else the next request on one ends it with UNAVAILABLE."""

    @classmethod
    def start(cls) -> Self: ...

    def unary(self, channel: grpc.Channel, number: int) -> Exchange:
        """One call of a unary method; calls with different numbers have different answers."""
        ...

    def duplex(self, channel: grpc.Channel, number: int) -> Exchange:
        """A call of a bidirectional method that answers each request before it needs the next."""
        ...
