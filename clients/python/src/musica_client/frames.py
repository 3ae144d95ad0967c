"""What goes into a stream of frames, and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .answers import Face, Size
from .problems import Problem

if TYPE_CHECKING:
    import numpy

State = Literal["started", "followed", "resumed", "lost"]


@dataclass(frozen=True)
class Pixels:
    """Samples as they lie in memory, upright, rows without a gap."""

    data: bytes
    width: int
    height: int
    format: Literal["rgb", "bgr", "grey"] = "rgb"

    @classmethod
    def from_array(cls, array: numpy.ndarray) -> Pixels:
        """From uint8 of shape (height, width, 3), red first, or (height, width).

        For OpenCV's frames write `Pixels(frame.tobytes(), width, height, "bgr")`.
        """
        if array.dtype != "uint8" or array.ndim < 2 or array.shape[2:] not in ((), (3,)):
            raise ValueError(
                "An image is an array of uint8 of shape (height, width, 3) or (height, width), "
                f"not {array.dtype} of {array.shape}."
            )
        height, width = array.shape[:2]
        return cls(array.tobytes(), width, height, "rgb" if array.ndim == 3 else "grey")




@dataclass(frozen=True)
class Frame:
    """One picture of a video, with what is known of it."""

    image: bytes | Pixels | numpy.ndarray
    time: float | None = None
    """Seconds from any origin."""
    id: int | None = None
    """Given back with the answer; by default frames are counted from 0."""
    boxes: Sequence[Sequence[float]] = ()
    """Where faces are: x, y, width, height of each."""


@dataclass(frozen=True)
class Smoothing:
    """One-Euro filter over the landmarks of each face; its defaults are the service's."""

    min_cutoff: float = 0
    beta: float = 0


@dataclass(frozen=True)
class TrackedFace:
    """A face that is followed; its id is never given twice in a stream."""

    track_id: int
    state: State
    """`lost` once, with the last frame of the face; its landmarks are then not to be relied on."""
    face: Face | None


@dataclass(frozen=True)
class FrameAnswer:
    """The faces of one frame."""

    id: int
    time: float
    image: Size
    faces: tuple[TrackedFace, ...]
    skipped: int = 0
    """Frames that were skipped since the last answer."""
    skipped_ids: tuple[int, ...] = ()
    """Numbers of the last of these, at most 256."""
    problem: Problem | None = None
    """Why the frame has no faces; the stream goes on."""
    notice: str = ""
    """What the sender should know about the stream, each thing once."""
