"""Calls of FaceLandmarker and what to compare of its answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import grpc

from subjects.service import FACE_LANDMARKER, Service
from support.duplex import Duplex
from support.pictures import box

SECONDS = 60


class Landmarker:
    """A client of the service."""

    def __init__(self, service: Service, channel: grpc.Channel) -> None:
        self._protos = service.protos
        self.stub = service.protos.stub(channel, FACE_LANDMARKER)

    def request(self, image: dict[str, Any] | bytes, **fields: Any) -> Any:
        """For the face in the sample, unless it names other boxes; bytes are a file."""
        values = {"boxes": [box()], **fields}
        return self._protos.message("musica.v1.LocateRequest")(image=_image(image), **values)

    def locate(self, image: dict[str, Any] | bytes, **fields: Any) -> Any:
        return self.stub.Locate(self.request(image, **fields), timeout=SECONDS)

    def frame(self, image: dict[str, Any] | bytes | None, **fields: Any) -> Any:
        return self._protos.message("musica.v1.Frame")(image=_image(image), **fields)

    def track(self, **options: Any) -> Duplex:
        return Duplex(self.stub.Track, **options)

    def name(self, enum: str, value: int) -> str:
        """The name of a value without its prefix."""
        prefix = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", enum).upper()
        return self._protos.value_name(f"musica.v1.{enum}", value).removeprefix(f"{prefix}_")


def points(face: Any) -> list[float]:
    """Landmarks of a face, in a message or in JSON: x0, y0, x1, y1, …"""
    if isinstance(face, dict):
        return [value for point in face["landmarks"] for value in point]
    return list(face.landmarks)


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    """The largest difference of two coordinates."""
    assert len(one) == len(other) > 0
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _image(image: dict[str, Any] | bytes | None) -> dict[str, Any] | None:
    return {"encoded": image} if isinstance(image, bytes) else image
