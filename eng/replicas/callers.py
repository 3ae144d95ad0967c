"""Callers that keep their connections: REST, gRPC, and streams of frames."""

from __future__ import annotations

import http.client
import itertools
import queue
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import grpc
from musica_client import messages

from replicas.places import ROOT, Place

PHOTO = (ROOT / "samples/average-face.jpg").read_bytes()
BOX = {"x": 174, "y": 179, "width": 292, "height": 281}
PATH = "/v1/landmarks?box=174,179,292,281&maxStages=1"
ATTEMPTS, FIRST_WAIT, LONGEST_WAIT = 8, 0.05, 1.0
SECONDS = 30
KINDS = ("REST", "gRPC", "frames of Track", "gRPC without proxy")


@dataclass
class Tally:
    """What became of the requests of one kind."""

    asked: int = 0
    lost: int = 0
    again: list[tuple[float, str]] = field(default_factory=list)
    """Attempts that failed, by the time at which they began, and why."""

    def reasons(self) -> str:
        found = Counter(reason for _, reason in self.again)
        return ", ".join(f"{count} × {reason}" for reason, count in found.most_common())


class Refused(Exception):
    """An attempt that failed; another may not."""


class Caller:
    """Asks until it is told to stop, each request until it is answered or no attempt is left."""

    def __init__(self, tally: Tally, enough: threading.Event) -> None:
        self._tally, self._enough = tally, enough
        self.thread = threading.Thread(target=self._run, daemon=True)

    def attempt(self) -> None:
        """One request; Refused where it is not answered."""
        raise NotImplementedError

    def close(self) -> None:
        """Gives its connection up."""

    def _run(self) -> None:
        while not self._enough.is_set():
            self._tally.asked += 1
            wait = FIRST_WAIT
            for number in range(1, ATTEMPTS + 1):
                begin = time.monotonic()
                try:
                    self.attempt()
                    break
                except Refused as error:
                    self._tally.again.append((begin, str(error)))
                if number == ATTEMPTS:
                    self._tally.lost += 1
                time.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)
        self.close()


class RestCaller(Caller):
    """One HTTP/1.1 connection, kept as long as the other side keeps it."""

    def __init__(self, place: Place, tally: Tally, enough: threading.Event) -> None:
        super().__init__(tally, enough)
        self._connection = http.client.HTTPConnection(place.address, place.rest, timeout=SECONDS)

    def attempt(self) -> None:
        try:
            self._connection.request("POST", PATH, PHOTO, {"Content-Type": "image/jpeg"})
            answer = self._connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Refused(type(error).__name__) from error
        if answer.status != 200:
            raise Refused(str(answer.status))

    def close(self) -> None:
        self._connection.close()


class GrpcCaller(Caller):
    """Calls of Locate over one channel."""

    def __init__(self, target: str, tally: Tally, enough: threading.Event) -> None:
        super().__init__(tally, enough)
        self._channel = open_channel(target)
        self._locate = locate(self._channel)

    def attempt(self) -> None:
        try:
            self._locate()
        except grpc.RpcError as error:
            raise Refused(f"{error.code().name} {error.details()[:90]}") from error

    def close(self) -> None:
        self._channel.close()


class TrackCaller(Caller):
    """A stream of frames, one at a time; opened again where it ends, with the frame not answered."""

    def __init__(self, target: str, tally: Tally, enough: threading.Event) -> None:
        super().__init__(tally, enough)
        self._channel = open_channel(target)
        self._track = self._channel.stream_stream(
            f"/{messages.SERVICE}/Track",
            request_serializer=messages.message("Frame").SerializeToString,
            response_deserializer=messages.message("FrameLandmarks").FromString,
        )
        self._frames: queue.Queue[Any] | None = None
        self._answers: Iterator[Any] = iter(())
        self._ids = itertools.count(1)

    def attempt(self) -> None:
        frame = messages.message("Frame")(
            id=next(self._ids), image={"encoded": PHOTO}, boxes=[BOX]
        )
        if self._frames is None:
            self._frames = queue.Queue()
            frame.config.limits.max_stages = 1
            self._answers = self._track(iter(self._frames.get, None), wait_for_ready=True)
        self._frames.put(frame)
        try:
            answer = next(self._answers)
        except StopIteration:
            self._end()
            raise Refused("the stream ended") from None
        except grpc.RpcError as error:
            self._end()
            raise Refused(error.code().name) from error
        if answer.id != frame.id or answer.problem.type:
            self._end()
            raise Refused(answer.problem.type or "the answer to another frame")

    def close(self) -> None:
        self._end()
        self._channel.close()

    def _end(self) -> None:
        if self._frames is not None:
            self._frames.put(None)
            self._frames = None


def open_channel(target: str) -> grpc.Channel:
    """A channel with a connection of its own, that soon looks again for a replica that was gone."""
    return grpc.insecure_channel(
        target,
        options=[
            ("grpc.use_local_subchannel_pool", 1),
            # Else the name of several addresses, which no server takes for a host.
            ("grpc.default_authority", "musica"),
            ("grpc.service_config", '{"loadBalancingConfig":[{"round_robin":{}}]}'),
            ("grpc.initial_reconnect_backoff_ms", 100),
            # Also the time that a connection may take.
            ("grpc.min_reconnect_backoff_ms", 5000),
            ("grpc.max_reconnect_backoff_ms", 1000),
        ],
    )


def locate(channel: grpc.Channel) -> Any:
    """A call of Locate with the photo."""
    request = messages.message("LocateRequest")(
        image={"encoded": PHOTO}, boxes=[BOX], limits={"max_stages": 1}
    )
    method = channel.unary_unary(
        f"/{messages.SERVICE}/Locate",
        request_serializer=messages.message("LocateRequest").SerializeToString,
        response_deserializer=messages.message("LocateResponse").FromString,
    )
    return lambda: method(request, timeout=SECONDS)


class Load:
    """All callers at work between `begin` and `end`."""

    def __init__(self, places: dict[str, Place]) -> None:
        self._places = places
        self._enough = threading.Event()
        self.tallies: dict[str, list[Tally]] = {kind: [] for kind in KINDS}
        proxy = places["proxy"]
        target = f"ipv4:{proxy.address}:{proxy.grpc}"
        both = "ipv4:" + ",".join(f"{places[name].address}:{places[name].grpc}" for name in "ab")
        self._callers: list[Caller] = [
            *(RestCaller(proxy, self._tally("REST"), self._enough) for _ in range(4)),
            *(GrpcCaller(target, self._tally("gRPC"), self._enough) for _ in range(2)),
            *(TrackCaller(target, self._tally("frames of Track"), self._enough) for _ in range(2)),
            GrpcCaller(both, self._tally("gRPC without proxy"), self._enough),
        ]

    def begin(self) -> None:
        for caller in self._callers:
            caller.thread.start()

    def end(self) -> dict[str, Tally]:
        """What became of all requests, by kind."""
        self._enough.set()
        for caller in self._callers:
            caller.thread.join()
        return {
            kind: Tally(
                sum(tally.asked for tally in tallies),
                sum(tally.lost for tally in tallies),
                sorted(again for tally in tallies for again in tally.again),
            )
            for kind, tallies in self.tallies.items()
        }

    def asked(self) -> int:
        return sum(tally.asked for tallies in self.tallies.values() for tally in tallies)

    def _tally(self, kind: str) -> Tally:
        tally = Tally()
        self.tallies[kind].append(tally)
        return tally
