"""Replicas and proxies as processes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

from replicas.places import ROOT, Place, configuration

PROGRAM = ROOT / "src/MuSiCa.Service/bin/Release/net10.0/MuSiCa.Service.dll"
START_SECONDS, STOP_SECONDS = 90, 60


class Failed(Exception):
    """What ends the check, in words for whoever runs it."""


class Process:
    """A program in its place, with its output in a file."""

    def __init__(
        self, place: Place, log: Path, command: list[str], variables: dict[str, str]
    ) -> None:
        self.place, self.log = place, log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [*place.command, *command],
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **variables},
            )

    def await_ready(self) -> None:
        """Until it answers that it is ready; a proxy does when a replica does."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            try:
                self.get("/health/ready")
                return
            except OSError:
                time.sleep(0.1)
        raise Failed(f"{self.place.name} did not get ready:\n{self.log.read_text()}")

    def get(self, path: str) -> str:
        url = f"http://{self.place.address}:{self.place.rest}{path}"
        with urllib.request.urlopen(url, timeout=5) as answer:
            return str(answer.read().decode())

    def terminate(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        return self._process.wait(STOP_SECONDS)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


class Replica(Process):
    """One instance of the service."""

    def __init__(self, place: Place, folder: Path) -> None:
        super().__init__(
            place,
            folder / f"{place.name}.log",
            ["dotnet", str(PROGRAM), "--urls", f"http://{place.address}:{place.rest}"],
            {
                "ORT_DISABLE_TELEMETRY": "1",
                "MuSiCa__Grpc__Port": str(place.grpc),
                "MuSiCa__Inference__Provider": "cpu",
            },
        )

    def answered(self) -> dict[str, int]:
        """Requests that it has answered, by protocol."""
        counts: dict[str, int] = {}
        series = r"^musica_request_duration_seconds_count\{(.*)\} (\d+)"
        for labels, value in re.findall(series, self.get("/metrics"), re.MULTILINE):
            protocol = re.search(r'protocol="(\w+)"', labels)
            if protocol and 'outcome="ok"' in labels:
                counts[protocol[1]] = counts.get(protocol[1], 0) + int(value)
        return counts


def start_proxy(name: str, places: dict[str, Place], folder: Path) -> Process:
    """nginx or HAProxy with its configuration of deploy/."""
    file = str(configuration(name, places, folder))
    errors, directives = str(folder / "nginx.log"), f"daemon off; pid {folder}/nginx.pid;"
    command = {
        "nginx": ["nginx", "-c", file, "-e", errors, "-g", directives],
        "haproxy": ["haproxy", "-db", "-f", file],
    }[name]
    return Process(places["proxy"], folder / f"{name}.log", command, {})
