#!/usr/bin/env python3
"""Follows the faces of a video, a line of JSON for each frame.

Needs grpcio, protobuf and ffmpeg.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys

from ffmpeg import read_frames

from musica_client import GrpcClient, MusicaError


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", help="whatever ffmpeg reads")
    parser.add_argument("--fps", type=float, default=25, help="frames a second to look at")
    parser.add_argument("--url", default="http://localhost:8081", help="where gRPC is served")
    arguments = parser.parse_args()

    try:
        with GrpcClient(arguments.url) as client:
            for answer in client.track(read_frames(["-i", arguments.video], arguments.fps)):
                print(json.dumps(dataclasses.asdict(answer)))
    except (OSError, MusicaError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
