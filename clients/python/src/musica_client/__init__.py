"""Facial landmarks from MuSiCa.Service, over REST (`Client`) and gRPC (`GrpcClient`).

Coordinates are pixels of the upright image (EXIF orientation applied), pixel centres at integers.
Errors are fractions of the distance between the outer eye corners: 0.04 is 4 %.
"""

from .answers import (
    Answer,
    Box,
    Face,
    FoundBoxes,
    FoundFace,
    Model,
    Name,
    Point,
    Scheme,
    Size,
)
from .frames import Frame, FrameAnswer, Pixels, Smoothing, TrackedFace
from .grpc_client import GrpcClient
from .problems import ConnectionFailed, DeadlineExceeded, MusicaError, Problem, ProblemError
from .rest import Client
from .retrying import Retry

__all__ = [
    "Answer",
    "Box",
    "Client",
    "ConnectionFailed",
    "DeadlineExceeded",
    "Face",
    "FoundBoxes",
    "FoundFace",
    "Frame",
    "FrameAnswer",
    "GrpcClient",
    "Model",
    "MusicaError",
    "Name",
    "Pixels",
    "Point",
    "Problem",
    "ProblemError",
    "Retry",
    "Scheme",
    "Size",
    "Smoothing",
    "TrackedFace",
]
