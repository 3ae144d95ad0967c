"""What callers do: good photos, bad ones, and leaving in the middle of everything."""

from __future__ import annotations

import http.client
import json
import random
import socket
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from soak.service import ROOT, Service

BUSY = {429, 503, 504}
PATH = "/v1/landmarks"
TIMEOUT_SECONDS = 60
LARGEST_DISTANCE = 3.0
"""Pixels, of any landmark: the same photo in the company of others is the same photo."""

CLOSED = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)
"""How a connection looks that the server closed after the answer before."""


@dataclass(frozen=True)
class Good:
    """A photo with its query, and what the service answers to it alone."""

    photo: bytes
    query: str
    faces: list[list[list[float]]]


@dataclass
class Tally:
    """What came back, and everything that must not have."""

    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Caller:
    """One connection, used again and again; what it does is drawn from a seed."""

    def __init__(self, service: Service, goods: list[Good], seed: int, tally: Tally) -> None:
        self._service, self._goods, self._tally = service, goods, tally
        self._random = random.Random(seed)
        self._connection: http.client.HTTPConnection | None = None
        self._is_fresh = self._has_status = False
        self._actions = [
            (self._good, 62),
            (self._damaged, 10),
            (self._wrong_query, 6),
            (self._torn_form, 6),
            (self._leave_in_body, 5),
            (self._leave_before_answer, 5),
            (self._no_time, 4),
            (self._health, 2),
        ]

    def call(self) -> None:
        """One request."""
        action = self._random.choices(
            [action for action, _ in self._actions], [weight for _, weight in self._actions]
        )[0]
        try:
            action()
        except (OSError, http.client.HTTPException) as error:
            self._close()
            self._fault(f"{action.__name__}: {type(error).__name__} {error}")

    def _good(self) -> None:
        good = self._random.choice(self._goods)
        status, body = self._post(good.query, good.photo)
        self._count("good", status)
        if status in BUSY:
            return
        if status != 200:
            self._fault(f"a good photo gets {status}: {body[:200]!r}")
            return
        found = [face["landmarks"] for face in json.loads(body)["faces"]]
        if len(found) != len(good.faces):
            self._fault(f"{len(found)} faces, alone {len(good.faces)}")
        elif max(map(_apart, found, good.faces), default=0) > LARGEST_DISTANCE:
            self._fault("landmarks of another photo")

    def _damaged(self) -> None:
        photo = bytearray(self._random.choice(self._goods).photo)
        for _ in range(self._random.randint(1, 40)):
            photo[self._random.randrange(len(photo))] = self._random.randrange(256)
        if self._random.random() < 0.3:
            del photo[self._random.randrange(len(photo)) :]
        self._expect("damaged", self._post("", bytes(photo))[0], {200, 400, 413, 415, 422})

    def _wrong_query(self) -> None:
        query = self._random.choice(
            ["box=1,2,3", "box=9,9,-4,4", "maxStages=0", "profile=none", "colour=red", "minFace=x"]
        )
        self._expect("wrong query", self._post(query, self._goods[0].photo)[0], {422})

    def _torn_form(self) -> None:
        body = (
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="p.jpg"\r\n\r\n'
            + self._goods[0].photo[: self._random.randint(0, 2000)]
        )
        status, _ = self._post("", body, {"Content-Type": "multipart/form-data; boundary=b"})
        self._expect("torn form", status, {400})

    def _leave_in_body(self) -> None:
        photo = self._random.choice(self._goods).photo
        self._raw(photo, photo[: self._random.randrange(len(photo))])
        self._tally.answers["left in the body"] += 1

    def _leave_before_answer(self) -> None:
        photo = self._random.choice(self._goods).photo
        self._raw(photo, photo)
        self._tally.answers["left before the answer"] += 1

    def _no_time(self) -> None:
        status, _ = self._post("timeout=1", self._random.choice(self._goods).photo)
        self._expect("timeout of 1 ms", status, {200, 408})

    def _health(self) -> None:
        self._expect("health", self._ask("GET", "/health/ready", None, {})[0], {200})

    def _raw(self, photo: bytes, sent: bytes) -> None:
        head = f"POST {PATH} HTTP/1.1\r\nHost: soak\r\nContent-Length: {len(photo)}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self._service.port), TIMEOUT_SECONDS) as line:
            line.sendall(head.encode() + sent)

    def _post(
        self, query: str, body: bytes, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        return self._ask("POST", f"{PATH}?{query}", body, headers or {"Content-Type": "image/jpeg"})

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        try:
            return self._ask_once(method, path, body, headers)
        except CLOSED:
            # Once more on a new connection, and only where none of an answer had come.
            if self._is_fresh or self._has_status:
                raise
            self._close()
            self._tally.answers["asked again: the connection was closed"] += 1
            return self._ask_once(method, path, body, headers)

    def _ask_once(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        self._is_fresh, self._has_status = self._connection is None, False
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self._service.port, timeout=TIMEOUT_SECONDS
            )
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        self._has_status = True
        content = answer.read()
        if answer.getheader("Connection") == "close":
            self._close()
        return answer.status, content

    def _expect(self, what: str, status: int, good: set[int]) -> None:
        self._count(what, status)
        if status not in good | BUSY:
            self._fault(f"{what} gets {status}")

    def _count(self, what: str, status: int) -> None:
        self._tally.answers[f"{what}: {status}"] += 1

    def _fault(self, text: str) -> None:
        self._tally.faults.append(text)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def good_photos(service: Service) -> list[Good]:
    """The sample photos, each with what it gets alone, with its faces found and with boxes given."""
    goods = []
    for name, query in (
        ("samples/average-face.jpg", ""),
        ("samples/average-face.jpg", "box=174,179,292,281"),
        ("samples/group.jpg", ""),
        ("samples/group.jpg", "box=108,129,194,194&box=363,112,150,152"),
    ):
        photo = (ROOT / Path(name)).read_bytes()
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=TIMEOUT_SECONDS)
        connection.request("POST", f"{PATH}?{query}", photo, {"Content-Type": "image/jpeg"})
        answer = json.loads(connection.getresponse().read())
        connection.close()
        goods.append(Good(photo, query, [face["landmarks"] for face in answer["faces"]]))
    return goods


def _apart(one: list[list[float]], other: list[list[float]]) -> float:
    """The largest distance of a landmark in two answers."""
    return max(
        ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in zip(one, other, strict=True)
    )
