"""What several commands of the finder share."""

from __future__ import annotations

import argparse

from ...commands.options import CONFIG_COPY
from ...errors import InputError
from ..config import FinderConfig, load_finder_config


def finder_run_config(given: argparse.Namespace) -> FinderConfig:
    """The configuration given, or the copy that a run keeps."""
    path = given.config or given.folder / CONFIG_COPY
    if given.config is None and not path.is_file():
        raise InputError(f"{path}: the run keeps no configuration; give --config FILE")
    return load_finder_config(path)
