"""Runs every named rule over the tables of a folder and collects all problems, or all remarks, at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from itertools import chain

from datelines.checks import dates, figures, form, ids, places, review
from datelines.checks.registry import CHECKS, HARMLESS
from datelines.problems import Problem
from datelines.reading import Tables

__all__ = ["CHECKS", "HARMLESS", "check_tables", "remarks_on"]

# Importing a module of rules registers them; this line is what puts each module to use.
RULE_MODULES = (ids, dates, figures, places, review, form)


def check_tables(tables: Tables, *, without: Collection[str] = ()) -> list[Problem]:
    """Every problem of the tables: those met while reading and those of each rule but the harmless ones and
    the rules `without`, by file, line and column."""
    left_out = HARMLESS.union(without)
    found = (problem for name, check in CHECKS.items() if name not in left_out for problem in check(tables))
    return _in_order(tables, chain(tables.problems, found))


def remarks_on(tables: Tables) -> list[Problem]:
    """What the harmless rules find in the tables, by file, line and column."""
    return _in_order(tables, chain.from_iterable(CHECKS[name](tables) for name in sorted(HARMLESS)))


def _in_order(tables: Tables, found: Iterable[Problem]) -> list[Problem]:
    """Each problem once, by file, line and column."""
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
