"""The command line: picks the command and tells errors of input without a stack trace."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from .errors import InputError

USAGE_ERROR = 2
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Runs a command of the cascade; returns the exit code."""
    return run_command(_parser, arguments)


def run_command(parser: Callable[[], argparse.ArgumentParser], arguments: Sequence[str]) -> int:
    """Runs a command; returns the exit code: 0, or 2 where what was given cannot be used."""
    try:
        if any(not argument.strip() for argument in arguments):
            raise InputError("an argument is empty; perhaps a variable of the shell is not set")
        given = parser().parse_args(arguments)
        given.run(given)
    except InputError as error:
        print(f"musica_train: {error}", file=sys.stderr)
        return USAGE_ERROR
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"musica_train: {where}{error.strerror or error}", file=sys.stderr)
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


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one sentence, without all of the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    # Here, so that what they need and is missing can be told.
    from .commands import (
        calibrate,
        evaluate,
        export,
        pack,
        prepare,
        quantize,
        restore,
        robustness,
        slim,
        split,
        train,
    )

    parser = Parser(
        prog="musica_train",
        description="Trains the selective cascade that MuSiCa.Service serves.",
        epilog="In order: split (once), prepare, train, calibrate, export, evaluate; quantize.",
    )
    first = (split, prepare, pack, train, slim, restore)
    add_commands(parser, (*first, calibrate, evaluate, robustness, export, quantize))
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
