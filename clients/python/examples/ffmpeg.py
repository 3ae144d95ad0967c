"""Pictures from ffmpeg, which must be installed: a video file, or a camera."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence

from musica_client import Frame, Pixels


def read_frames(source: Sequence[str], fps: float | None = None) -> Iterator[Frame]:
    """The frames that `ffmpeg SOURCE` decodes, upright.

    At `fps` some are repeated or left out; without it they come, and are timed, as they are taken.
    """
    rate = ["-r", f"{fps:g}"] if fps else []
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", *source, "-an", *rate]
    command += ["-f", "image2pipe", "-c:v", "ppm", "-"]
    number = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            # A PPM: three lines of text, then red, green and blue of each pixel.
            while process.stdout.readline():
                width, height = map(int, process.stdout.readline().split())
                process.stdout.readline()
                pixels = Pixels(process.stdout.read(3 * width * height), width, height)
                yield Frame(pixels, time=number / fps if fps else time.monotonic())
                number += 1
        finally:
            process.kill()
    if number == 0:
        raise OSError(f"ffmpeg read no frame: {' '.join(command)}")
