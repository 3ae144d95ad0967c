"""The model package: `model.json` with one ONNX graph a stage, written and read back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
import torch

from .calibration import Calibration
from .config import Config, FrameConfig, ModelConfig
from .errors import InputError
from .model import Cascade, multiply_adds
from .onnx_stage import build_stage, read_stage
from .schemes import LandmarkScheme

FORMAT = 1
KIND = "landmark-cascade"
DESCRIPTION = "model.json"
LARGEST = 45 * 2**20
"""Bytes that a default package may have."""


@dataclass(frozen=True)
class Origin:
    """Where a package comes from: the day, as year-month-day, and the commit of the code."""

    date: str
    commit: str


@dataclass(frozen=True)
class Package:
    """A package read back: the cascade it holds and where its faces leave."""

    cascade: Cascade
    threshold: float
    final_threshold: float
    description: dict[str, Any]


def write_package(
    folder: Path, cascade: Cascade, calibration: Calibration, origin: Origin
) -> dict[str, Any]:
    """Writes the graphs and `model.json`, without metrics, and returns the description.

    The calibration's fits must be in the cascade already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = cascade.config
    work = multiply_adds(config)
    stages = []
    for number, stage in enumerate(cascade.stages, 1):
        content = build_stage(stage).SerializeToString()
        name = f"stage-{number}.onnx"
        (folder / name).write_bytes(content)
        stages.append(
            {
                "file": name,
                "level": stage.level,
                "sha256": hashlib.sha256(content).hexdigest(),
                "multiplyAdds": work,
            }
        )
    written = {stage["file"] for stage in stages}
    for path in folder.glob("stage-*.onnx"):
        if path.name not in written:
            path.unlink()
    description = _describe(config, cascade.mean_shape, stages, calibration, origin)
    write_description(folder, description)
    return description


def write_description(folder: Path, description: dict[str, Any]) -> None:
    """Writes `model.json`."""
    (folder / DESCRIPTION).write_text(_compact_json(description) + "\n")


def _describe(
    config: Config,
    mean_shape: torch.Tensor,
    stages: list[dict[str, Any]],
    calibration: Calibration,
    origin: Origin,
) -> dict[str, Any]:
    exits = calibration.exits
    return {
        "formatVersion": FORMAT,
        "kind": KIND,
        "name": config.name,
        "version": config.version,
        "landmarks": _landmarks(config.model.landmarks),
        "frame": {
            "boxSide": config.frame.box_side,
            "margin": config.frame.margin,
            "size": config.frame.size,
            "levels": config.frame.levels,
        },
        "patch": {"size": config.model.patch_size, "indices": list(config.model.patches)},
        "hidden": config.model.hidden,
        "meanShape": [[round(v, 6) for v in point] for point in mean_shape.tolist()],
        "stages": stages,
        "exit": {
            "threshold": exits.threshold,
            "finalThreshold": exits.final_threshold,
            "profiles": exits.profiles,
            "table": [
                {
                    "threshold": row.setting,
                    "nme": round(row.nme, 4),
                    "p95": round(row.p95, 4),
                    "meanStages": round(row.mean_stages, 4),
                    "multiplyAdds": round(row.multiply_adds),
                }
                for row in exits.table
            ],
        },
        "training": {
            "data": config.data.description,
            "split": config.data.split,
            "date": origin.date,
            "commit": origin.commit,
        },
        "license": config.data.license,
        "metrics": {},
    }


def _landmarks(scheme: LandmarkScheme) -> dict[str, Any]:
    return {
        "scheme": scheme.name,
        "count": scheme.count,
        "groups": [{"name": n, "indices": list(i)} for n, i in scheme.groups.items()],
        "mirror": list(scheme.mirror),
        "eyeCorners": list(scheme.eye_corners),
        "pupils": [list(eye) for eye in scheme.pupils],
    }


def _compact_json(value: Any, indent: str = "") -> str:
    """JSON with an entry a line, but lists of numbers and small objects on one."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or len(flat) + len(indent) <= 96:
        return flat
    inner = indent + "  "
    if isinstance(value, dict):
        entries = [f"{json.dumps(k)}: {_compact_json(v, inner)}" for k, v in value.items()]
        return "{\n" + ",\n".join(inner + e for e in entries) + "\n" + indent + "}"
    if all(isinstance(item, (int, float)) for item in value):
        return flat
    return "[\n" + ",\n".join(inner + _compact_json(v, inner) for v in value) + "\n" + indent + "]"


def read_package(folder: Path, device: torch.device) -> Package:
    """Reads a package as it is shipped: its graphs' weights and its mean shape."""
    path = folder / DESCRIPTION
    try:
        description = json.loads(path.read_text())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{path}: not JSON ({error})") from error
    if (description.get("kind"), description.get("formatVersion")) != (KIND, FORMAT):
        raise InputError(f"{path}: not a '{KIND}' package of format {FORMAT}")
    config = _config(description)
    if config.model.landmarks.count != len(description["meanShape"]):
        raise InputError(
            f"{path}: meanShape has {len(description['meanShape'])} points, the scheme"
            f" {config.model.scheme} {config.model.landmarks.count}"
        )
    cascade = Cascade(config, torch.tensor(description["meanShape"]))
    for index, entry in enumerate(description["stages"]):
        cascade.stages[index] = read_stage(read_graph(folder, entry), entry["level"])
    exits = description["exit"]
    return Package(
        cascade.to(device).eval().requires_grad_(False),
        exits["threshold"],
        exits["finalThreshold"],
        description,
    )


def _config(description: dict[str, Any]) -> Config:
    frame, patch = description["frame"], description["patch"]
    return Config(
        name=description["name"],
        version=description["version"],
        model=ModelConfig(
            scheme=description["landmarks"]["scheme"],
            patches=tuple(patch["indices"]),
            stage_levels=tuple(stage["level"] for stage in description["stages"]),
            patch_size=patch["size"],
            hidden=description["hidden"],
        ),
        frame=FrameConfig(frame["boxSide"], frame["margin"], frame["levels"]),
    )


def read_graph(folder: Path, entry: dict[str, Any]) -> onnx.ModelProto:
    """Reads a graph that a description names; an InputError where it is not the one described."""
    path = folder / entry["file"]
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise InputError(f"{path}: changed or cut off, its SHA-256 is not that of {DESCRIPTION}")
    return onnx.load_from_string(content)
