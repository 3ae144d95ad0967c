"""The service on its usual ports, in a network of its own."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from support.paths import ROOT, built
from support.server import Server

_SECONDS = 100


class OwnNetwork:
    """A running service, and shells that reach it by its usual address."""

    def __init__(self, settings: Sequence[str], folder: Path) -> None:
        """`folder` is where the shells run; it gets what commands name of the repository."""
        program = ["dotnet", str(built(ROOT / "src/MuSiCa.Service")), *settings]
        # The service keeps the number of the shell; nsenter finds the network by it.
        script = f"ip link set lo up && echo network $$ && exec {shlex.join(program)}"
        command = ["unshare", "--net", "env", "ASPNETCORE_URLS=http://localhost:8080", "sh", "-c"]
        self.server = Server([*command, script], r"^network (\d+)", "Ready: ")
        self._folder = folder
        for name in ("samples", "clients", "README.md"):
            (folder / name).symlink_to(ROOT / name)
        programs = folder / ".bin"
        programs.mkdir()
        (programs / "python3").symlink_to(sys.executable)

    def run(self, text: str) -> subprocess.CompletedProcess[str]:
        """As a reader's shell runs it, but that the first failure ends it."""
        environment = {
            **os.environ,
            "PATH": f"{self._folder / '.bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "clients/python/src"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        network = ["nsenter", "--net", "--target", str(self.server.port)]
        return subprocess.run(
            [*network, "bash", "-euo", "pipefail", "-c", text],
            cwd=self._folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.server.__exit__(*error)
