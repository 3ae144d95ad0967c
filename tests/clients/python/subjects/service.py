"""The service itself: FaceLandmarker."""

from __future__ import annotations

from functools import cache
from typing import Any, Self

import grpc

from subjects.subject import Check, Exchange
from support.paths import ROOT, built
from support.protos import Protos
from support.rest import Rest
from support.server import Server

FACE_LANDMARKER = "musica.v1.FaceLandmarker"
LANDMARKS = 68
SIDE = 40


@cache
def service_protos() -> Protos:
    return Protos.compile(ROOT / "protos")


class Service:
    """A running service, with the shipped model on the CPU."""

    services = (FACE_LANDMARKER,)
    serves_open_streams_while_draining = False

    def __init__(self, server: Server) -> None:
        self.server = server
        self.protos = service_protos()

    @classmethod
    def start(cls, *more: str) -> Self:
        settings = {
            # It listens, and says so, in the order of their names: gRPC first.
            "Kestrel:Endpoints:Grpc:Url": "http://127.0.0.1:0",
            "Kestrel:Endpoints:Grpc:Protocols": "Http2",
            "Kestrel:Endpoints:Rest:Url": "http://127.0.0.1:0",
            # The tests say themselves where faces are.
            "MuSiCa:Finding:Enabled": "false",
            "MuSiCa:Inference:Provider": "cpu",
            "MuSiCa:Serving:QueueLimit": 1024,
            "MuSiCa:Serving:MaxWait": "1h",
            "MuSiCa:Serving:DrainDelay": "00:00:00",
        }
        arguments = [f"--{key}={value}" for key, value in settings.items()]
        program = built(ROOT / "src/MuSiCa.Service")
        listening = r"Now listening on: http://127\.0\.0\.1:(\d+)"
        return cls(Server(["dotnet", program, *arguments, *more], listening, "Ready: ", ports=2))

    @property
    def rest(self) -> Rest:
        return Rest(self.server.ports[1])

    def locate(self, width: int, height: int) -> Any:
        """A request with a grey picture of this size and one box."""
        return self.protos.message("musica.v1.LocateRequest")(
            image=_grey(width, height), boxes=[_box()], limits={"max_stages": 1}
        )

    def unary(self, channel: grpc.Channel, number: int) -> Exchange:
        """Pictures of different sizes, which the answers name."""
        width, height = SIDE + number % 32, SIDE + number // 32

        def check(_: int, response: Any) -> None:
            assert (response.image.width, response.image.height) == (width, height)
            assert [len(face.landmarks) for face in response.faces] == [2 * LANDMARKS]

        return self._exchange(channel, "Locate", [self.locate(width, height)], check)

    def duplex(self, channel: grpc.Channel, number: int) -> Exchange:
        frame = self.protos.message("musica.v1.Frame")
        first = 1000 * number

        def check(index: int, response: Any) -> None:
            assert response.id == first + index
            assert response.timestamp_us == 40_000 * index
            assert not response.HasField("problem")
            assert len(response.faces) == 1

        requests = [
            frame(
                id=first + index,
                timestamp_us=40_000 * index,
                image=_grey(SIDE, SIDE),
                boxes=[_box()],
            )
            for index in range(10)
        ]
        requests[0].config.limits.max_stages = 1
        return self._exchange(channel, "Track", requests, check)

    def _exchange(
        self, channel: grpc.Channel, method: str, requests: list[Any], check: Check
    ) -> Exchange:
        call = getattr(self.protos.stub(channel, FACE_LANDMARKER), method)
        return Exchange(FACE_LANDMARKER, method, call, requests, check)


def _grey(width: int, height: int) -> dict[str, Any]:
    pixels = bytes(range(256)) * (width * height // 256 + 1)
    return {
        "pixels": {
            "format": "FORMAT_GREY",
            "width": width,
            "height": height,
            "data": pixels[: width * height],
        }
    }


def _box() -> dict[str, float]:
    return {"x": 8, "y": 8, "width": 24, "height": 24}
