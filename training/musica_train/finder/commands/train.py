"""Trains a finder, or goes on where an interrupted training left."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from ...commands.options import CONFIG_COPY, add_device, take_device
from ...interruption import Interruption
from ..config import load_finder_config
from ..train import FinderTrainer


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config", type=Path, required=True, metavar="FILE", help="configuration of the finder"
    )
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder that `prepare` wrote"
    )
    parser.add_argument(
        "--run",
        type=Path,
        required=True,
        metavar="DIR",
        dest="folder",
        help="folder for checkpoints, history and curve; a run found there is continued",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        help="end after this time, its start included; the learning rate then falls with the time",
    )
    parser.add_argument(
        "--start",
        type=Path,
        metavar="DIR",
        help="package of a finder of the same shape whose weights a new run begins from",
    )
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    config = load_finder_config(given.config)
    device = take_device(given)
    trainer = FinderTrainer(config, given.data, given.folder, device, given.seconds, given.start)
    kept = given.folder / CONFIG_COPY
    if given.config.resolve() != kept.resolve():
        shutil.copyfile(given.config, kept)
    interruption = Interruption()
    trainer.run(stop=lambda: interruption.asked)
    if interruption.asked and trainer.step < config.train.steps:
        print(f"stopped at step {trainer.step} and saved; the same command goes on from there")
        raise KeyboardInterrupt
    print(f"{given.folder}: trained {trainer.step} steps")
