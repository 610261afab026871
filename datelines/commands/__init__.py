"""Checks, formats, looks up, imports, exports and loads tables of reports."""

# A command is a module here with `add_parser(subparsers)`, which adds its parser through `command` below; its
# `run` takes the parsed arguments and gives the exit code. All modules are imported for `--help`, so they
# import what is heavy inside `run`, and a function `later` adds the options that need such an import.

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any, TypeAlias

from datelines import DATA_VARIABLE
from datelines.problems import Problem
from datelines.words import counted, printable

Subparsers: TypeAlias = "argparse._SubParsersAction[CommandParser]"
EXIT_FINE, EXIT_PROBLEMS, EXIT_USAGE = 0, 1, 2
DATA_FOLDER = Path("data")


class CommandParser(argparse.ArgumentParser):
    """The parser of a command, which can have options that are added only when the command is chosen."""

    later: Callable[[argparse.ArgumentParser], None] | None = None

    def parse_known_args(self, *arguments: Any, **named: Any) -> Any:
        """As argparse does it, after the options of `later` were added."""
        later, self.later = self.later, None
        if later is not None:
            later(self)
        return super().parse_known_args(*arguments, **named)


def command(
    subparsers: Subparsers,
    name: str,
    description: str,
    example: str,
    run: Callable[[argparse.Namespace], int],
    later: Callable[[argparse.ArgumentParser], None] | None = None,
) -> argparse.ArgumentParser:
    """Add a command with a `--help` that closes with an example of use. `later` adds options to its parser
    when the command is chosen."""
    parser = subparsers.add_parser(
        name,
        help=description,
        description=description,
        epilog=f"example:\n  python -m datelines {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    parser.later = later
    return parser


def add_folder(parser: argparse.ArgumentParser) -> None:
    """Add the optional argument DIR, the folder of the tables (`arguments.folder`)."""
    parser.add_argument(
        "folder",
        metavar="DIR",
        nargs="?",
        type=existing_folder,
        default=default_folder(),
        help=f"folder with the tables (default: that of {DATA_VARIABLE}, or data)",
    )


def default_folder() -> Path:
    """The folder that a command reads where none is given: the one that the environment names, or `data`."""
    return Path(os.environ.get(DATA_VARIABLE) or DATA_FOLDER)


def existing_folder(text: str) -> Path:
    """The path of a folder that is there; argparse.ArgumentTypeError where it is not."""
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text!r}")
    return path


def format_among(name: str, names: Iterable[str]) -> str:
    """The name of a format, which must be one of `names`; argparse.ArgumentTypeError otherwise."""
    every = list(names)
    if name not in every:
        raise argparse.ArgumentTypeError(f"no format is named {name!r}: choose one of {', '.join(every)}")
    return name


def print_problems(problems: Collection[Problem], noun: str = "problem", unlisted: int = 0) -> None:
    """Print each problem (or whatever `noun` calls it) on a line of its own, then their count with the
    `unlisted` ones."""
    more = [f"and {unlisted:,} more"] if unlisted else []
    print(*problems, *more, counted(len(problems) + unlisted, noun), sep="\n")


def print_error(words: object) -> None:
    """Say on standard error why the command stops."""
    print(printable(f"datelines: {words}"), file=sys.stderr, flush=True)
