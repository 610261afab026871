"""Runs every named rule over the tables of a folder and collects all problems at once."""

from __future__ import annotations

from datelines.checks import dates, figures, form, ids, places, review
from datelines.checks.registry import CHECKS
from datelines.problems import Problem
from datelines.reading import Tables

__all__ = ["CHECKS", "check_tables"]

# Importing a module of rules registers them; this line is what puts each module to use.
RULE_MODULES = (ids, dates, figures, places, review, form)


def check_tables(tables: Tables) -> list[Problem]:
    """Every problem of the tables: those met while reading and those of each rule, by file, line and
    column."""
    found = dict.fromkeys(tables.problems)
    for check in CHECKS.values():
        found.update(dict.fromkeys(check(tables)))
    files = {table.path: number for number, table in enumerate(tables.tables.values())}

    def position(problem: Problem) -> tuple[int, str, int, int]:
        name = problem.path.rsplit("/", 1)[-1].removesuffix(".csv")
        columns = tables.tables[name].model.columns() if name in tables.tables else ()
        column = columns.index(problem.column) if problem.column in columns else -1
        return files.get(problem.path, len(files)), problem.path, problem.line, column

    return sorted(found, key=position)
