"""HTTP/1.1 with connections that are kept, by the standard library."""

from __future__ import annotations

import email.utils
import http.client
import ssl
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from .problems import ConnectionFailed, DeadlineExceeded

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Response:
    """An answer, whole."""

    status: int
    reason: str
    content_type: str
    retry_after: float | None
    """Seconds."""
    body: bytes


class Transport:
    """Sends requests to one address; threads may share it."""

    def __init__(self, url: str, tls: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f'"{url}" is no address; write http://host:port.')
        self._host = parts.hostname
        self._port = parts.port
        self._base = parts.path.rstrip("/")
        self._tls = (tls or ssl.create_default_context()) if parts.scheme == "https" else None
        self._idle: deque[http.client.HTTPConnection] = deque()

    def send(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], timeout: float
    ) -> Response:
        """Fails with `DeadlineExceeded` after `timeout` seconds."""
        end = time.monotonic() + timeout
        while True:
            connection, is_kept = self._take()
            try:
                return self._exchange(connection, method, path, body, headers, end)
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                if isinstance(error, TimeoutError):
                    raise DeadlineExceeded(f"No answer within {timeout:.3g} s.") from error
                # The service may have closed a kept connection meanwhile: another is no retry.
                if not is_kept or time.monotonic() >= end:
                    reason = str(error) or type(error).__name__
                    raise ConnectionFailed(f"{self._host}: {reason}") from error
            except BaseException:
                connection.close()
                raise

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> tuple[http.client.HTTPConnection, bool]:
        try:
            return self._idle.pop(), True
        except IndexError:
            pass
        if self._tls:
            return http.client.HTTPSConnection(self._host, self._port, context=self._tls), False
        return http.client.HTTPConnection(self._host, self._port), False

    def _exchange(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
        end: float,
    ) -> Response:
        connection.timeout = _left(end)
        if connection.sock is None:
            connection.connect()
        socket = connection.sock
        socket.settimeout(_left(end))
        try:
            connection.request(method, self._base + path, body, dict(headers))
        except (BrokenPipeError, ConnectionResetError):
            # A body may be refused before all of it was sent, by an answer that is there already.
            pass
        socket.settimeout(_left(end))
        response = connection.getresponse()
        parts = []
        while part := response.read1(_CHUNK):
            parts.append(part)
            socket.settimeout(_left(end))
        response.close()
        if response.will_close:
            connection.close()
        else:
            self._idle.append(connection)
        return Response(
            response.status,
            response.reason,
            response.headers.get_content_type(),
            _seconds(response.headers.get("Retry-After")),
            b"".join(parts),
        )


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _seconds(retry_after: str | None) -> float | None:
    """`Retry-After` is a number of seconds or a date."""
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time())
    except ValueError:
        return None
