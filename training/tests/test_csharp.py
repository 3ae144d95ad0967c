"""The same package and faces through `musica evaluate`: the same landmarks and figures."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from conftest import TEST_FACES, Workplace, call

pytest.importorskip("torch", reason="PyTorch is not installed")

BUILDS = Path(__file__).parents[2] / "src" / "MuSiCa.Cli" / "bin"

MEAN_PIXELS = 0.05
POINTS_OF_NME = 0.02


@pytest.fixture(scope="module")
def musica() -> list[str]:
    """How to call the command line of the service's side, newest build first."""
    dotnet = shutil.which("dotnet")
    if dotnet is None:
        pytest.skip("dotnet is not installed")
    built = sorted(BUILDS.glob("*/net*/musica.dll"), key=lambda path: path.stat().st_mtime)
    if not built:
        pytest.skip("src/MuSiCa.Cli is not built; run `dotnet build -c Release`")
    return [dotnet, str(built[-1])]


def dumped(path: Path) -> dict[str, dict]:  # type: ignore[type-arg]
    entries = (json.loads(line) for line in path.read_text().splitlines())
    return {entry["name"]: entry for entry in entries}


def test_both_sides_find_the_same_landmarks(
    exported: Workplace, musica: list[str], tmp_path: Path
) -> None:
    def common(side: str) -> list[str]:
        return [
            *("evaluate", "--model", str(exported.package), "--data", str(exported.test)),
            *("--boxes", str(exported.test_boxes), "--json", str(tmp_path / f"{side}.json")),
            *("--dump", str(tmp_path / f"{side}.jsonl")),
        ]

    done = subprocess.run(
        [*musica, *common("csharp"), "--provider", "cpu"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    call(*common("python"), "--device", "cpu", "--threads", 1)

    theirs, ours = (dumped(tmp_path / f"{side}.jsonl") for side in ("csharp", "python"))
    assert theirs.keys() == ours.keys()
    assert len(ours) == TEST_FACES
    for name, entry in ours.items():
        difference = np.array(entry["landmarks"]) - np.array(theirs[name]["landmarks"])
        assert np.linalg.norm(difference, axis=-1).mean() < MEAN_PIXELS, name
        assert theirs[name]["predictedError"] == pytest.approx(entry["predictedError"], rel=0.02)

    theirs, ours = (json.loads((tmp_path / f"{s}.json").read_text()) for s in ("csharp", "python"))
    for figure in ("nmeInterOcular", "nmeInterPupil"):
        assert theirs[figure] == pytest.approx(ours[figure], abs=POINTS_OF_NME)
    assert theirs["faces"] == ours["faces"]
    assert theirs["selective"]["meanStages"] == pytest.approx(
        ours["selective"]["meanStages"], abs=1 / TEST_FACES
    )
    assert [stage["multiplyAdds"] for stage in theirs["stages"]] == [
        stage["multiplyAdds"] for stage in ours["stages"]
    ]
