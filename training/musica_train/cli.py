"""The command line: picks the command and tells errors of input without a stack trace."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

from .errors import InputError

USAGE_ERROR = 2
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Runs a command of the cascade; returns the exit code."""
    return run_command(_parser, arguments)


def run_command(parser: Callable[[], argparse.ArgumentParser], arguments: Sequence[str]) -> int:
    """Runs a command; returns the exit code: 0, or 2 where what was given cannot be used."""
    try:
        given = parser().parse_args(arguments)
        given.run(given)
    except InputError as error:
        print(f"musica_train: {error}", file=sys.stderr)
        return USAGE_ERROR
    except ModuleNotFoundError as error:
        print(
            f"musica_train: the Python module '{error.name}' is missing for {sys.executable};"
            " training/README.md says how to get it",
            file=sys.stderr,
        )
        return USAGE_ERROR
    except KeyboardInterrupt:
        print("musica_train: interrupted", file=sys.stderr)
        return INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    # Here, so that what they need and is missing can be told.
    from .commands import calibrate, evaluate, export, prepare, split, train

    parser = argparse.ArgumentParser(
        prog="musica_train",
        description="Trains the selective cascade that MuSiCa.Service serves.",
        epilog="In order: split (once), prepare, train, calibrate, export, evaluate.",
    )
    add_commands(parser, (split, prepare, train, calibrate, evaluate, export))
    return parser


def add_commands(parser: argparse.ArgumentParser, modules: Sequence[Any]) -> None:
    """A command a module, named like it, with the first line of its description as its help."""
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for module in modules:
        name = module.__name__.rsplit(".", 1)[-1]
        summary = (module.__doc__ or "").strip()
        added = commands.add_parser(name, help=summary.splitlines()[0], description=summary)
        module.add(added)
        added.set_defaults(run=module.run)
