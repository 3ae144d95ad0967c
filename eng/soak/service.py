"""The service under test: a process with packages of its own, so that these can be swapped."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "src/MuSiCa.Service/bin/Release/net10.0/MuSiCa.Service.dll"
MODEL, FINDER = ROOT / "models/musica-68-int8", ROOT / "models/finder-320-int8"
START_SECONDS, STOP_SECONDS = 60, 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """A running service; `swap` gives its model another version and has it read again."""

    def __init__(self, folder: Path) -> None:
        if not PROGRAM.is_file():
            raise SystemExit(
                f"soak: {PROGRAM} is missing; build it: dotnet build -c Release src/MuSiCa.Service"
            )
        self.port, self.admin = free_port(), free_port()
        self._model = folder / "model"
        shutil.copytree(MODEL, self._model)
        self._description = json.loads((self._model / "model.json").read_text())
        self._log = (folder / "service.log").open("wb")
        self.log_path = folder / "service.log"
        self._process = subprocess.Popen(
            ["dotnet", str(PROGRAM), "--urls", f"http://127.0.0.1:{self.port}"],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env={
                **os.environ,
                "ORT_DISABLE_TELEMETRY": "1",
                "MuSiCa__Admin__Port": str(self.admin),
                "MuSiCa__Grpc__Port": "0",
                "MuSiCa__Inference__Provider": "cpu",
                "MuSiCa__Model__Path": str(self._model),
                "MuSiCa__Finding__Path": str(FINDER),
                "MuSiCa__Serving__DrainDelay": "00:00:00",
            },
        )
        self._await_ready()

    def swap(self, number: int) -> None:
        """Another version of the same model, published while requests run."""
        self._description["version"] = f"2.{number}"
        (self._model / "model.json").write_text(json.dumps(self._description))
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.admin}/admin/reload", method="POST"
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert json.load(answer)["changed"] == 1

    def metric(self, name: str) -> float:
        """The sum of a metric's series."""
        with urllib.request.urlopen(
            f"http://127.0.0.1:{self.admin}/metrics", timeout=30
        ) as answer:
            lines = answer.read().decode().splitlines()
        found = [float(line.split()[-1]) for line in lines if line.startswith(name + "{")]
        if not found:
            raise SystemExit(f"soak: the service has no metric {name}")
        return sum(found)

    def resident(self) -> int:
        """Bytes of memory."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) * 1024

    def handles(self) -> int:
        """Open files and sockets."""
        return len(os.listdir(f"/proc/{self._process.pid}/fd"))

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> int:
        """Ends it as a container engine does; its exit code."""
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return -1
        finally:
            self._log.close()

    def _await_ready(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.is_alive():
            try:
                with urllib.request.urlopen(
                    f"http://127.0.0.1:{self.admin}/health/ready", timeout=2
                ):
                    return
            except OSError:
                time.sleep(0.2)
        raise SystemExit(f"soak: the service did not get ready:\n{self.log_path.read_text()}")
