"""The command line: `python -m datelines COMMAND`. Each command is a module of `datelines.commands`."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from geopy.exc import GeocoderServiceError

from datelines import __version__, commands
from datelines.commands import EXIT_PROBLEMS, EXIT_USAGE, print_error, print_problems
from datelines.problems import DataError


def command_parser() -> argparse.ArgumentParser:
    """The parser with every command found in `datelines.commands`."""
    parser = argparse.ArgumentParser(prog="python -m datelines", description=commands.__doc__)
    parser.add_argument("--version", action="version", version=f"datelines {__version__}")
    subparsers = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=commands.CommandParser
    )
    for module in pkgutil.iter_modules(commands.__path__):
        importlib.import_module(f"{commands.__name__}.{module.name}").add_parser(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Gives the exit code: 0 for success, 1 for problems in the data, 2 for wrong usage or a
    file that cannot be opened, with the reason on standard error."""
    chosen = command_parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except DataError as error:
        print_problems(error.problems)
        return EXIT_PROBLEMS
    except (OSError, GeocoderServiceError) as error:
        print_error(error)
        return EXIT_USAGE


if __name__ == "__main__":
    sys.exit(main())
