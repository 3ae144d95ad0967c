"""A bidirectional call that is driven step by step."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

SECONDS = 60


class Duplex:
    """Sends what it is given, when it is given it."""

    def __init__(self, method: Any, **options: Any) -> None:
        self._requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.call = method(self._take(), **{"timeout": SECONDS, **options})

    def send(self, request: Any) -> None:
        self._requests.put(request)

    def receive(self) -> Any:
        return next(self.call)

    def exchange(self, request: Any) -> Any:
        self.send(request)
        return self.receive()

    def half_close(self) -> None:
        self._requests.put(None)

    def finish(self) -> list[Any]:
        """Half-closes and gives what is still received; raises unless the call ends with OK."""
        self.half_close()
        return list(self.call)

    def _take(self) -> Iterator[Any]:
        while (request := self._requests.get()) is not None:
            yield request
