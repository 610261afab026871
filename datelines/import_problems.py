"""Says problems of imported rows of the user's own file, row and column, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from datelines.formats.model import Imported
from datelines.intake.files import Opened, RawTable
from datelines.problems import WHOLE_LINE, Problem
from datelines.sound_rows import Dependents, SoundRows
from datelines.table import Tables


def said_of_files(tables: Tables, given: Imported) -> Tables:
    """The tables under the names of the user's files and columns."""
    shown = {
        name: replace(table, path=origin.path, named=origin.columns)
        if (origin := given.origins.get(name))
        else table
        for name, table in tables.tables.items()
    }
    faulty = tuple(problem_of_file(problem, tables, given) for problem in tables.faulty)
    return replace(tables, tables=MappingProxyType(shown), faulty=faulty)


def problem_of_file(problem: Problem, tables: Tables, given: Imported) -> Problem:
    """A problem of one of our tables as one of the file that its row came from."""
    name = problem.path.removesuffix(".csv")
    origin = given.origins.get(name)
    if origin is None:
        path, column = (given.format if name in tables.tables else problem.path), problem.column
    else:
        path, column = origin.path, origin.columns.get(problem.column) or problem.column
    return Problem(path, problem.line, column, problem.value, problem.why, problem.repair)


def dependent_problems(
    tables: Tables, given: Imported, sound: SoundRows, direct: Iterable[Problem]
) -> list[Problem]:
    """A problem for each row of the user's that is left out for another of their rows."""
    said: dict[str, set[int]] = defaultdict(set)
    for problem in direct:
        said[problem.path].add(problem.line)
    found: list[Problem] = []
    for part in sound.dependents:
        found += _new_problems(part, tables, given, said[given.origins[part.table].path])
    return found


def _new_problems(part: Dependents, tables: Tables, given: Imported, said: set[int]) -> Iterator[Problem]:
    """Those of rows that were not `said` yet: several of our rows come from one of theirs, which is left out
    as a whole, and said once."""
    table, origin = tables.tables[part.table], given.origins[part.table]
    cause = given.origins.get(part.cause_table)
    column = origin.columns.get(part.column)
    if column is None and cause is not None and cause.path == origin.path:
        column = cause.columns.get(part.column)
    lines, first = np.unique(table.lines[part.rows], return_index=True)
    new = ~np.isin(lines, np.fromiter(said, dtype=np.int64, count=len(said)))
    lines, rows, causes = lines[new], part.rows[first[new]], part.causes[first[new]]
    said.update(lines.tolist())
    values = table.frame[part.column].iloc[rows].tolist()
    rests_on = np.full(len(rows), -1, dtype=np.int64)
    if cause is not None:
        there = causes >= 0
        rests_on[there] = tables.tables[part.cause_table].lines[causes[there]]
    where = "" if cause is None or cause.path == origin.path else f"{cause.path}, "
    for line, value, row in zip(lines.tolist(), values, rests_on.tolist(), strict=True):
        if part.table == "events" and part.kind == "report":
            why = "left out because no report about it is left"
        elif row < 0:
            why = f"left out because its {part.kind} is not there"
        else:
            why = f"left out because its {part.kind} ({where}row {row}) is left out"
        # An id that we made stands in no column of the file.
        yield Problem(origin.path, line, column or WHOLE_LINE, value if column else "", why, _REPAIR)


_REPAIR = "correct what it rests on; this row is shown then"


def remarks_of_reading(
    given: Imported, opened: Sequence[Opened]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """The rows that were skipped, and the remarks on rows that are kept: what the format says, and what was
    met when the tables that it read were opened."""
    named = {origin.path for origin in given.origins.values()}
    named |= {problem.path for problem in (*given.flags, *given.skipped)}
    read: list[RawTable] = [table for file in opened for table in file.tables if table.name in named]
    skipped = dict.fromkeys((*given.skipped, *(problem for table in read for problem in table.problems)))
    flags = dict.fromkeys((*given.flags, *(problem for table in read for problem in table.remarks)))
    return tuple(skipped), tuple(problem for problem in flags if problem not in skipped)


__all__ = [
    "WHOLE_LINE",
    "dependent_problems",
    "problem_of_file",
    "remarks_of_reading",
    "said_of_files",
]
