"""`format`: the tables in canonical form."""

from __future__ import annotations

import argparse
import difflib

from datelines.commands import EXIT_FINE, EXIT_PROBLEMS, Subparsers, add_folder, command
from datelines.problems import DataError
from datelines.words import counted, printable


def add_parser(subparsers: Subparsers) -> None:
    """Add `format [DIR] [--check]`."""
    description = "Rewrite the tables in canonical form: all files or, where one cannot be read, none."
    parser = command(subparsers, "format", description, "format data --check", run)
    add_folder(parser)
    parser.add_argument("--check", action="store_true", help="print what would change, and change nothing")


def run(arguments: argparse.Namespace) -> int:
    """Rewrite, or with --check print a diff and exit 1 where there is one."""
    from datelines.table.folder import differences, read_tables, write_canonical

    tables = read_tables(arguments.folder)
    if not arguments.check:
        for path in write_canonical(tables):
            print(f"formatted {path.as_posix()}")
        return EXIT_FINE
    if tables.unreadable:
        raise DataError(tables.unreadable)
    changes = differences(tables)
    for path, text in changes.items():
        name = path.as_posix()
        old = tables.tables[path.stem].content.decode("utf-8-sig")
        lines = difflib.unified_diff(
            old.splitlines(), text.splitlines(), name, f"{name} (canonical)", lineterm=""
        )
        for line in lines:
            print(printable(line))
    print(f"{counted(len(changes), 'file')} not in canonical form")
    return EXIT_PROBLEMS if changes else EXIT_FINE
