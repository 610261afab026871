"""Runs every named rule over the tables of a folder and collects all problems at once."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from datelines.checks import dates, figures, form, ids, places, review
from datelines.checks.registry import CHECKS
from datelines.problems import Problem
from datelines.reading import Tables

__all__ = ["CHECKS", "check_tables"]

# Importing a module of rules registers them; this line is what puts each module to use.
RULE_MODULES = (ids, dates, figures, places, review, form)


def check_tables(tables: Tables, *, without: Collection[str] = ()) -> list[Problem]:
    """Every problem of the tables: those met while reading and those of each rule but the rules `without`,
    by file, line and column."""
    found = dict.fromkeys(tables.problems)
    for name, check in CHECKS.items():
        if name not in without:
            found.update(dict.fromkeys(check(tables)))
    files = {table.path: number for number, table in enumerate(tables.tables.values())}

    @cache
    def file_position(path: str) -> tuple[int, dict[str, int]]:
        table = tables.tables.get(path.rsplit("/", 1)[-1].removesuffix(".csv"))
        columns = table.model.columns() if table else ()
        return files.get(path, len(files)), {column: number for number, column in enumerate(columns)}

    def position(problem: Problem) -> tuple[int, str, int, int]:
        number, columns = file_position(problem.path)
        return number, problem.path, problem.line, columns.get(problem.column, -1)

    return sorted(found, key=position)
