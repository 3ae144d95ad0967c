"""Failures of gRPC as the same exceptions that REST raises."""

from __future__ import annotations

from typing import Any

from .messages import message
from .problems import PREFIX, ConnectionFailed, DeadlineExceeded, MusicaError, Problem, ProblemError

_DETAILS = "grpc-status-details-bin"
_PUSHBACK = "grpc-retry-pushback-ms"
# The deadline of the call is that of the service too; who notices first says so.
_LATE = {"timed-out", "timeout-unreachable"}


def failure(error: Any) -> MusicaError:
    """What a call ended with."""
    code, number = error.code(), error.code().value[0]
    trailers = {key: value for key, value in error.trailing_metadata() or ()}
    info = _error_info(trailers.get(_DETAILS, b""))
    kind = info.get("type", "").removeprefix(PREFIX)
    if kind and kind not in _LATE:
        return ProblemError(
            Problem(
                type=kind,
                status=number,
                title=code.name,
                detail=error.details() or "",
                parameter=info.get("parameter"),
                value=info.get("value"),
                retry_after=_seconds(trailers.get(_PUSHBACK)),
            )
        )
    if code.name == "DEADLINE_EXCEEDED":
        return DeadlineExceeded(error.details())
    if code.name in ("UNAVAILABLE", "CANCELLED"):
        return ConnectionFailed(error.details())
    # The server itself refused, without details: a message over its limit above all.
    kind = "body-too-large" if code.name == "RESOURCE_EXHAUSTED" else ""
    return ProblemError(Problem(kind, number, code.name, error.details() or ""))


def _seconds(pushback: str | None) -> float | None:
    """Negative where waiting does not help."""
    return int(pushback) / 1000 if pushback and int(pushback) >= 0 else None


def _error_info(data: bytes) -> dict[str, str]:
    """The metadata of the google.rpc.ErrorInfo in a google.rpc.Status."""
    for detail in message("Status", "google.rpc").FromString(data).details:
        if detail.type_url.endswith("/google.rpc.ErrorInfo"):
            return dict(message("ErrorInfo", "google.rpc").FromString(detail.value).metadata)
    return {}
