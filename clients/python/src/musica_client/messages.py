"""Messages, from the compiled descriptors of protos/.

They fit every version of protobuf, as generated code does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from .answers import Answer, Box, Face, FoundBoxes, FoundFace, Model, Name, Point, Scheme, Size
from .frames import FrameAnswer, Pixels, TrackedFace
from .problems import Problem

if TYPE_CHECKING:
    import numpy

DESCRIPTORS = "protos.binpb"
SERVICE = "musica.v1.FaceLandmarker"


@cache
def _pool() -> Any:
    from google.protobuf import descriptor_pb2, descriptor_pool

    pool = descriptor_pool.DescriptorPool()
    data = resources.files(__package__).joinpath(DESCRIPTORS).read_bytes()
    for file in descriptor_pb2.FileDescriptorSet.FromString(data).file:
        pool.AddSerializedFile(file.SerializeToString())
    return pool


@cache
def message(name: str, package: str = "musica.v1") -> Any:
    """The class of a message."""
    from google.protobuf import message_factory

    descriptor = _pool().FindMessageTypeByName(f"{package}.{name}")
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(_pool()).GetPrototype(descriptor)


def image(source: bytes | Pixels | numpy.ndarray) -> Any:
    if isinstance(source, bytes):
        return message("Image")(encoded=source)
    pixels = source if isinstance(source, Pixels) else Pixels.from_array(source)
    return message("Image")(
        pixels={
            "format": f"FORMAT_{pixels.format.upper()}",
            "width": pixels.width,
            "height": pixels.height,
            "data": pixels.data,
        }
    )


def boxes(values: Iterable[Sequence[float]]) -> list[Any]:
    names = ("x", "y", "width", "height")
    return [message("Box")(**dict(zip(names, value, strict=True))) for value in values]


def limits(profile: str | None, max_error: float | None, max_stages: int | None) -> Any:
    return message("Limits")(profile=profile or "", max_error=max_error, max_stages=max_stages)


def read_answer(response: Any) -> Answer:
    return Answer(
        model=_name(response.model),
        image=_size(response.image),
        faces=tuple(map(_face, response.faces)),
        finder=_name(response.finder) if response.HasField("finder") else None,
        timing=_timing(response),
    )


def read_found(response: Any) -> FoundBoxes:
    faces = tuple(FoundFace(_box(face.box), face.score) for face in response.faces)
    return FoundBoxes(_name(response.finder), _size(response.image), faces)


def read_frame(answer: Any) -> FrameAnswer:
    return FrameAnswer(
        id=answer.id,
        time=answer.timestamp_us / 1e6,
        image=_size(answer.image),
        faces=tuple(map(_tracked, answer.faces)),
        skipped=answer.skipped,
        skipped_ids=tuple(answer.skipped_ids),
        problem=_problem(answer.problem) if answer.HasField("problem") else None,
        notice=answer.notice,
    )


def read_model(model: Any) -> Model:
    scheme = model.landmarks
    five = scheme.five_points
    names = [field.name for field in five.DESCRIPTOR.fields]
    has_five = scheme.HasField("five_points")
    return Model(
        name=model.model.name,
        version=model.model.version,
        license=model.license,
        landmarks=Scheme(
            name=scheme.name,
            count=scheme.count,
            groups={group.name: tuple(group.indices) for group in scheme.groups},
            mirror=tuple(scheme.mirror),
            five_points={name: tuple(getattr(five, name)) for name in names} if has_five else None,
        ),
        stages=model.stages,
        threshold=model.threshold,
        final_threshold=model.final_threshold,
        profiles=dict(model.profiles),
    )


def _tracked(tracked: Any) -> TrackedFace:
    face = _face(tracked.face) if tracked.HasField("face") else None
    return TrackedFace(tracked.track_id, _word(tracked, "state", "TRACK_STATE_"), face)


def _face(face: Any) -> Face:
    values = list(face.landmarks)
    return Face(
        box=_box(face.box),
        landmarks=tuple(map(Point, values[0::2], values[1::2])),
        stages=face.stages,
        exit=_word(face, "exit", "EXIT_"),
        predicted_error=face.predicted_error,
        status=_word(face, "status", "STATUS_"),
        degraded=face.degraded,
        score=face.score if face.HasField("score") else None,
        timing=_timing(face),
    )


def _word(owner: Any, field: str, prefix: str) -> Any:
    """The word of REST for a value: its name in small letters without the prefix."""
    enum = owner.DESCRIPTOR.fields_by_name[field].enum_type
    return enum.values_by_number[getattr(owner, field)].name.removeprefix(prefix).lower()


def _problem(problem: Any) -> Problem:
    wait = problem.retry_after_ms / 1000 if problem.retry_after_ms else None
    return Problem(problem.type, problem.code, "", problem.detail, retry_after=wait)


def _timing(owner: Any) -> dict[str, float] | None:
    if not owner.HasField("timing"):
        return None
    timing = owner.timing
    return {field.name: getattr(timing, field.name) for field in timing.DESCRIPTOR.fields}


def _box(box: Any) -> Box:
    return Box(box.x, box.y, box.width, box.height)


def _name(model: Any) -> Name:
    return Name(model.name, model.version)


def _size(size: Any) -> Size:
    return Size(size.width, size.height)
