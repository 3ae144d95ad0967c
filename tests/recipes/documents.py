"""Reads the commands of a Markdown document, and what it shows of their answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Command:
    """A block of shell."""

    heading: str
    text: str
    shown: str | None
    """The block behind it, where that is no shell too."""


def commands(document: Path) -> list[Command]:
    text = document.read_text(encoding="utf-8")
    blocks = list(_BLOCK.finditer(text))
    found = []
    for block, following in pairwise([*blocks, None]):
        if block[1] != "sh":
            continue
        headings = _HEADING.findall(_BLOCK.sub("", text[: block.start()]))
        shows = following is not None and following[1] in ("json", "text")
        # Nothing but an empty line in between.
        near = shows and text[block.end() : following.start()].strip() == ""
        found.append(Command(headings[-1], block[2], following[2] if near else None))
    return found


def code(document: Path, language: str) -> str:
    """The first block in a language."""
    blocks = _BLOCK.finditer(document.read_text(encoding="utf-8"))
    return next(block[2] for block in blocks if block[1] == language)


def differs(shown: str, said: str) -> str | None:
    """What is not as shown; words must be equal, numbers near."""
    ours, theirs = (re.findall(r"-?\d+\.?\d*|[^\s\d]|\s+", part.strip()) for part in (shown, said))
    if len(ours) != len(theirs):
        return f"Shown is {shown!r}, said was {said!r}."
    for one, other in zip(ours, theirs, strict=True):
        if one != other and not _near(one, other):
            return f"Shown is {one!r}, said was {other!r} in {said!r}."
    return None


def _near(one: str, other: str) -> bool:
    try:
        a, b = float(one), float(other)
    except ValueError:
        return False
    # Processors round differently: hundredths of a pixel, thousandths of a share.
    return "." in one and abs(a - b) <= (0.005 if abs(a) < 1 else 0.5)
