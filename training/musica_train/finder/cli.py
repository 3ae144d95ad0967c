"""The finder's command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from ..cli import Parser, add_commands, run_command


def main(arguments: Sequence[str]) -> int:
    """Runs a command of the finder; returns the exit code."""
    return run_command(_parser, arguments)


def _parser() -> argparse.ArgumentParser:
    # Here, so that what they need and is missing can be told.
    from .commands import (
        calibrate,
        evaluate,
        export,
        ignore,
        label,
        prepare,
        quantize,
        split,
        train,
    )

    parser = Parser(
        prog="musica_train.finder",
        description="Trains the face finder that MuSiCa.Service serves.",
        epilog="In order: split (once), label, prepare, ignore, train, calibrate,"
        " export, evaluate; quantize.",
    )
    add_commands(parser, (split, label, prepare, ignore, train, calibrate, export, evaluate, quantize))
    return parser
