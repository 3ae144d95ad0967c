"""Trains a cascade, or goes on where an interrupted training left."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from ..config import load_config
from ..interruption import Interruption
from ..train import Supply, Trainer
from .options import CONFIG_COPY, add_device, take_device


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config", type=Path, required=True, metavar="FILE", help="configuration of the model"
    )
    parser.add_argument(
        "--data",
        type=Path,
        nargs="+",
        required=True,
        metavar="DIR",
        help="folders that `prepare` wrote; the first one's faces have landmarks and it holds the"
        " validation part",
    )
    parser.add_argument(
        "--shares",
        type=float,
        nargs="+",
        metavar="S",
        help="their shares of every batch (default: alike)",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        metavar="T",
        help="train for this time; the learning rate follows it and not the number of steps",
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
        "--start",
        type=Path,
        metavar="FILE",
        help="checkpoint whose averaged model a new run starts from",
    )
    add_device(parser)


def run(given: argparse.Namespace) -> None:
    config = load_config(given.config)
    device = take_device(given)
    shares = tuple(given.shares or [1.0] * len(given.data))
    supply = Supply(tuple(given.data), shares, given.seconds, given.start)
    trainer = Trainer(config, supply, given.folder, device)
    kept = given.folder / CONFIG_COPY
    if given.config.resolve() != kept.resolve():
        shutil.copyfile(given.config, kept)
    interruption = Interruption()
    trainer.run(stop=lambda: interruption.asked)
    if not trainer.finished:
        print(f"stopped at step {trainer.step} and saved; the same command goes on from there")
        raise KeyboardInterrupt
    print(f"{given.folder}: trained {trainer.step} steps")
