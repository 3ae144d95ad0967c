#!/usr/bin/env python3
"""Landmarks of the faces in a photo, over gRPC."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import grpc
from musica.v1 import landmarks_pb2 as pb
from musica.v1.landmarks_pb2_grpc import FaceLandmarkerStub


def parse_box(text: str) -> pb.Box:
    x, y, width, height = map(float, text.split(","))
    return pb.Box(x=x, y=y, width=width, height=height)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo", type=Path, help="a JPEG, PNG or WebP file")
    parser.add_argument(
        "--box",
        type=parse_box,
        action="append",
        required=True,
        metavar="X,Y,WIDTH,HEIGHT",
        help="where a face is, in pixels; repeat it for more faces",
    )
    parser.add_argument("--profile", default="", help="fast, balanced or accurate")
    parser.add_argument("--timeout", type=float, default=10, help="seconds to wait at most")
    parser.add_argument("--address", default="localhost:8081", help="where gRPC is served")
    arguments = parser.parse_args()

    request = pb.LocateRequest(
        image=pb.Image(encoded=arguments.photo.read_bytes()),
        boxes=arguments.box,
        limits=pb.Limits(profile=arguments.profile),
    )
    with grpc.insecure_channel(arguments.address) as channel:
        try:
            response = FaceLandmarkerStub(channel).Locate(request, timeout=arguments.timeout)
        except grpc.RpcError as error:
            print(f"{error.code().name}: {error.details()}", file=sys.stderr)
            return 1

    for number, face in enumerate(response.faces, start=1):
        print(
            f"face {number}: {pb.Status.Name(face.status)}, {pb.Exit.Name(face.exit)} after "
            f"{face.stages} stages, expected error {face.predicted_error:.4f}"
        )
        for x, y in zip(face.landmarks[0::2], face.landmarks[1::2]):
            print(f"  {x:.2f} {y:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
