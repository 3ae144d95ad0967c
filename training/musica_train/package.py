"""The model package: `model.json` with one ONNX graph a stage, written and read back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
import torch

from .calibration import Calibration, ExitSettings
from .config import Config, FrameConfig, ModelConfig, RetryConfig
from .errors import InputError
from .exits import ExitRule
from .model import Cascade, multiply_adds
from .onnx_stage import build_stage, read_stage
from .schemes import LandmarkScheme

FORMATS = (1, 2)
"""2 may have aligned patches, patches of a stage's own, predicted gains and spreads."""

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
    rule: ExitRule
    description: dict[str, Any]


def write_package(
    folder: Path, cascade: Cascade, calibration: Calibration, origin: Origin
) -> dict[str, Any]:
    """Writes the graphs and `model.json`, without metrics, and returns the description.

    The calibration's fits must be in the cascade already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = cascade.config
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
                "multiplyAdds": multiply_adds(config, number - 1),
            }
        )
        if config.model.patches_of(number - 1) != config.model.patches:
            stages[-1]["patches"] = list(config.model.patches_of(number - 1))
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
        "formatVersion": _format(config.model),
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
        "patch": {
            "size": config.model.patch_size,
            "indices": list(config.model.patches),
            **({"aligned": True} if config.model.aligned else {}),
        },
        "hidden": config.model.hidden,
        "meanShape": [[round(v, 6) for v in point] for point in mean_shape.tolist()],
        "stages": stages,
        "exit": {
            "threshold": exits.threshold,
            "finalThreshold": exits.final_threshold,
            "profiles": exits.profiles,
            **_gain_exits(exits),
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
        **_retry(config),
        "training": {
            "data": config.data.description,
            "split": config.data.split,
            "date": origin.date,
            "commit": origin.commit,
        },
        "license": config.data.license,
        "metrics": {},
    }


def _retry(config: Config) -> dict[str, Any]:
    retry = config.retry
    given = {"turns": list(retry.turns), "scales": list(retry.scales)}
    given = {name: values for name, values in given.items() if values}
    return {"retry": given} if given else {}


def _gain_exits(exits: ExitSettings) -> dict[str, Any]:
    if not exits.gain_profiles:
        return {}
    return {"gainThreshold": exits.gain_threshold, "gainProfiles": exits.gain_profiles}


def _format(model: ModelConfig) -> int:
    return 2 if model.aligned or model.details or model.stage_patches else 1


def _landmarks(scheme: LandmarkScheme) -> dict[str, Any]:
    return {
        "scheme": scheme.name,
        "count": scheme.count,
        "groups": [{"name": n, "indices": list(i)} for n, i in scheme.groups.items()],
        "mirror": list(scheme.mirror),
        "eyeCorners": list(scheme.eye_corners),
        "pupils": [list(eye) for eye in scheme.pupils],
        "fivePoints": {n: list(i) for n, i in scheme.five_points.items()},
        "head": [point and list(point) for point in scheme.head],
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
    if description.get("kind") != KIND or description.get("formatVersion") not in FORMATS:
        raise InputError(f"{path}: not a '{KIND}' package of format 1 or 2")
    graphs = [read_graph(folder, entry) for entry in description["stages"]]
    details = any(value.name == "spread" for value in graphs[0].graph.output)
    config = _config(description, details)
    if config.model.landmarks.count != len(description["meanShape"]):
        raise InputError(
            f"{path}: meanShape has {len(description['meanShape'])} points, the scheme"
            f" {config.model.scheme} {config.model.landmarks.count}"
        )
    cascade = Cascade(config, torch.tensor(description["meanShape"]))
    for index, (graph, entry) in enumerate(zip(graphs, description["stages"], strict=True)):
        cascade.stages[index] = read_stage(graph, entry["level"])
    exits = description["exit"]
    return Package(
        cascade.to(device).eval().requires_grad_(False),
        ExitRule(exits["threshold"], exits.get("gainThreshold", 0.0), exits["finalThreshold"]),
        description,
    )


def _config(description: dict[str, Any], details: bool) -> Config:
    frame, patch, stages = description["frame"], description["patch"], description["stages"]
    own = tuple(tuple(stage.get("patches", ())) for stage in stages)
    return Config(
        name=description["name"],
        version=description["version"],
        model=ModelConfig(
            scheme=description["landmarks"]["scheme"],
            patches=tuple(patch["indices"]),
            stage_levels=tuple(stage["level"] for stage in stages),
            patch_size=patch["size"],
            hidden=description["hidden"],
            stage_patches=own if any(own) else (),
            aligned=patch.get("aligned", False),
            details=details,
        ),
        frame=FrameConfig(frame["boxSide"], frame["margin"], frame["levels"]),
        retry=_read_retry(description),
    )


def _read_retry(description: dict[str, Any]) -> RetryConfig:
    retry = description.get("retry", {})
    return RetryConfig(tuple(retry.get("turns", ())), tuple(retry.get("scales", ())))


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
