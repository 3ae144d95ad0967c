"""Where things lie."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
STANDARD_PROTOS = ROOT / "tests/clients/protos"
INTEROP = ROOT / "tests/MuSiCa.Grpc.Interop"


def built(project: Path) -> Path:
    """The program that a build in Release left."""
    return project / f"bin/Release/net10.0/{project.name}.dll"
