#!/usr/bin/env python3
"""Follows the faces before a camera.

Needs grpcio, protobuf and ffmpeg, which reads the camera: OpenCV is not needed.
"""

from __future__ import annotations

import argparse
import sys

from ffmpeg import read_frames

from musica_client import FrameAnswer, GrpcClient, MusicaError, Smoothing


def describe(answer: FrameAnswer) -> str:
    if answer.problem:
        return f"frame {answer.id}: {answer.problem.type}: {answer.problem.detail}"
    faces = [
        f"track {tracked.track_id} {tracked.state}"
        + (" but uncertain" if tracked.face and tracked.face.is_uncertain else "")
        for tracked in answer.faces
    ]
    skipped = f" ({answer.skipped} skipped)" if answer.skipped else ""
    return f"frame {answer.id}: {', '.join(faces) or 'no face'}{skipped}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--driver", default="v4l2", help="on macOS avfoundation")
    parser.add_argument("--device", default="/dev/video0", help="as the driver names it")
    parser.add_argument("--url", default="http://localhost:8081", help="where gRPC is served")
    arguments = parser.parse_args()

    camera = read_frames(["-f", arguments.driver, "-i", arguments.device])
    try:
        with GrpcClient(arguments.url) as client:
            # Only the newest picture counts, and eyes that rest should not tremble.
            for answer in client.track(camera, latest=True, smoothing=Smoothing()):
                print(describe(answer))
    except (OSError, MusicaError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
