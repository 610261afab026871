"""`check`: every problem of a folder of tables."""

from __future__ import annotations

import argparse

from datelines.commands import (
    EXIT_FINE,
    EXIT_PROBLEMS,
    Subparsers,
    add_folder,
    command,
    counted,
    print_problems,
)


def add_parser(subparsers: Subparsers) -> None:
    """Add `check [DIR]`."""
    description = "Print every problem as path:line:column: value: why; repair. Exit 1 if there is any."
    add_folder(command(subparsers, "check", description, "check data", run))


def run(arguments: argparse.Namespace) -> int:
    """Print the problems, or how much was read without any."""
    from datelines.checks import check_tables
    from datelines.reading import read_tables

    tables = read_tables(arguments.folder)
    problems = check_tables(tables)
    if problems:
        print_problems(problems)
        return EXIT_PROBLEMS
    present = [table for table in tables.tables.values() if table.content]
    rows = sum(len(table.rows) for table in present)
    print(f"no problems in {counted(rows, 'row')} of {counted(len(present), 'table')}")
    return EXIT_FINE
