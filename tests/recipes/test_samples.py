"""samples/README.md: what the service makes of each picture."""

from __future__ import annotations

import json
import re

import pytest
from network import OwnNetwork
from support.paths import ROOT

ROWS = re.findall(
    r"^\| `([^`]*)` \| [^|]* \| (?:`([^`]*)` )?\| (\d+) \| (?:`(\w+)` )?\|$",
    (ROOT / "samples/README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


@pytest.mark.parametrize(("picture", "query", "count", "status"), ROWS)
def test_picture(network: OwnNetwork, picture: str, query: str, count: str, status: str) -> None:
    address = f"localhost:8080/v1/landmarks?{query}"
    result = network.run(f"curl -s --data-binary @samples/{picture} '{address}'")
    faces = json.loads(result.stdout)["faces"]
    assert len(faces) == int(count)
    assert {face["status"] for face in faces} == ({status} if status else set())


def test_every_picture_has_a_row() -> None:
    folder = ROOT / "samples"
    pictures = {str(each.relative_to(folder)) for each in folder.rglob("*.jpg")}
    assert {row[0] for row in ROWS} == pictures
