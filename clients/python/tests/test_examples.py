"""The examples, as their reader would run them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.paths import ROOT
from support.pictures import SAMPLE

PACKAGE = ROOT / "clients/python"
needs_ffmpeg = pytest.mark.skipif(
    shutil.which("ffmpeg") is None, reason="ffmpeg is not installed (Debian package ffmpeg)"
)


def run(example: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, PACKAGE / "examples" / example, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(PACKAGE / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_photo(rest_url: str) -> None:
    result = run("photo.py", SAMPLE, "--url", rest_url)
    assert (result.returncode, result.stderr) == (0, "")
    title, *points = result.stdout.splitlines()
    assert title.startswith("face 1: accepted, confident after ")
    assert len(points) == 68


def test_photo_says_what_is_wrong(rest_url: str) -> None:
    result = run("photo.py", SAMPLE, "--box", "9000,0,9,9", "--url", rest_url)
    assert result.returncode == 1
    assert result.stderr.startswith("box-outside: Box 1 ")


def test_folder(rest_url: str, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    shutil.copy(SAMPLE, tmp_path / "more/face.JPG")
    shutil.copy(ROOT / "samples/group.jpg", tmp_path)
    (tmp_path / "bad.png").write_text("no image")
    (tmp_path / "notes.txt").write_text("no photo")
    result = run("folder.py", tmp_path, "--url", rest_url)
    assert result.returncode == 1
    assert result.stderr == "2 photos done, 1 failed\n"
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(line["file"]).name for line in lines] == ["bad.png", "group.jpg", "face.JPG"]
    assert lines[0]["error"].startswith("image-unsupported: ")
    assert [len(line["faces"]) for line in lines[1:]] == [9, 1]


@needs_ffmpeg
def test_video(grpc_url: str, tmp_path: Path) -> None:
    video = tmp_path / "face.mp4"
    source = ["-loop", "1", "-framerate", "10", "-i", SAMPLE, "-t", "1", "-pix_fmt", "yuv420p"]
    subprocess.run(["ffmpeg", "-loglevel", "error", *source, video], check=True)
    result = run("video.py", video, "--fps", 10, "--url", grpc_url)
    assert (result.returncode, result.stderr) == (0, "")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == list(range(10))
    assert all(answer["faces"][0]["track_id"] == 1 for answer in answers)


@needs_ffmpeg
def test_video_that_is_none(grpc_url: str) -> None:
    result = run("video.py", "missing.mp4", "--url", grpc_url)
    assert result.returncode == 1
    assert "ffmpeg read no frame" in result.stderr


@needs_ffmpeg
def test_webcam(grpc_url: str) -> None:
    """The sample in place of a camera."""
    camera = f"movie={SAMPLE},loop=loop=4:size=1"
    result = run("webcam.py", "--driver", "lavfi", "--device", camera, "--url", grpc_url)
    assert (result.returncode, result.stderr) == (0, "")
    assert "track 1 started" in result.stdout.splitlines()[0]
