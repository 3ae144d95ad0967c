"""A server that answers by a script, and a clock that does not wait."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWER = {
    "model": {"name": "m", "version": "1"},
    "image": {"width": 4, "height": 3},
    "faces": [],
}


@dataclass
class Reply:
    """One answer; without a status the connection is closed instead."""

    status: int | None = 200
    body: object = field(default_factory=lambda: ANSWER)
    headers: dict[str, str] = field(default_factory=dict)
    closes: bool = False
    """Without having said so."""


def refusal(kind: str, status: int, **headers: str) -> Reply:
    name = f"urn:musica:problem:{kind}"
    problem = {"type": name, "title": kind, "status": status, "detail": "No."}
    return Reply(status, problem, {"Content-Type": "application/problem+json", **headers})


class FakeClock:
    """Time passes by sleeping only."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float, /) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Seen:
    """What was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@contextmanager
def scripted(*replies: Reply) -> Iterator[tuple[str, list[Seen]]]:
    """The address of a server that gives these answers in turn, and what it was asked."""
    left = iter(replies)
    seen: list[Seen] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append(Seen("POST", self.path, dict(self.headers), body))
            reply = next(left)
            if reply.status is not None:
                data = json.dumps(reply.body).encode()
                self.send_response(reply.status)
                for name, value in {**reply.headers, "Content-Length": str(len(data))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)
            self.close_connection = reply.status is None or reply.closes

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", seen
        finally:
            server.shutdown()
