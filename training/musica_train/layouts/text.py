"""Text files as people bring them: UTF-8 with or without a mark, UTF-16, Latin-1."""

from __future__ import annotations

import codecs
import csv
import io
import json
from pathlib import Path
from typing import Any

from ..errors import InputError

SAMPLE = 1000
"""Bytes that are looked at to tell UTF-16 without a mark, in which every other byte is zero."""


def read_text(path: Path) -> str:
    """The text of a file, whatever its encoding."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    text = _decode(content)
    if "\0" in text:
        raise InputError(f"{path}: is no text")
    return text


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a CSV with a heading; cells without the blanks around them, None for none."""
    try:
        rows = list(csv.DictReader(io.StringIO(read_text(path), newline="")))
    except csv.Error as error:
        raise InputError(f"{path}: not a CSV file ({error})") from error
    return [
        {key.strip(): value and value.strip() for key, value in row.items() if key is not None}
        for row in rows
    ]


def read_json(path: Path) -> Any:
    """What a JSON file holds."""
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise InputError(f"{path}: not JSON ({error})") from error


def _decode(content: bytes) -> str:
    if content.startswith(codecs.BOM_UTF8):
        return content.decode("utf-8-sig", errors="replace")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if content[:SAMPLE].count(0) > len(content[:SAMPLE]) // 4:
        order = "le" if content[:1] != b"\0" else "be"
        return content.decode(f"utf-16-{order}", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")
