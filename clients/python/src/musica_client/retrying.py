"""When a call that failed is tried again."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from .problems import ConnectionFailed, DeadlineExceeded, MusicaError, ProblemError

T = TypeVar("T")

# Of HTTP, and of gRPC RESOURCE_EXHAUSTED and UNAVAILABLE.
_PASSING = {429, 503, 8, 14}
# Refused for its own size, also where gRPC has the status of a full service for it.
_LASTING = {"body-too-large"}


class Clock(Protocol):
    """What passes and is waited for; another one in tests."""

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float, /) -> None: ...


@dataclass(frozen=True)
class Retry:
    """Calls that were refused for lack of room, or never reached the service, are tried again."""

    attempts: int = 6
    """In all; 1 for none again."""
    first_wait: float = 0.1
    """Seconds before the second attempt, doubled with each, where the service names no time."""
    longest_wait: float = 5.0
    """Seconds that the doubling ends at."""

    def wait(self, failed: int, error: MusicaError) -> float | None:
        """Seconds until the next attempt after so many that failed; none where none helps."""
        if failed >= self.attempts:
            return None
        wait = min(self.first_wait * 2 ** (failed - 1), self.longest_wait)
        if isinstance(error, ConnectionFailed):
            return _spread(wait)
        if not isinstance(error, ProblemError):
            return None
        problem = error.problem
        if problem.status not in _PASSING or problem.type in _LASTING:
            return None
        # Callers that were refused together should not all come back together.
        named = problem.retry_after
        return _spread(wait) if named is None else named + random.uniform(0, 0.1 * wait)


def call(attempt: Callable[[float], T], deadline: float, retry: Retry, clock: Clock = time) -> T:
    """Calls `attempt` with the seconds that are left, again where that helps and there is time."""
    end = clock.monotonic() + deadline
    for failed in itertools.count(1):
        left = end - clock.monotonic()
        if left <= 0:
            raise DeadlineExceeded(f"No answer within {deadline:g} s.")
        try:
            return attempt(left)
        except (ConnectionFailed, ProblemError) as error:
            wait = retry.wait(failed, error)
            if wait is None or clock.monotonic() + wait >= end:
                raise
        clock.sleep(wait)
    raise AssertionError("never reached")


def _spread(wait: float) -> float:
    return random.uniform(0.5 * wait, wait)
