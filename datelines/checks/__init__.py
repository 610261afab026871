"""All rules across rows, applied to a folder of tables: every problem at once, or every remark.

A module of this package holds the rules of one subject; `rules.rule` registers each by its name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from itertools import chain
from pathlib import Path

from datelines.checks import dates, figures, form, ids, places, review, wording
from datelines.checks.rules import CHECKS, HARMLESS
from datelines.problems import DataError, Problem
from datelines.table.archive import Archive
from datelines.table.folder import read_tables
from datelines.table.table import Tables

# Importing a module of rules registers them; this line uses each of the modules.
RULE_MODULES = (ids, dates, figures, places, form, review, wording)

REMARKED_RULES = (
    "coordinates-in-country",
    "few-words",
    "published-before-retrieved",
    "published-not-before-event",
    "readable-locators",
    "short-summaries",
    "trimmed-cells",
)
"""Rules for our own reviewed rows that only give a remark on imported ones: a point some hundred metres beyond a
de facto border, or a long summary, leaves no row out."""


def check_tables(tables: Tables, *, without: Collection[str] = ()) -> list[Problem]:
    """Every problem of the tables, by file, line and column: those of reading, and those that the rules find
    (all but the harmless ones, the rules `without`, and for an imported folder REMARKED_RULES)."""
    left_out = HARMLESS.union(without, REMARKED_RULES if tables.corpus.imported else ())
    found = (problem for name, check in CHECKS.items() if name not in left_out for problem in check(tables))
    return _in_order(tables, chain(tables.problems, found))


def remarks_on(tables: Tables) -> list[Problem]:
    """What the rules find that keeps nothing from being shown, by file, line and column."""
    rules = HARMLESS.union(REMARKED_RULES if tables.corpus.imported else ())
    return _in_order(tables, chain.from_iterable(CHECKS[name](tables) for name in sorted(rules)))


def _in_order(tables: Tables, found: Iterable[Problem]) -> list[Problem]:
    files = {table.path: number for number, table in enumerate(tables.tables.values())}

    @cache
    def file_position(path: str) -> tuple[int, dict[str, int]]:
        table = tables.tables.get(path.rsplit("/", 1)[-1].removesuffix(".csv"))
        columns = table.model.columns() if table else ()
        return files.get(path, len(files)), {column: number for number, column in enumerate(columns)}

    def position(problem: Problem) -> tuple[int, str, int, int]:
        number, columns = file_position(problem.path)
        return number, problem.path, problem.line, columns.get(problem.column, -1)

    return sorted(dict.fromkeys(found), key=position)


def read_archive(folder: Path | str) -> Archive:
    """Read and check the tables of `folder`.

    Raises DataError with every problem when there is any; OSError where a file cannot be opened.
    """
    tables = read_tables(folder)
    problems = check_tables(tables)
    if problems:
        raise DataError(problems)
    return Archive(tables)
