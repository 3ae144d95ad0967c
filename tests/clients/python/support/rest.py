"""The service over REST, to compare with."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

SECONDS = 60


class Rest:
    """Asks one request a connection."""

    def __init__(self, port: int) -> None:
        self.port = port

    def locate(self, image: bytes, boxes: Sequence[Sequence[float]], **query: Any) -> Any:
        """The answer to one image; every answer but 200 fails."""
        named = [("box", ",".join(map(str, box))) for box in boxes]
        path = "/v1/landmarks?" + urlencode([*named, *query.items()])
        return json.loads(self._ask("POST", path, image))

    def metric(self, name: str, **labels: str) -> float:
        """The sum of the series of a metric that have the labels."""
        text = self._ask("GET", "/metrics").decode()
        return sum(
            float(value)
            for series, value in re.findall(rf"^{name}(?:{{(.*)}})? (\S+)$", text, re.MULTILINE)
            if all(f'{label}="{wanted}"' in series for label, wanted in labels.items())
        )

    def _ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            content = response.read()
            assert response.status == 200, (response.status, content)
            return content
        finally:
            connection.close()
