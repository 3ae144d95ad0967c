"""The finder's package: `model.json` with one ONNX graph, written and read back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx

from ..errors import InputError
from ..package import DESCRIPTION, Origin, read_graph, write_description
from .calibration import FinderCalibration
from .config import FinderConfig, NetworkConfig
from .finds import SUPPRESSION
from .network import Finder, multiply_adds
from .onnx_finder import build_finder, current_name, read_finder

FORMAT = 1
KIND = "face-finder"
GRAPH = "finder.onnx"
LOOKS = ("block8.look", "block16.look", "blocks32.0.look")


@dataclass(frozen=True)
class FinderPackage:
    """A package read back."""

    finder: Finder
    threshold: float
    graph: onnx.ModelProto
    description: dict[str, Any]


def write_finder_package(
    folder: Path,
    config: FinderConfig,
    finder: Finder,
    calibration: FinderCalibration,
    origin: Origin,
) -> dict[str, Any]:
    """Writes the graph of a finder and `model.json`, without metrics; returns the description."""
    folder.mkdir(parents=True, exist_ok=True)
    finder = finder.fold().without_roll()
    content = build_finder(finder).SerializeToString()
    (folder / GRAPH).write_bytes(content)
    network = config.network
    description = {
        "formatVersion": FORMAT,
        "kind": KIND,
        "name": config.name,
        "version": config.version,
        "view": {"size": network.size, "stride": network.stride},
        "graph": {
            "file": GRAPH,
            "sha256": hashlib.sha256(content).hexdigest(),
            "multiplyAdds": multiply_adds(finder),
        },
        "box": "tight box of the 68 landmarks",
        "faces": {"least": config.faces.least, "most": config.faces.most},
        "threshold": calibration.threshold,
        "suppression": SUPPRESSION,
        "table": calibration.table,
        "training": {
            "data": config.data.description,
            "split": config.data.split,
            "date": origin.date,
            "commit": origin.commit,
        },
        "license": config.data.license,
        "metrics": {},
    }
    write_description(folder, description)
    return description


def read_finder_package(folder: Path) -> FinderPackage:
    """Reads a package as it is shipped."""
    path = folder / DESCRIPTION
    try:
        description = json.loads(path.read_text())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{path}: not JSON ({error})") from error
    if (description.get("kind"), description.get("formatVersion")) != (KIND, FORMAT):
        raise InputError(f"{path}: not a '{KIND}' package of format {FORMAT}")
    graph = read_graph(folder, description["graph"])
    view = description["view"]
    config = _network(graph, view["size"], view["stride"])
    finder = read_finder(graph, config)
    return FinderPackage(finder, description["threshold"], graph, description)


def _network(graph: onnx.ModelProto, size: int, stride: int) -> NetworkConfig:
    """The shape of a network by the shapes of its weights."""
    outer = {
        current_name(tensor.name): tensor.dims[0]
        for tensor in graph.graph.initializer
        if tensor.dims
    }
    names = ("stem1", "stem2", "down8", "down16", "down32", "join", *LOOKS)
    missing = [name for name in names if f"{name}.weight" not in outer]
    if missing:
        raise InputError(
            f"the graph has no weights '{missing[0]}.weight'; only graphs of this program are"
            " read back"
        )
    *channels, head, look8, look16, look32 = (int(outer[f"{name}.weight"]) for name in names)
    deep = sum(f"blocks32.{index}.look.weight" in outer for index in range(len(outer)))
    inner = (look8, look16, look32)
    return NetworkConfig(tuple(channels), head, inner, deep, False, size, stride)
