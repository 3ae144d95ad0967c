"""Runs several commands side by side: `python3 -m musica_train.jobs FILE --logs DIR`.

FILE holds a job a line: a name, a limit in seconds, and a shell command, between tabs; lines with
a # in front are left out. Every job writes a log of its own; a job that runs over its limit is
ended. The exit code is the number of jobs that failed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Job:
    """A command and the seconds that it may run."""

    name: str
    seconds: float
    command: str


def read_jobs(path: Path) -> list[Job]:
    """The jobs of a file."""
    rows = [line for line in path.read_text().splitlines() if line.strip() and line[0] != "#"]
    fields = [row.split("\t", 2) for row in rows]
    return [Job(name, float(seconds), command) for name, seconds, command in fields]


def run_jobs(jobs: list[Job], logs: Path) -> int:
    """Runs all of them at once; returns how many failed."""
    logs.mkdir(parents=True, exist_ok=True)
    began, failed = time.monotonic(), 0
    running: dict[str, tuple[Job, subprocess.Popen[bytes]]] = {}
    for job in jobs:
        with (logs / f"{job.name}.log").open("wb") as log:
            process = subprocess.Popen(
                ["bash", "-c", f"exec {job.command}"], stdout=log, stderr=subprocess.STDOUT
            )
        running[job.name] = (job, process)
    while running:
        time.sleep(0.2)
        for name, (job, process) in list(running.items()):
            elapsed = time.monotonic() - began
            if process.poll() is None and elapsed > job.seconds:
                process.kill()
                process.wait()
            if process.poll() is not None:
                print(f"{name}: exit {process.returncode} after {elapsed:.0f} s", flush=True)
                failed += process.returncode != 0
                del running[name]
    return failed


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="musica_train.jobs", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--logs", type=Path, required=True, metavar="DIR")
    given = parser.parse_args()
    return run_jobs(read_jobs(given.file), given.logs)


if __name__ == "__main__":
    sys.exit(main())
