"""The service that the recipes start."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from documents import commands
from network import OwnNetwork
from support.paths import ROOT

TOOLS = ("ip", "unshare", "nsenter", "curl", "jq", "file", "ffmpeg", "node")


def why_not() -> str | None:
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        debian = "iproute2 util-linux curl jq file ffmpeg nodejs"
        return f"{', '.join(missing)} missing (Debian: {debian})"
    if subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode:
        return "a network of its own needs root"
    return None


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnNetwork]:
    if reason := why_not():
        pytest.skip(reason)
    recipes = commands(ROOT / "docs/recipes.md")
    start = next(each for each in recipes if each.text.startswith("./run.sh"))
    # Paths are those of the repository, which run.sh is started in.
    settings = shlex.split(start.text.replace("=models/", f"={ROOT}/models/"))[1:]
    with OwnNetwork(settings, tmp_path_factory.mktemp("reader")) as running:
        yield running
