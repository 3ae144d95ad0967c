"""Arguments that several commands share, and what they stand for."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from ..calibration import CALIBRATION, Calibration, apply_fits
from ..checkpoints import CHECKPOINT, load_average
from ..config import Config, load_config
from ..errors import InputError
from ..exits import ExitRule
from ..layouts import Sample
from ..layouts.aflw2000 import read_aflw2000
from ..layouts.w300 import read_300w_folders
from ..layouts.wflw import read_wflw
from ..layouts.wflw68 import read_wflw68
from ..model import Cascade
from ..package import read_package

CONFIG_COPY = "config.toml"
MOST_THREADS = 1024
LAYOUTS = ("300w", "wflw", "wflw68", "aflw2000")


def add_layout(parser: argparse.ArgumentParser, *more: str) -> None:
    """--layout, --data, --list, --boxes: annotated faces to read; `more` names further layouts."""
    parser.add_argument(
        "--layout",
        choices=(*LAYOUTS, *more),
        default=LAYOUTS[0],
        help="300w: images with .pts files beside them; wflw: a list file that names images;"
        " wflw68: a JSON list of 68 of its points; aflw2000: the exact faces of a folder with"
        " faces.csv"
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
    check_folders(given.data)
    if given.layout == "aflw2000":
        return [f.sample for f in read_aflw2000(given.data[0]) if f.exact]
    if given.layout == "300w":
        if given.list is not None:
            raise InputError("--list goes with --layout wflw")
        return read_300w_folders(given.data, given.boxes)
    if given.boxes is not None:
        raise InputError("--boxes goes with --layout 300w; WFLW's list holds its boxes")
    if given.list is None:
        raise InputError(f"--layout {given.layout} needs --list FILE")
    if len(given.data) != 1:
        raise InputError("--layout wflw takes one --data folder, the one of its images")
    read = read_wflw if given.layout == "wflw" else read_wflw68
    return read(given.list, given.data[0])


def check_folders(folders: list[Path]) -> None:
    """An InputError where a folder of --data is missing."""
    for folder in folders:
        if not folder.is_dir():
            raise InputError(f"--data {folder}: no such folder")


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
        type=threads,
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


def threads(text: str) -> int:
    """A number of threads."""
    value = positive(text)
    if value > MOST_THREADS:
        raise argparse.ArgumentTypeError(f"{text} is above {MOST_THREADS}")
    return value


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


def add_model(parser: argparse.ArgumentParser) -> None:
    """--model or --checkpoint, with --config: what is measured."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--model", type=Path, metavar="DIR", help="model package")
    what.add_argument(
        "--checkpoint",
        type=Path,
        metavar="FILE",
        help=f"checkpoint; {CALIBRATION} beside it is used where there is one",
    )
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="with --checkpoint: its configuration (default: the copy beside it)",
    )


def load_model(given: argparse.Namespace) -> tuple[Cascade, ExitRule | None]:
    """The cascade that the arguments of `add_model` name, and its default rule where it has one."""
    device = take_device(given)
    if given.model:
        if given.config:
            raise InputError("--config goes with --checkpoint; a package describes itself")
        package = read_package(given.model, device)
        return package.cascade, package.rule
    folder = given.checkpoint.parent
    cascade, _ = load_average(given.checkpoint, run_config(given, folder), device)
    if not (folder / CALIBRATION).is_file():
        return cascade, None
    calibration = Calibration.load(folder / CALIBRATION)
    apply_fits(cascade, calibration.fits, calibration.details)
    return cascade, calibration.exits.rule
