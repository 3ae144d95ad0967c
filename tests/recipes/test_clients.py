"""What the READMEs of the clients show."""

from __future__ import annotations

import shlex

import pytest
from documents import code
from network import OwnNetwork
from support.paths import ROOT, built

CLIENTS = ROOT / "clients"


def test_python(network: OwnNetwork) -> None:
    text = code(CLIENTS / "python/README.md", "python")
    before = "frames = [open('samples/average-face.jpg', 'rb').read()] * 2"
    result = network.run(f"python3 -c {shlex.quote(f'{before}{chr(10)}{text}')}")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        "accepted (68, 2)",
        "0 [(1, 'started')]",
        "1 [(1, 'followed')]",
    ]


def test_javascript(network: OwnNetwork) -> None:
    folder = CLIENTS / "typescript"
    if not (folder / "dist").exists():
        pytest.skip("clients/typescript is not built: npm ci && npm run build")
    text = code(folder / "README.md", "js")
    photo = f"(await import('node:fs')).readFileSync('{ROOT}/samples/average-face.jpg')"
    before = f"const photo = {photo}; const frames = [photo, photo];"
    # The client is left open, as it would be in a program that goes on.
    script = f"{before}\n{text}\nprocess.exit();"
    node = f"node --input-type=module --eval {shlex.quote(script)}"
    result = network.run(f"cd {folder} && {node}")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == ["0 [ [ 1, 'started' ] ]", "1 [ [ 1, 'followed' ] ]"]


def test_csharp(network: OwnNetwork) -> None:
    example = CLIENTS / "dotnet/MuSiCa.Client.Example"
    alias, *lines = code(example / "README.md", "sh").splitlines()
    assert alias.startswith("alias example=")
    program = f'example() {{ dotnet {built(example)} "$@"; }}'
    # The other two need a video and a camera; the tests of the client have both.
    asked = [line for line in lines if line.split()[1] in ("photo", "folder")]
    result = network.run("\n".join([program, *asked]))
    assert result.returncode == 0, result.stderr
    assert len(asked) == 2
    assert "face 1: Accepted, Confident after 3 stages" in result.stdout
    assert "6 photos done, 0 failed" in result.stderr
