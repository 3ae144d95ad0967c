#!/usr/bin/env python3
"""Landmarks of all photos below a folder, a line of JSON for each; a bad one does not stop it."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from musica_client import Client, MusicaError

KINDS = {".jpg", ".jpeg", ".png", ".webp"}


def line(client: Client, photo: Path) -> dict[str, Any]:
    try:
        answer = client.locate(photo, priority="bulk")
    except (OSError, MusicaError) as error:
        return {"file": str(photo), "error": str(error)}
    return {"file": str(photo), "faces": [dataclasses.asdict(face) for face in answer.faces]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--parallel", type=int, default=4, help="requests at once")
    parser.add_argument("--url", default="http://localhost:8080", help="where REST is served")
    arguments = parser.parse_args()

    photos = sorted(file for file in arguments.folder.rglob("*") if file.suffix.lower() in KINDS)
    failed = 0
    # Where the service is full it says so, and the client waits: a folder of any size goes through.
    with Client(arguments.url, deadline=300) as client:
        with ThreadPoolExecutor(arguments.parallel) as pool:
            for result in pool.map(partial(line, client), photos):
                failed += "error" in result
                print(json.dumps(result))
    print(f"{len(photos) - failed} photos done, {failed} failed", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
