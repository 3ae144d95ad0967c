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

    def __init__(
        self,
        command: Sequence[object],
        listening: str,
        ready: str | None = None,
        ports: int = 1,
    ) -> None:
        """`listening` matches the lines that name its ports (group 1), `ready` the one after which
        it can be asked."""
        self._lines: list[str] = []
        self._ready = threading.Event()
        self.ports: list[int] = []
        self._process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        reader = threading.Thread(
            target=self._read, args=(listening, ready or listening, ports), daemon=True
        )
        reader.start()
        if not self._ready.wait(START_SECONDS) or len(self.ports) < ports:
            self._process.kill()
            raise RuntimeError(f"The server did not start: {self.output}")

    @property
    def output(self) -> str:
        return "".join(self._lines)

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """The first of its ports."""
        return self.ports[0]

    def terminate(self) -> None:
        """Asks it to drain and stop."""
        self._process.send_signal(signal.SIGTERM)

    def exit_code(self) -> int:
        """Waits for its end."""
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired as late:
            raise RuntimeError(f"The server did not end: {self.output}") from late

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

    def _read(self, listening: str, ready: str, ports: int) -> None:
        assert self._process.stdout
        is_ready = False
        for line in self._process.stdout:
            self._lines.append(line)
            if found := re.search(listening, line):
                self.ports.append(int(found[1]))
            is_ready = is_ready or re.search(ready, line) is not None
            if is_ready and len(self.ports) >= ports:
                self._ready.set()
        self._ready.set()
