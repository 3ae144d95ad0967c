"""The package as it is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.paths import ROOT

PACKAGE = ROOT / "clients/python"
SOURCE = PACKAGE / "src"


def test_descriptors_are_those_of_protos(tmp_path: Path) -> None:
    compiled = tmp_path / "protos.binpb"
    subprocess.run([PACKAGE / "descriptors.sh", compiled], check=True)
    kept = SOURCE / "musica_client/protos.binpb"
    assert described(compiled) == described(kept), "Run clients/python/descriptors.sh"


def test_install_without_index(tmp_path: Path) -> None:
    pytest.importorskip("pip")
    pytest.importorskip("wheel")
    source, site = tmp_path / "source", tmp_path / "site"
    shutil.copytree(PACKAGE, source)
    options = ["--no-index", "--no-build-isolation", "--no-deps", "--target", site]
    pip = [sys.executable, "-m", "pip", "install", *options, source]
    subprocess.run(pip, check=True, capture_output=True)
    opened = "musica_client.GrpcClient().close()"
    assert run(f"import musica_client; {opened}; print(musica_client.__file__)", site) == str(
        site / "musica_client/__init__.py"
    )


def test_rest_needs_the_standard_library_only() -> None:
    """Neither NumPy nor grpcio is imported before it is used."""
    loaded = "{'numpy', 'grpc', 'google'} & set(sys.modules)"
    assert run(f"import musica_client; musica_client.Client(); print({loaded})", SOURCE) == "set()"


def run(code: str, path: Path) -> str:
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, '{path}'); {code}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def described(file: Path) -> str:
    """What it describes; other versions of protoc write other bytes."""
    from google.protobuf import descriptor_pb2

    described = descriptor_pb2.FileDescriptorSet.FromString(file.read_bytes())
    names = ("landmarks.proto", "status.proto", "error_details.proto")
    return str([each for each in described.file if each.name.endswith(names)])
