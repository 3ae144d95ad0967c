#!/usr/bin/env python3
"""Landmarks of the faces in a photo."""

from __future__ import annotations

import argparse
import sys

from musica_client import Box, Client, MusicaError


def box(text: str) -> Box:
    return Box(*map(float, text.split(",")))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo", help="a JPEG, PNG or WebP file")
    parser.add_argument(
        "--box",
        type=box,
        action="append",
        default=[],
        metavar="X,Y,WIDTH,HEIGHT",
        help="where a face is, in pixels; repeat it for more faces; without any they are found",
    )
    parser.add_argument("--url", default="http://localhost:8080", help="where REST is served")
    arguments = parser.parse_args()

    try:
        with Client(arguments.url) as client:
            answer = client.locate(arguments.photo, arguments.box)
    except (OSError, MusicaError) as error:
        print(error, file=sys.stderr)
        return 1

    for number, face in enumerate(answer.faces, start=1):
        print(
            f"face {number}: {face.status}, {face.exit} after {face.stages} stages, "
            f"expected error {face.predicted_error:.4f}"
        )
        for point in face.landmarks:
            print(f"  {point.x:.2f} {point.y:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
