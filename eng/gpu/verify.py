"""Checks a published service on a machine with an NVIDIA GPU, and writes what it measured as a table.

Starts the service with CUDA and on the CPU in turn, compares their answers, drives both with the sample photos, and checks what
happens when no GPU can be seen. Needs Python 3.9 and nothing else. eng/verify-gpu.sh calls it.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

PORT = 18990
READY_SECONDS = 180
TOLERANCE = 0.1
"""Pixels of the photo by which landmarks on GPU and CPU may differ."""


class Failure(Exception):
    """Something that was checked does not hold."""


@contextmanager
def service(app: Path, **settings: str) -> Iterator[float]:
    """A running service; gives the seconds from its start until it was ready."""
    arguments = [f"--MuSiCa:{name.replace('__', ':')}={value}" for name, value in settings.items()]
    hidden = {"CUDA_VISIBLE_DEVICES": "-1"} if settings.get("Inference__Provider") == "auto" else {}
    begun = time.monotonic()
    process = subprocess.Popen(
        [app / "MuSiCa.Service", "--urls", f"http://127.0.0.1:{PORT}", "--MuSiCa:Grpc:Port=0", *arguments],
        cwd=app,
        env={**os.environ, **hidden},
        stdout=sys.stderr,
        stderr=sys.stderr,
    )
    try:
        while status("/health/ready") != 200:
            if process.poll() is not None:
                raise Failure(f"the service ended with exit code {process.returncode} ({settings})")
            if time.monotonic() - begun > READY_SECONDS:
                raise Failure(f"the service was not ready after {READY_SECONDS} s ({settings})")
            time.sleep(0.1)
        yield time.monotonic() - begun
    finally:
        process.terminate()
        process.wait(60)


def status(path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def call(method: str, path: str, body: bytes | None = None) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    try:
        connection.request(method, path, body)
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise Failure(f"{method} {path} answered {response.status}: {content[:300].decode(errors='replace')}")
    return content


def provider() -> dict[str, Any]:
    """What the model runs on, as GET /v1/models says it."""
    text = call("GET", "/v1/models").decode()
    found = re.search(r'"provider":\s*(\{[^{}]*\})', text)
    if found is None:
        raise Failure(f"/v1/models names no provider: {text[:300]}")
    return json.loads(found.group(1))


def answers(photos: list[Path]) -> list[list[dict[str, Any]]]:
    """The faces of each photo: found by the service, and given their boxes with all stages."""
    result = []
    for photo in photos:
        content = photo.read_bytes()
        faces = json.loads(call("POST", "/v1/landmarks", content))["faces"]
        boxes = "&".join("box={x},{y},{width},{height}".format(**face["box"]) for face in faces)
        result.append(faces)
        if boxes:
            result.append(json.loads(call("POST", f"/v1/landmarks?maxError=0.0001&{boxes}", content))["faces"])
    return result


def farthest(ours: list[list[dict[str, Any]]], theirs: list[list[dict[str, Any]]]) -> float:
    """The largest distance between the landmarks of two runs, in pixels of the photo."""
    most = 0.0
    for one, other in zip(ours, theirs):
        if len(one) != len(other):
            raise Failure(f"{len(one)} faces on the GPU, {len(other)} on the CPU")
        for face, twin in zip(one, other):
            if face["stages"] == twin["stages"]:
                most = max(most, *(math.dist(p, q) for p, q in zip(face["landmarks"], twin["landmarks"])))
    return most


def drive(job: tuple[str, bytes, float, int]) -> tuple[int, list[float]]:
    """Requests over one connection until the time is over: their number and their seconds."""
    path, content, seconds, port = job
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times: list[float] = []
    end = time.monotonic() + seconds
    while (begun := time.monotonic()) < end:
        connection.request("POST", path, content)
        response = connection.getresponse()
        response.read()
        if response.status == 200:
            times.append(time.monotonic() - begun)
    connection.close()
    return len(times), times


def load(path: str, content: bytes, connections: int, seconds: float) -> tuple[float, float]:
    """Requests a second and their median in milliseconds."""
    with ProcessPoolExecutor(connections) as pool:
        runs = list(pool.map(drive, [(path, content, seconds, PORT)] * connections))
    times = sorted(second for _, run in runs for second in run)
    if not times:
        raise Failure(f"no request to {path} was answered")
    return len(times) / seconds, 1000 * times[len(times) // 2]


def batches() -> dict[str, float]:
    """Mean faces of a batch and its mean milliseconds by phase, over all stages of the cascade so far."""
    totals: dict[str, float] = {}
    for line in call("GET", "/metrics").decode().splitlines():
        found = re.match(r'musica_batch_(size|duration_seconds)_(sum|count)\{([^}]*)\} ([^ ]+)', line)
        if found is None or 'stage="0"' in found.group(3):
            continue
        phase = re.search(r'phase="(\w+)"', found.group(3))
        name = phase.group(1) if phase else "size"
        key = f"{name} {found.group(2)}"
        totals[key] = totals.get(key, 0) + float(found.group(4))
    names = {key.split()[0] for key in totals}
    scale = {"size": 1.0}
    return {
        name: scale.get(name, 1000.0) * totals[f"{name} sum"] / max(1.0, totals[f"{name} count"]) for name in names
    }


def row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def measure(name: str, samples: Path, seconds: float) -> list[str]:
    """Rows of the table for the service that runs now."""
    single = (samples / "average-face.jpg").read_bytes()
    group = (samples / "group.jpg").read_bytes()
    faces = json.loads(call("POST", "/v1/landmarks", group))["faces"]
    boxes = [("box={x},{y},{width},{height}".format(**face["box"])) for face in faces]
    many = "&".join((boxes * 64)[:64])
    rows = []
    for label, path, content, count in (
        ("photo, box given", "/v1/landmarks?box=174,179,292,281", single, 1),
        ("photo, face found", "/v1/landmarks", single, 1),
        ("64 boxes, all stages", f"/v1/landmarks?maxError=0.0001&{many}", group, 64),
    ):
        for connections in (1, 16):
            rate, median = load(path, content, connections, seconds)
            rows.append(row(name, label, connections, f"{rate * count:,.0f}", f"{median:.1f}"))
            print(rows[-1], file=sys.stderr, flush=True)
    phases = batches()
    rows.append(row(name, "mean batch: " + ", ".join(f"{key} {value:.2f}" for key, value in sorted(phases.items())), "", "", ""))
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("app", type=Path, help="folder of the published service, with models/ in it")
    parser.add_argument("--samples", type=Path, required=True, help="folder of the sample photos")
    parser.add_argument("--seconds", type=float, default=5, help="length of each measurement (5)")
    parser.add_argument("--policies", nargs="*", default=["reform", "drain", "fixed"], help="policies to measure on the GPU")
    parser.add_argument("--write", type=Path, help="file for the table; standard output without")
    options = parser.parse_args()
    photos = sorted(options.samples.glob("*.jpg"))
    lines = ["| on | what | connections | faces a second | median, ms |", "|---|---|---:|---:|---:|"]
    try:
        on_gpu: list[list[dict[str, Any]]] = []
        for policy in options.policies:
            with service(options.app, Inference__Provider="cuda", Serving__Policy=policy) as seconds:
                if (active := provider())["active"] != "cuda":
                    raise Failure(f"asked for cuda, got {active}")
                lines.append(row(f"CUDA, {policy}", "from start to ready, s", "", "", f"{seconds:.1f}"))
                on_gpu = on_gpu or answers(photos)
                lines += measure(f"CUDA, {policy}", options.samples, options.seconds)
        with service(options.app, Inference__Provider="cpu") as seconds:
            apart = farthest(on_gpu, answers(photos))
            lines.append(row("CPU", "from start to ready, s", "", "", f"{seconds:.1f}"))
            lines += measure("CPU", options.samples, options.seconds)
        with service(options.app, Inference__Provider="auto"):
            fallback = provider()
            if fallback["active"] != "cpu" or not fallback.get("fallbackReason"):
                raise Failure(f"with no GPU to be seen, /v1/models says {fallback}")
        lines.append("")
        lines.append(f"Landmarks on GPU and CPU differ by {apart:.4f} pixels at most.")
        lines.append(f"With no GPU to be seen it says: {fallback['fallbackReason']}")
        if apart > TOLERANCE:
            raise Failure(f"landmarks on GPU and CPU differ by {apart:.4f} pixels, more than {TOLERANCE}")
    except Failure as failure:
        print("\n".join(lines))
        print(f"verify-gpu: FAILED: {failure}", file=sys.stderr)
        return 1
    text = "\n".join(lines) + "\n"
    if options.write:
        options.write.write_text(text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
