"""A TCP relay that counts bytes: what was compressed, the library hides."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self


class Relay:
    """Passes connections on to a port of 127.0.0.1."""

    def __init__(self, port: int) -> None:
        self._upstream = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self.sent = 0
        self.received = 0

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self._port}"

    def reset(self) -> None:
        self.sent = self.received = 0

    def __enter__(self) -> Self:
        self._thread.start()
        starting = asyncio.start_server(self._connect, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(10)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connect(self, client: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server, upstream = await asyncio.open_connection("127.0.0.1", self._upstream)
        self._start(self._pass(client, upstream, "sent"))
        self._start(self._pass(server, writer, "received"))

    def _start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._tasks.add(self._loop.create_task(coroutine))

    async def _pass(
        self, source: asyncio.StreamReader, drain: asyncio.StreamWriter, counter: str
    ) -> None:
        try:
            while data := await source.read(65536):
                setattr(self, counter, getattr(self, counter) + len(data))
                drain.write(data)
                await drain.drain()
        finally:
            drain.close()
