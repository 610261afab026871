"""Checks, formats and looks up the reviewed tables of Datelines."""

# A command is added by adding a module here with `add_parser(subparsers)`: it adds its parser through
# `command` below, whose `run` takes the parsed arguments and gives the exit code. Modules import what is
# heavy inside `run`, since all of them are imported for `--help`; options that are made from what is heavy
# are added by the function `later`.

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

from datelines.problems import Problem
from datelines.words import counted

Subparsers: TypeAlias = "argparse._SubParsersAction[CommandParser]"
EXIT_FINE, EXIT_PROBLEMS, EXIT_USAGE = 0, 1, 2
DATA_FOLDER = Path("data")


class CommandParser(argparse.ArgumentParser):
    """The parser of a command, which can have options that are added only when the command is chosen."""

    later: Callable[[argparse.ArgumentParser], None] | None = None

    def parse_known_args(self, *arguments: Any, **named: Any) -> Any:
        """As argparse does it, with all options there."""
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
        default=DATA_FOLDER,
        help="folder with the tables (default: data)",
    )


def existing_folder(text: str) -> Path:
    """The path of a folder that is there; argparse.ArgumentTypeError where it is not."""
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text!r}")
    return path


def print_problems(problems: Iterable[Problem], noun: str = "problem") -> int:
    """Print each problem (or what else `noun` calls it) on a line of its own, then their count, which is also
    the result."""
    lines = [str(problem) for problem in problems]
    print(*lines, counted(len(lines), noun), sep="\n")
    return len(lines)
