"""Prepared folders as small files to take along: their canvases as lossy images."""

from __future__ import annotations

import io
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from .errors import InputError
from .prepared import SHAPE3D
from .progress import track

QUALITY = 85
PARTS = ("train", "validation")
SMALL = ("landmarks.npy", "weights.npy", "names.json")


def pack(folder: Path, out: Path, quality: int = QUALITY) -> int:
    """Writes every part of a prepared folder into another; returns the bytes written."""
    out.mkdir(parents=True, exist_ok=True)
    _copy_shape(folder, out)
    for part in PARTS:
        path = folder / f"{part}-canvases.npy"
        if not path.exists():
            continue
        for name in SMALL:
            shutil.copyfile(folder / f"{part}-{name}", out / f"{part}-{name}")
        canvases = np.load(path, mmap_mode="r")
        sizes = []
        with (out / f"{part}-canvases.bin").open("wb") as file:
            for canvas in track(canvases, f"pack {part}", "face", len(canvases)):
                content = io.BytesIO()
                picture = Image.fromarray(np.ascontiguousarray(canvas.transpose(1, 2, 0)))
                picture.save(content, "WEBP", quality=quality, method=4)
                sizes.append(file.write(content.getvalue()))
        (out / f"{part}-sizes.json").write_text(json.dumps(sizes))
    return sum(path.stat().st_size for path in out.iterdir())


def unpack(folder: Path, out: Path) -> None:
    """Writes the prepared folder of what `pack` wrote."""
    out.mkdir(parents=True, exist_ok=True)
    _copy_shape(folder, out)
    found = [part for part in PARTS if (folder / f"{part}-sizes.json").exists()]
    if not found:
        raise InputError(f"{folder}: holds nothing that `pack` wrote")
    for part in found:
        for name in SMALL:
            shutil.copyfile(folder / f"{part}-{name}", out / f"{part}-{name}")
        sizes = json.loads((folder / f"{part}-sizes.json").read_text())
        content = (folder / f"{part}-canvases.bin").read_bytes()
        ends = np.cumsum(sizes)
        pieces = [content[end - size : end] for size, end in zip(sizes, ends, strict=True)]
        with ThreadPoolExecutor() as pool:
            canvases = np.stack(list(pool.map(_decoded, pieces)))
        np.save(out / f"{part}-canvases.npy", canvases)


def _copy_shape(folder: Path, out: Path) -> None:
    if (folder / SHAPE3D).exists():
        shutil.copyfile(folder / SHAPE3D, out / SHAPE3D)


def _decoded(content: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(content)) as picture:
        return np.asarray(picture.convert("RGB")).transpose(2, 0, 1)
