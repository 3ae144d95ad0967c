"""What can go wrong, as exceptions that carry the service's own account of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PREFIX = "urn:musica:problem:"


@dataclass(frozen=True)
class Problem:
    """Why an image could not be answered (RFC 9457)."""

    type: str
    """The kind, which never changes: `image-corrupt`, without `urn:musica:problem:`."""
    status: int
    """That of HTTP; over gRPC its own code."""
    title: str
    detail: str
    """What is wrong here and what to do, for people."""
    parameter: str | None = None
    value: str | None = None
    retry_after: float | None = None
    """Seconds after which to try again, where waiting helps."""

    @classmethod
    def from_json(cls, json: Mapping[str, Any], retry_after: float | None = None) -> Problem:
        return cls(
            type=str(json.get("type", "")).removeprefix(PREFIX),
            status=json["status"],
            title=json.get("title", ""),
            detail=json.get("detail", ""),
            parameter=json.get("parameter"),
            value=json.get("value"),
            retry_after=retry_after,
        )


class MusicaError(Exception):
    """A call that failed."""


class ProblemError(MusicaError):
    """The service refused the call and says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.type or problem.status}: {problem.detail or problem.title}")
        self.problem = problem


class ConnectionFailed(MusicaError):
    """The service could not be reached, or the connection broke before the answer was complete."""


class DeadlineExceeded(MusicaError):
    """The deadline of the call passed before its answer was there."""
