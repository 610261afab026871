"""`check`: every problem of a folder of tables, and every remark on it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from datelines.commands import EXIT_FINE, EXIT_PROBLEMS, Subparsers, add_folder, command, print_problems
from datelines.words import counted

if TYPE_CHECKING:
    from datelines.table.table import Tables


def add_parser(subparsers: Subparsers) -> None:
    """Add `check [DIR]`."""
    description = (
        "Print every problem, then every remark, as path:line:column: value: why; repair. "
        "Exit 1 if there is any problem; a remark keeps nothing from being used."
    )
    add_folder(command(subparsers, "check", description, "check data", run))


def run(arguments: argparse.Namespace) -> int:
    """Print the problems, or how much was read without any, then the remarks."""
    from datelines.checks import check_tables, remarks_on
    from datelines.table.folder import read_tables

    tables = read_tables(arguments.folder)
    problems = check_tables(tables)
    remarks = remarks_on(tables)
    if problems:
        print_problems(problems)
    else:
        _print_size(tables)
    if remarks:
        print_problems(remarks, "remark")
    return EXIT_PROBLEMS if problems else EXIT_FINE


def _print_size(tables: Tables) -> None:
    present = [table for table in tables.tables.values() if table.content]
    rows = sum(len(table.lines) for table in present)
    print(f"no problems in {counted(rows, 'row')} of {counted(len(present), 'table')}")
