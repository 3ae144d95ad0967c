"""ONNX Runtime in the training reports nothing to its maker."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("onnx")

SCRIPT = """
import sys
from musica_train import onnx_runtime
from musica_train.errors import InputError
try:
    with onnx_runtime.open_session(open(sys.argv[1], "rb").read()):
        print("opened")
except InputError as error:
    print(error)
"""


def test_session_in_an_empty_network_with_a_fresh_home_writes_no_file(tmp_path: Path) -> None:
    """A process of its own: the runtime asks the environment once, when it is loaded."""
    unshare = ["unshare", "--net", "--"]
    if shutil.which("unshare") is None or subprocess.run([*unshare, "true"]).returncode != 0:
        pytest.skip("this machine allows no network namespace")
    home = tmp_path / "home"
    home.mkdir()
    packages = os.environ.get("NUGET_PACKAGES") or str(Path.home() / ".nuget/packages")
    environment = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "NUGET_PACKAGES": packages,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    root = Path(__file__).parents[1]
    stage = root.parent / "models/musica-68/stage-1.onnx"
    done = subprocess.run(
        [*unshare, sys.executable, "-c", SCRIPT, str(stage)],
        env=environment,
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    if "no ONNX Runtime" in done.stdout:
        pytest.skip(done.stdout)
    assert done.stdout == "opened\n"
    assert list(home.rglob("*")) == []
