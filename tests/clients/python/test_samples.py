"""The example client in C#, as its README runs it, against the service."""

from __future__ import annotations

import re
import subprocess

import pytest

from subjects.landmarks import distance, points
from subjects.service import Service
from support.paths import ROOT
from support.pictures import BOX, SAMPLE

CLIENTS = ROOT / "samples/clients"
CSHARP = CLIENTS / "csharp/bin/Release/net10.0/MuSiCa.Samples.Client.dll"
SECONDS = 60
BOX_TEXT = ",".join(map(str, BOX))


class Client:
    """A way to run both commands of a client."""

    def __init__(self, *locate: object, track: list[object], url: str) -> None:
        self._commands = {"locate": list(locate), "track": track}
        self._url = url

    def run(self, command: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        parts = [*self._commands[command], *arguments, "--address", self._url]
        return subprocess.run(
            list(map(str, parts)),
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )


@pytest.fixture
def client(service: Service) -> Client:
    run = ["dotnet", CSHARP]
    return Client(*run, "locate", track=[*run, "track"], url=f"http://{service.server.target}")


def test_locate(service: Service, client: Client) -> None:
    run = client.run("locate", SAMPLE, "--box", BOX_TEXT)
    assert (run.returncode, run.stderr) == (0, "")
    title, *lines = run.stdout.splitlines()
    assert re.match(r"face 1: .*accepted.* after \d stages", title, re.IGNORECASE)
    found = [float(number) for line in lines for number in line.split()]
    [face] = service.rest.locate(SAMPLE.read_bytes(), [BOX])["faces"]
    assert distance(found, points(face)) <= 0.011


def test_locate_says_what_is_wrong(client: Client) -> None:
    run = client.run("locate", SAMPLE, "--box", "9000,0,9,9")
    assert run.returncode == 1
    assert re.match(r"invalid_?argument: Box 1 .* lies outside", run.stderr, re.IGNORECASE)


@pytest.mark.parametrize("options", [[], ["--smooth"]], ids=["plain", "smooth"])
def test_track(client: Client, options: list[str]) -> None:
    run = client.run("track", "--frames", 30, *options)
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == [f"frame {number}" for number in range(30)]
    assert re.search(r"track 1 \w*started", lines[0], re.IGNORECASE)
    for line in lines[1:]:
        assert re.search(r"track 1 \w*followed, nose at \d", line, re.IGNORECASE), line
