"""What a call that failed says of its problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import grpc
import pytest

from support.protos import Protos

DETAILS, PUSHBACK = "grpc-status-details-bin", "grpc-retry-pushback-ms"


@dataclass(frozen=True)
class Problem:
    """A failed call, read as docs/problems.md describes it."""

    code: grpc.StatusCode
    message: str
    type: str
    parameter: str | None
    value: str | None
    retry_seconds: float | None
    pushback_ms: int | None


def problem_of(standard: Protos, call: Callable[[], Any]) -> Problem:
    """Fails unless the call ends with a problem that agrees with itself."""
    with pytest.raises(grpc.RpcError) as raised:
        call()
    return read_problem(standard, raised.value)


def read_problem(standard: Protos, error: Any) -> Problem:
    trailers = dict(error.trailing_metadata())
    assert DETAILS in trailers, (error.code(), error.details())
    status = standard.message("google.rpc.Status").FromString(trailers[DETAILS])
    assert (status.code, status.message) == (error.code().value[0], error.details())

    details = {detail.type_url.rpartition("/")[2]: detail.value for detail in status.details}
    info = standard.message("google.rpc.ErrorInfo").FromString(details.pop("google.rpc.ErrorInfo"))
    name = info.reason.lower().replace("_", "-")
    assert (info.domain, info.metadata["type"]) == ("musica", f"urn:musica:problem:{name}")

    wait = None
    if (retry := details.pop("google.rpc.RetryInfo", None)) is not None:
        delay = standard.message("google.rpc.RetryInfo").FromString(retry).retry_delay
        wait = delay.seconds + delay.nanos / 1e9
    assert not details

    return Problem(
        error.code(),
        status.message,
        name,
        info.metadata.get("parameter"),
        info.metadata.get("value"),
        wait,
        int(trailers[PUSHBACK]) if PUSHBACK in trailers else None,
    )
