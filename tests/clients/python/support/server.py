"""A server as a process of its own."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

START_SECONDS = 60
STOP_SECONDS = 30


class Server:
    """Runs until it is told to stop; its input ends with this process, so that it can end too."""

    def __init__(self, command: Sequence[object], listening: str, ready: str | None = None) -> None:
        """`listening` matches the line that names the port (group 1), `ready` the one after which
        it can be asked."""
        self._lines: list[str] = []
        self._ready = threading.Event()
        self.port = 0
        self._process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        reader = threading.Thread(
            target=self._read, args=(listening, ready or listening), daemon=True
        )
        reader.start()
        if not self._ready.wait(START_SECONDS) or not self.port:
            self._process.kill()
            raise RuntimeError(f"The server did not start: {self.output}")

    @property
    def output(self) -> str:
        return "".join(self._lines)

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.port}"

    def terminate(self) -> None:
        """Asks it to drain and stop."""
        self._process.send_signal(signal.SIGTERM)

    def exit_code(self) -> int:
        """Waits for its end."""
        return self._process.wait(STOP_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self.terminate()
        try:
            self.exit_code()
        finally:
            self._process.kill()

    def _read(self, listening: str, ready: str) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.append(line)
            if found := re.search(listening, line):
                self.port = int(found[1])
            if re.search(ready, line):
                self._ready.set()
        self._ready.set()
