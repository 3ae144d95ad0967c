"""The service over REST."""

from __future__ import annotations

import json
import os
import secrets
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlencode

from .answers import Answer, FoundBoxes, Model
from .problems import Problem, ProblemError
from .retrying import Clock, Retry, call
from .transport import Response, Transport

Photo = bytes | str | os.PathLike[str]
"""The bytes of an image file, or where one lies."""
BoxLike = Sequence[float]
"""x, y, width, height."""


class Client:
    """Asks the service over REST. Threads may share it; close it, or use it in `with`."""

    def __init__(
        self,
        url: str = "http://localhost:8080",
        *,
        key: str | None = None,
        deadline: float = 30,
        retry: Retry = Retry(),  # noqa: B008 - it does not change
        tls: ssl.SSLContext | None = None,
        clock: Clock = time,
    ) -> None:
        """`deadline` is the seconds that a call may take with all its attempts.

        `key` is needed where the service has keys.
        """
        self._transport = Transport(url, tls)
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._deadline = deadline
        self._retry = retry
        self._clock = clock

    def locate(
        self,
        photo: Photo,
        boxes: Iterable[BoxLike] = (),
        *,
        min_face: float | None = None,
        max_faces: int | None = None,
        profile: str | None = None,
        max_error: float | None = None,
        max_stages: int | None = None,
        timeout: float | None = None,
        priority: Literal["interactive", "bulk"] | None = None,
        model: str | None = None,
        timing: bool = False,
        deadline: float | None = None,
    ) -> Answer:
        """Landmarks of the faces in a photo: of those in `boxes`, without any of all it finds.

        `timeout` is the seconds after which the service answers with what it has; `deadline` those
        after which this call gives up.
        """
        query = _query(
            boxes,
            minFace=min_face,
            maxFaces=max_faces,
            profile=profile,
            maxError=max_error,
            maxStages=max_stages,
            timeout=None if timeout is None else round(1000 * timeout),
            priority=priority,
            model=model,
            timing=timing or None,
        )
        return Answer.from_json(self._ask(query, _read(photo), deadline))

    def locate_many(
        self,
        photos: Iterable[Photo],
        *,
        max_faces: int | None = None,
        profile: str | None = None,
        model: str | None = None,
        deadline: float | None = None,
    ) -> list[Answer | Problem]:
        """The faces of several photos in one request; one that failed has its problem instead."""
        boundary = secrets.token_hex(16)
        body = _form(boundary, [_read(photo) for photo in photos])
        kind = f"multipart/form-data; boundary={boundary}"
        query = _query((), maxFaces=max_faces, profile=profile, model=model)
        answer = self._ask(query, body, deadline, kind)
        images = answer["images"] if "images" in answer else [answer]
        return [
            Answer.from_json(image) if "faces" in image else Problem.from_json(image)
            for image in images
        ]

    def find(
        self,
        photo: Photo,
        *,
        min_face: float | None = None,
        max_faces: int | None = None,
        deadline: float | None = None,
    ) -> FoundBoxes:
        """The boxes of the faces alone."""
        query = _query((), detect="only", minFace=min_face, maxFaces=max_faces)
        return FoundBoxes.from_json(self._ask(query, _read(photo), deadline))

    def draw(
        self,
        photo: Photo,
        boxes: Iterable[BoxLike] = (),
        *,
        kind: Literal["png", "svg"] = "png",
        numbers: bool | None = None,
        model: str | None = None,
        deadline: float | None = None,
    ) -> bytes:
        """The photo with its landmarks drawn."""
        accept = {"png": "image/png", "svg": "image/svg+xml"}[kind]
        path = _query(boxes, numbers=numbers, model=model)
        response = self._send("POST", path, _read(photo), {"Accept": accept}, deadline)
        return response.body

    def models(self, *, deadline: float | None = None) -> list[Model]:
        """What is loaded, and what its landmarks mean; the first is the default."""
        response = self._send("GET", "/v1/models", None, {}, deadline)
        return [Model.from_json(model) for model in json.loads(response.body)["models"]]

    def close(self) -> None:
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(
        self,
        path: str,
        body: bytes,
        deadline: float | None,
        kind: str = "application/octet-stream",
    ) -> Any:
        headers = {"Accept": "application/json", "Content-Type": kind}
        return json.loads(self._send("POST", path, body, headers, deadline).body)

    def _send(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
        deadline: float | None,
    ) -> Response:
        def attempt(left: float) -> Response:
            response = self._transport.send(method, path, body, {**self._headers, **headers}, left)
            if response.status != 200:
                raise ProblemError(_problem(response))
            return response

        total = self._deadline if deadline is None else deadline
        return call(attempt, total, self._retry, self._clock)


def _problem(response: Response) -> Problem:
    if response.content_type == "application/problem+json":
        return Problem.from_json(json.loads(response.body), response.retry_after)
    # A proxy in between, or the server before it saw a request.
    return Problem("", response.status, response.reason, "", retry_after=response.retry_after)


def _query(boxes: Iterable[BoxLike], **parameters: object) -> str:
    pairs = [("box", ",".join(f"{value:.9g}" for value in box)) for box in boxes]
    for name, value in parameters.items():
        if value is not None:
            pairs.append((name, str(value).lower() if isinstance(value, bool) else str(value)))
    return "/v1/landmarks" + (f"?{urlencode(pairs, safe=',')}" if pairs else "")


def _read(photo: Photo) -> bytes:
    if isinstance(photo, bytes):
        return photo
    if isinstance(photo, str | os.PathLike):
        return Path(photo).read_bytes()
    raise TypeError(
        f"A photo is the bytes of a file or its path, not {type(photo).__name__}; "
        "pixels go over gRPC (GrpcClient)."
    )


def _form(boundary: str, files: Sequence[bytes]) -> bytes:
    parts = []
    for number, data in enumerate(files):
        disposition = f'form-data; name="file{number}"; filename="file{number}"'
        head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\n\r\n"
        parts += [head.encode(), data, b"\r\n"]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])
