"""What the service answers, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy

Exit = Literal["confident", "exhausted", "budget", "deadline"]
Status = Literal["accepted", "uncertain"]


class Box(NamedTuple):
    """A rectangle in pixels: left edge, top edge, width and height."""

    x: float
    y: float
    width: float
    height: float


class Point(NamedTuple):
    """A landmark in pixels."""

    x: float
    y: float


class Size(NamedTuple):
    """Of the upright image, in pixels."""

    width: int
    height: int


class Name(NamedTuple):
    """Which model answered."""

    name: str
    version: str


@dataclass(frozen=True)
class Face:
    """The landmarks of one face and how far they can be relied on."""

    box: Box
    """What the face was framed by."""
    landmarks: tuple[Point, ...]
    stages: int
    """How many ran."""
    exit: Exit
    """Why it left."""
    predicted_error: float
    """What the model expects, as a fraction of the distance between the outer eye corners."""
    status: Status
    """`uncertain` where even the last predicted error is too large: perhaps there is no face."""
    degraded: bool = False
    """It left earlier than its threshold allows, because the service was overloaded."""
    score: float | None = None
    """Probability that the box holds a face, where it was found."""
    timing: Mapping[str, float] | None = None
    """Milliseconds in the model by name, where they were asked for."""

    @property
    def is_uncertain(self) -> bool:
        """Whether the landmarks should not be relied on."""
        return self.status == "uncertain"

    def array(self) -> numpy.ndarray:
        """The landmarks as float32 of shape (landmarks, 2); needs numpy."""
        import numpy

        return numpy.array(self.landmarks, dtype=numpy.float32).reshape(-1, 2)

    @classmethod
    def from_json(cls, json: Mapping[str, Any]) -> Face:
        return cls(
            box=box_from_json(json["box"]),
            landmarks=tuple(Point(x, y) for x, y in json["landmarks"]),
            stages=json["stages"],
            exit=json["exit"],
            predicted_error=json["predictedError"],
            status=json["status"],
            degraded=json.get("degraded", False),
            score=json.get("score"),
            timing=json.get("timing"),
        )


@dataclass(frozen=True)
class Answer:
    """The faces of one image: in the order of their boxes, or, found, the largest first."""

    model: Name
    image: Size
    faces: tuple[Face, ...]
    finder: Name | None = None
    """Which model found the faces; none where their boxes were given."""
    timing: Mapping[str, float] | None = None
    """Milliseconds before the faces came to the model by name, where they were asked for."""

    @classmethod
    def from_json(cls, json: Mapping[str, Any]) -> Answer:
        return cls(
            model=_name(json["model"]),
            image=_size(json["image"]),
            faces=tuple(map(Face.from_json, json["faces"])),
            finder=_name(json["finder"]) if "finder" in json else None,
            timing=json.get("timing"),
        )


@dataclass(frozen=True)
class FoundFace:
    """A face without its landmarks."""

    box: Box
    score: float
    """Probability that the box holds a face."""


@dataclass(frozen=True)
class FoundBoxes:
    """Where the faces of an image are, the largest first."""

    finder: Name
    image: Size
    faces: tuple[FoundFace, ...]
    least_face: float | None = None
    """Longer side of the smallest face that was looked for, in pixels; REST only."""

    @classmethod
    def from_json(cls, json: Mapping[str, Any]) -> FoundBoxes:
        faces = (FoundFace(box_from_json(each["box"]), each["score"]) for each in json["faces"])
        return cls(_name(json["finder"]), _size(json["image"]), tuple(faces), json["leastFace"])


@dataclass(frozen=True)
class Scheme:
    """What the landmarks of a model mean. Left and right are those of the person in the picture."""

    name: str
    count: int
    groups: Mapping[str, tuple[int, ...]]
    """Indices of the landmarks of each part of the face, such as `left-eye`, in drawing order."""
    mirror: tuple[int, ...]
    """For each landmark its counterpart in a mirrored picture of the face."""
    five_points: Mapping[str, tuple[int, ...]] | None
    """left_eye, right_eye, nose_tip, left_mouth, right_mouth: each the mean of the landmarks here."""

    def five(self, face: Face) -> dict[str, Point]:
        """The five points that face recognition aligns by."""
        if self.five_points is None:
            raise ValueError(f"The model does not name five points of its {self.name} landmarks.")
        return {
            name: _mean([face.landmarks[index] for index in indices])
            for name, indices in self.five_points.items()
        }

    @classmethod
    def from_json(cls, json: Mapping[str, Any]) -> Scheme:
        five = json.get("fivePoints")
        return cls(
            name=json["scheme"],
            count=json["count"],
            groups={group["name"]: tuple(group["indices"]) for group in json["groups"]},
            mirror=tuple(json["mirror"]),
            five_points=five and {_snake(name): tuple(places) for name, places in five.items()},
        )


@dataclass(frozen=True)
class Model:
    """A loaded model."""

    name: str
    version: str
    license: str
    landmarks: Scheme
    stages: int
    """That a face takes at most."""
    threshold: float
    """A face whose predicted error is below it leaves, where a call has no limits."""
    final_threshold: float
    """A face whose last predicted error is above it is uncertain."""
    profiles: Mapping[str, float]
    """Thresholds by the names that `profile` takes."""

    @classmethod
    def from_json(cls, json: Mapping[str, Any]) -> Model:
        exits = json["exit"]
        return cls(
            name=json["name"],
            version=json["version"],
            license=json["license"],
            landmarks=Scheme.from_json(json["landmarks"]),
            stages=len(json["stages"]),
            threshold=exits["threshold"],
            final_threshold=exits["finalThreshold"],
            profiles=exits["profiles"],
        )


def box_from_json(json: Mapping[str, float]) -> Box:
    return Box(json["x"], json["y"], json["width"], json["height"])


def _name(json: Mapping[str, str]) -> Name:
    return Name(json["name"], json["version"])


def _size(json: Mapping[str, int]) -> Size:
    return Size(json["width"], json["height"])


def _mean(points: Sequence[Point]) -> Point:
    return Point(*(sum(values) / len(points) for values in zip(*points, strict=True)))


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
