#!/usr/bin/env python3
"""Follows a face over the frames of a video, over gRPC. The video is painted here."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator

import grpc
from musica.v1 import landmarks_pb2 as pb
from musica.v1.landmarks_pb2_grpc import FaceLandmarkerStub

SIDE = 320
FACE = 80
FRAME_US = 40_000
NOSE_TIP = 30

# Ellipses of the face, in halves of its height: centre x and y, half axes, grey.
FEATURES = [
    (0.0, 0.05, 0.78, 1.0, 190),
    (-0.36, -0.2, 0.15, 0.07, 60),
    (0.36, -0.2, 0.15, 0.07, 60),
    (-0.36, -0.38, 0.2, 0.045, 90),
    (0.36, -0.38, 0.2, 0.045, 90),
    (0.0, 0.2, 0.12, 0.06, 130),
    (0.0, 0.52, 0.3, 0.08, 95),
]


def paint(face_x: int, face_y: int) -> bytes:
    """A frame with the face around a point, one byte a pixel."""
    pixels = bytearray([96] * (SIDE * SIDE))
    for dx, dy, half_width, half_height, grey in FEATURES:
        x, y = face_x + dx * FACE, face_y + dy * FACE
        for row in range(int(y - half_height * FACE), int(y + half_height * FACE) + 1):
            share = 1 - ((row - y) / (half_height * FACE)) ** 2
            reach = half_width * FACE * math.sqrt(max(0.0, share))
            left, right = int(x - reach), int(x + reach)
            pixels[row * SIDE + left : row * SIDE + right] = bytes([grey]) * (right - left)
    return bytes(pixels)


def frames(count: int, smooth: bool) -> Iterator[pb.Frame]:
    """What a camera would give: only the first frame says where the face is."""
    for number in range(count):
        angle = number / 8
        x, y = 160 + round(50 * math.sin(angle)), 160 + round(40 * math.sin(2 * angle))
        pixels = pb.Pixels(
            format=pb.Pixels.FORMAT_GREY, width=SIDE, height=SIDE, data=paint(x, y)
        )
        frame = pb.Frame(
            id=number, timestamp_us=FRAME_US * number, image=pb.Image(pixels=pixels)
        )
        if number == 0:
            frame.boxes.add(x=x - 0.7 * FACE, y=y - 0.5 * FACE, width=1.4 * FACE, height=1.5 * FACE)
            if smooth:
                frame.config.smoothing.SetInParent()
        yield frame


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=50, help="how many to send")
    parser.add_argument("--smooth", action="store_true", help="ask for steadier landmarks")
    parser.add_argument("--address", default="localhost:8081", help="where gRPC is served")
    arguments = parser.parse_args()

    with grpc.insecure_channel(arguments.address) as channel:
        try:
            stream = frames(arguments.frames, arguments.smooth)
            for answer in FaceLandmarkerStub(channel).Track(stream):
                print(describe(answer))
        except grpc.RpcError as error:
            print(f"{error.code().name}: {error.details()}", file=sys.stderr)
            return 1
    return 0


def describe(answer: pb.FrameLandmarks) -> str:
    if answer.HasField("problem"):
        return f"frame {answer.id}: {answer.problem.type}: {answer.problem.detail}"
    return f"frame {answer.id}: " + (", ".join(map(describe_face, answer.faces)) or "no face")


def describe_face(tracked: pb.TrackedFace) -> str:
    text = f"track {tracked.track_id} {pb.TrackState.Name(tracked.state)}"
    if not tracked.HasField("face"):
        return text  # It has left the picture.
    x, y = tracked.face.landmarks[2 * NOSE_TIP : 2 * NOSE_TIP + 2]
    return f"{text}, nose at {x:.1f} {y:.1f}"


if __name__ == "__main__":
    sys.exit(main())
