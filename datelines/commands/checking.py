"""`check`: every problem of a folder of tables and of its lessons, and every remark on it."""

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
    from datelines.lesson.checking import check_lessons
    from datelines.lesson.reading import lesson_paths
    from datelines.query.dataset import loaded_tables
    from datelines.table.folder import read_tables

    tables = read_tables(arguments.folder)
    problems = check_tables(tables)
    remarks = remarks_on(tables)
    lessons = len(lesson_paths(arguments.folder))
    if lessons:
        # Ids are looked for in sound tables only: one faulty row would make many faulty lessons.
        data = None if problems else loaded_tables(tables)
        problems += check_lessons(arguments.folder, data)
    if problems:
        print_problems(problems)
    else:
        _print_size(tables, lessons)
    if remarks:
        print_problems(remarks, "remark")
    return EXIT_PROBLEMS if problems else EXIT_FINE


def _print_size(tables: Tables, lessons: int) -> None:
    present = [table for table in tables.tables.values() if table.content]
    rows = sum(len(table.lines) for table in present)
    also = f" and {counted(lessons, 'lesson')}" if lessons else ""
    print(f"no problems in {counted(rows, 'row')} of {counted(len(present), 'table')}{also}")
