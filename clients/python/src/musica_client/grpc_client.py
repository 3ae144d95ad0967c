"""The service over gRPC: single images, and streams of frames."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, Self
from urllib.parse import urlsplit

from . import messages
from .answers import Answer, FoundBoxes, Model
from .frames import Frame, FrameAnswer, Pixels, Smoothing
from .grpc_errors import failure
from .retrying import Clock, Retry, call

if TYPE_CHECKING:
    import grpc
    import numpy

_LARGEST_ANSWER = 64 << 20


class GrpcClient:
    """Asks the service over gRPC; needs grpcio and protobuf.

    Threads may share it; close it, or use it in `with`.
    """

    def __init__(
        self,
        url: str = "http://localhost:8081",
        *,
        key: str | None = None,
        deadline: float = 30,
        retry: Retry = Retry(),  # noqa: B008 - it does not change
        credentials: grpc.ChannelCredentials | None = None,
        clock: Clock = time,
    ) -> None:
        """`deadline` is the seconds that a call may take with all its attempts.

        A stream has none. `key` is needed where the service has keys.
        """
        self._channel = _open(url, credentials)
        self._metadata = (("authorization", f"Bearer {key}"),) if key else ()
        self._deadline = deadline
        self._retry = retry
        self._clock = clock
        self._locate = self._method("unary_unary", "Locate", "LocateRequest", "LocateResponse")
        self._model = self._method("unary_unary", "GetModel", "GetModelRequest", "ModelDescription")
        self._track = self._method("stream_stream", "Track", "Frame", "FrameLandmarks")

    def locate(
        self,
        image: bytes | Pixels | numpy.ndarray,
        boxes: Iterable[Sequence[float]] = (),
        *,
        min_face: float = 0,
        max_faces: int = 0,
        profile: str | None = None,
        max_error: float | None = None,
        max_stages: int | None = None,
        priority: Literal["interactive", "bulk"] = "interactive",
        model: str = "",
        timing: bool = False,
        deadline: float | None = None,
    ) -> Answer:
        """Landmarks of the faces in an image: of those in `boxes`, without any of all it finds.

        A face that has no time left before the deadline for its next stage leaves with what it has.
        """
        request = messages.message("LocateRequest")(
            image=messages.image(image),
            boxes=messages.boxes(boxes),
            limits=messages.limits(profile, max_error, max_stages),
            model=model,
            priority=f"PRIORITY_{priority.upper()}",
            timing=timing,
        )
        if min_face or max_faces:
            request.find.min_face, request.find.max_faces = min_face, max_faces
        return messages.read_answer(self._call(self._locate, request, deadline))

    def find(
        self,
        image: bytes | Pixels | numpy.ndarray,
        *,
        min_face: float = 0,
        max_faces: int = 0,
        deadline: float | None = None,
    ) -> FoundBoxes:
        """The boxes of the faces alone."""
        find = {"min_face": min_face, "max_faces": max_faces, "boxes_only": True}
        request = messages.message("LocateRequest")(image=messages.image(image), find=find)
        return messages.read_found(self._call(self._locate, request, deadline))

    def model(self, name: str = "", *, deadline: float | None = None) -> Model:
        """What a model is, and what its landmarks mean; without a name the default."""
        request = messages.message("GetModelRequest")(model=name)
        return messages.read_model(self._call(self._model, request, deadline))

    def track(
        self,
        frames: Iterable[bytes | Pixels | numpy.ndarray | Frame],
        *,
        fps: float | None = None,
        latest: bool = False,
        smoothing: Smoothing | None = None,
        max_faces: int = 0,
        find_interval: float | None = None,
        min_face: float = 0,
        profile: str | None = None,
        max_error: float | None = None,
        max_stages: int | None = None,
        priority: Literal["interactive", "bulk"] = "interactive",
        model: str = "",
    ) -> Iterator[FrameAnswer]:
        """Follows the faces of a video: an answer for each frame, while more are being taken.

        `frames` is read on another thread, no faster than the service takes it. Frames without a
        time have that of their number at `fps`; without either they are timed by their arrival.
        `latest` answers the newest frame and skips those before it. `find_interval` is the seconds
        from one search for new faces to the next, 0 for none. What `frames` raises ends the stream
        and is raised here. Close the iterator to end the stream early.
        """
        config = messages.message("TrackConfig")(
            limits=messages.limits(profile, max_error, max_stages),
            model=model,
            priority=f"PRIORITY_{priority.upper()}",
            frames="FRAME_POLICY_LATEST" if latest else "FRAME_POLICY_EVERY",
            max_faces=max_faces,
            find_interval_ms=None if find_interval is None else round(1000 * find_interval),
            min_face=min_face,
        )
        if smoothing is not None:
            config.smoothing.min_cutoff = smoothing.min_cutoff
            config.smoothing.beta = smoothing.beta
        return self._stream(frames, config, fps)

    def close(self) -> None:
        self._channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _stream(
        self, frames: Iterable[Any], config: Any, fps: float | None
    ) -> Iterator[FrameAnswer]:
        import grpc

        raised: list[Exception] = []

        def requests() -> Iterator[Any]:
            # What is raised on gRPC's own thread would only be logged there.
            try:
                yield from _requests(frames, config, fps)
            except Exception as error:
                raised.append(error)
                stream.cancel()

        stream = self._track(requests(), metadata=self._metadata)
        try:
            for answer in stream:
                yield messages.read_frame(answer)
        except grpc.RpcError as error:
            if raised:
                raise raised[0] from None
            raise failure(error) from error
        finally:
            stream.cancel()

    def _call(self, method: Any, request: Any, deadline: float | None) -> Any:
        import grpc

        def attempt(left: float) -> Any:
            try:
                return method(request, timeout=left, metadata=self._metadata)
            except grpc.RpcError as error:
                raise failure(error) from error

        total = self._deadline if deadline is None else deadline
        return call(attempt, total, self._retry, self._clock)

    def _method(self, kind: str, name: str, request: str, response: str) -> Any:
        return getattr(self._channel, kind)(
            f"/{messages.SERVICE}/{name}",
            request_serializer=messages.message(request).SerializeToString,
            response_deserializer=messages.message(response).FromString,
        )


def _open(url: str, credentials: grpc.ChannelCredentials | None) -> grpc.Channel:
    try:
        import google.protobuf  # noqa: F401
        import grpc
    except ImportError as missing:
        raise ImportError(
            "GrpcClient needs grpcio and protobuf: pip install 'musica-client[grpc]'"
        ) from missing
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f'"{url}" is no address; write http://host:port.')
    # Refused calls are tried again here, within the deadline, not by gRPC as well.
    options = [("grpc.enable_retries", 0), ("grpc.max_receive_message_length", _LARGEST_ANSWER)]
    if parts.scheme == "http":
        return grpc.insecure_channel(parts.netloc, options)
    return grpc.secure_channel(parts.netloc, credentials or grpc.ssl_channel_credentials(), options)


def _requests(frames: Iterable[Any], config: Any, fps: float | None) -> Iterator[Any]:
    for number, each in enumerate(frames):
        frame = each if isinstance(each, Frame) else Frame(each)
        seconds = number / fps if frame.time is None and fps else frame.time or 0
        request = messages.message("Frame")(
            id=number if frame.id is None else frame.id,
            timestamp_us=round(1e6 * seconds),
            image=messages.image(frame.image),
            boxes=messages.boxes(frame.boxes),
        )
        if number == 0:
            request.config.CopyFrom(config)
        yield request
