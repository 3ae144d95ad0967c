"""Arguments that several commands share, and what they stand for."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from ..checkpoints import CHECKPOINT
from ..config import Config, load_config
from ..errors import InputError
from ..layouts import Sample
from ..layouts.w300 import read_300w_folders
from ..layouts.wflw import read_wflw

CONFIG_COPY = "config.toml"


def add_layout(parser: argparse.ArgumentParser) -> None:
    """--layout, --data, --list, --boxes: annotated faces to read."""
    parser.add_argument(
        "--layout",
        choices=("300w", "wflw"),
        default="300w",
        help="300w: images with .pts files beside them; wflw: a list file that names images"
        " (default: %(default)s)",
    )
    parser.add_argument(
        "--data",
        type=Path,
        nargs="+",
        required=True,
        metavar="DIR",
        help="300w: folders searched for .pts files; wflw: the folder of images",
    )
    parser.add_argument(
        "--list",
        type=Path,
        metavar="FILE",
        help="wflw: the list file, such as list_98pt_rect_attr_train.txt",
    )
    parser.add_argument(
        "--boxes",
        type=Path,
        metavar="FILE",
        help="300w: CSV with the columns name, x0, y0, x1, y1; without it boxes fit the landmarks",
    )


def read_layout(given: argparse.Namespace) -> list[Sample]:
    """The faces that the arguments of `add_layout` name."""
    for folder in given.data:
        if not folder.is_dir():
            raise InputError(f"--data {folder}: no such folder")
    if given.layout == "300w":
        if given.list is not None:
            raise InputError("--list goes with --layout wflw")
        return read_300w_folders(given.data, given.boxes)
    if given.boxes is not None:
        raise InputError("--boxes goes with --layout 300w; WFLW's list holds its boxes")
    if given.list is None:
        raise InputError("--layout wflw needs --list FILE")
    if len(given.data) != 1:
        raise InputError("--layout wflw takes one --data folder, the one of its images")
    return read_wflw(given.list, given.data[0])


def add_device(parser: argparse.ArgumentParser) -> None:
    """--device and --threads."""
    parser.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda"),
        default="auto",
        help="auto takes CUDA where PyTorch finds it (default: %(default)s)",
    )
    parser.add_argument(
        "--threads",
        type=positive,
        metavar="N",
        help="CPU threads of PyTorch (default: as many as it finds cores)",
    )


def take_device(given: argparse.Namespace) -> torch.device:
    """Sets the threads and returns the device that the arguments of `add_device` name."""
    if given.threads is not None:
        torch.set_num_threads(given.threads)
    found = torch.cuda.is_available()
    if given.device == "cuda" and not found:
        raise InputError("--device cuda: this PyTorch finds no CUDA device; use --device cpu")
    return torch.device(
        "cuda" if given.device == "cuda" or (given.device == "auto" and found) else "cpu"
    )


def positive(text: str) -> int:
    """A whole number from 1 up."""
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def add_run(parser: argparse.ArgumentParser) -> None:
    """--run, --checkpoint and --config of a finished or running training."""
    parser.add_argument(
        "--run",
        type=Path,
        required=True,
        metavar="DIR",
        dest="folder",
        help="folder of the training run; results go there too",
    )
    parser.add_argument(
        "--checkpoint",
        type=Path,
        metavar="FILE",
        help=f"checkpoint to read (default: {CHECKPOINT} of the run)",
    )
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="configuration that it was trained with (default: the copy that the run keeps)",
    )


def run_config(given: argparse.Namespace, folder: Path) -> Config:
    """The configuration given, or the copy that a run keeps."""
    path = given.config or folder / CONFIG_COPY
    if given.config is None and not path.is_file():
        raise InputError(f"{path}: the run keeps no configuration; give --config FILE")
    return load_config(path)
