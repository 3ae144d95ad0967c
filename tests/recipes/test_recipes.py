"""docs/recipes.md, the README and the documents whose commands ask the service, pasted."""

from __future__ import annotations

import re

import pytest
from documents import Command, commands, differs
from network import OwnNetwork
from support.paths import ROOT

RECIPES = commands(ROOT / "docs/recipes.md")
OTHERS = [
    command
    for document in ("README.md", "docs/landmarks.md", "docs/pictures.md", "docs/streaming.md")
    for command in commands(ROOT / document)
]
# What is tried elsewhere, by how its first line begins.
ELSEWHERE = {
    "./run.sh": "the service runs already, as this says; ./test.sh is what runs this",
    "docker compose": "eng/verify-image.sh builds and tries the image; kubectl: KubernetesTests",
    "alias musica=": "the tests of the command line run its commands",
    "musica ": "the tests of the command line run its commands",
}


def is_elsewhere(command: Command) -> bool:
    return any(command.text.startswith(begin) for begin in ELSEWHERE)


@pytest.mark.parametrize(
    "command",
    [each for each in RECIPES + OTHERS if not is_elsewhere(each)],
    ids=lambda command: re.sub(r"\W+", "-", command.heading).lower(),
)
def test_command_does_what_is_shown(network: OwnNetwork, command: Command) -> None:
    result = network.run(command.text)
    assert result.returncode == 0, result.stdout + result.stderr
    # The first answer of the README is cut short; ReadmeTests compares it.
    if command.shown is not None and "…" not in command.shown:
        assert differs(command.shown, result.stdout) is None


def test_ten_recipes_at_least() -> None:
    assert len({command.heading for command in RECIPES}) >= 11
    assert sum(is_elsewhere(command) for command in RECIPES) == 1


def test_headings_are_linked() -> None:
    text = (ROOT / "docs/recipes.md").read_text()
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) == anchors


@pytest.mark.parametrize(
    ("shown", "said", "is_equal"),
    [
        ('["accepted",3,0.0244]', '["accepted",3,0.0251]', True),
        ('["accepted",3,0.0244]', '["accepted",4,0.0244]', False),
        ("[317.45]", "[317.44]", True),
        ("[317.45]", "[318.45]", False),
        ("accepted\n", "uncertain\n", False),
    ],
)
def test_differs(shown: str, said: str, is_equal: bool) -> None:
    assert (differs(shown, said) is None) is is_equal
