"""Runs an import to its end: read in a format, checked like our own data, and told what can be explored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from datelines.checks import CHECKS, check_tables
from datelines.downloads import csv_text
from datelines.formats import readable_formats
from datelines.formats.model import Format, Imported, Options
from datelines.import_corpus import corpus_of
from datelines.import_counts import Counts, counts_of
from datelines.import_problems import (
    dependent_problems,
    problem_of_file,
    remarks_of_reading,
    said_of_files,
)
from datelines.intake.files import IntakeError, Opened
from datelines.problems import WHOLE_LINE, Problem
from datelines.reading import Table, Tables, table_of, tables_of
from datelines.records import TABLES
from datelines.sound_rows import sound_rows

__all__ = ["Counts", "Import", "ProblemGroup", "imported", "problems_csv", "recognised"]

REMARKS = ("coordinates-in-country", "few-words", "short-summaries", "trimmed-cells")
"""Rules that hold for our own reviewed rows, and are only a remark on somebody else's: a point some hundred
metres beyond a de facto border, or a long summary, keeps no row out of the view."""

_READING_SHARE, _CHECKING_SHARE = 0.5, 0.9
_IN_QUOTES = re.compile(r"'[^']*'|“[^”]*”")
_NUMBER = re.compile(r"\d(?:[\d.,:/-]*\d)?")


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one kind: the same column and the same reason but for numbers and quoted values."""

    column: str
    why: str
    problems: tuple[Problem, ...]

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.problems)


@dataclass(frozen=True, eq=False)
class Import:
    """What became of files.

    `tables` has every row that was read, each table under the name of the user's file; `sound` those that
    can be explored. `problems` are all of them, each said once of the user's file, row and column; of these
    `left_out` are those for which a row is not in `sound` (its own, or that it depends on a row left out).
    """

    format: Format
    imported: Imported
    tables: Tables
    sound: Tables
    problems: tuple[Problem, ...]
    left_out: tuple[Problem, ...]
    counts: Counts

    @cached_property
    def groups(self) -> tuple[ProblemGroup, ...]:
        """The problems by kind, the kind with most first."""
        kinds: dict[tuple[str, str], list[Problem]] = {}
        for problem in self.problems:
            kinds.setdefault((problem.column, _pattern(problem.why)), []).append(problem)
        groups = (
            ProblemGroup(column, found[0].why if len({one.why for one in found}) == 1 else why, tuple(found))
            for (column, why), found in kinds.items()
        )
        return tuple(sorted(groups, key=lambda group: -group.count))


def recognised(opened: Sequence[Opened]) -> tuple[tuple[Format, str], ...]:
    """The formats that the files could be in, each with the reason, in the order in which they are to be
    proposed."""
    formats = (one for one in readable_formats().values() if one.recognise is not None)
    found = ((one, one.recognise(opened)) for one in formats if one.recognise is not None)
    return tuple((one, reason) for one, reason in found if reason)


def imported(chosen: Format, opened: Sequence[Opened], options: Options) -> Import:
    """Files read in a format, checked, with what can be explored. Raises IntakeError where the files are
    not in the format, ValueError for a format that cannot be read."""
    if chosen.read is None:
        raise ValueError(f"the format {chosen.name} is only written")
    progress = options.progress
    reading = replace(options, progress=lambda share, words: progress(_READING_SHARE * share, words))
    try:
        given = chosen.read(opened, reading)
    except RecursionError:
        name = opened[0].name if opened else "-"
        raise IntakeError(name, "lists and objects are nested too deeply", "export the file again") from None
    progress(_READING_SHARE, "Checking the rows")
    checked = _tables(given)
    found = check_tables(checked, without=REMARKS)
    remarked = [problem for name in REMARKS for problem in CHECKS[name](checked)]
    progress(_CHECKING_SHARE, "Telling what can be explored")
    sound = sound_rows(checked, found)
    shown = said_of_files(checked, given)
    said = {problem: problem_of_file(problem, checked, given) for problem in (*found, *remarked)}
    rows_of = {table.path: frozenset(table.lines.tolist()) for table in checked.tables.values()}
    direct = [said[problem] for problem in found if problem.line in rows_of.get(problem.path, ())]
    dependent = dependent_problems(checked, given, sound, direct)
    skipped, flags = remarks_of_reading(given, opened)
    flagged = {_cell(problem): problem for problem in flags}
    # What the format said of a cell, the check need not say again in its own words.
    checked_alone = (problem for problem in said.values() if _cell(problem) not in flagged)
    problems = dict.fromkeys((*skipped, *flags, *checked_alone, *dependent))
    result = Import(
        format=chosen,
        imported=given,
        tables=shown,
        sound=shown.kept(sound.masks),
        problems=tuple(sorted(problems, key=lambda one: (one.path, one.line))),
        left_out=tuple(dict.fromkeys((*(flagged.get(_cell(one), one) for one in direct), *dependent))),
        counts=counts_of(checked, given, sound, skipped, (*flags, *said.values())),
    )
    progress(1.0, "Done")
    return result


def problems_csv(result: Import) -> bytes:
    """Every problem as a row of CSV with file, row, column, value, reason and repair, for a spreadsheet."""
    rows = (
        {
            "file": problem.path,
            "row": str(problem.line),
            "column": "" if problem.column == WHOLE_LINE else problem.column,
            "value": problem.value,
            "why": problem.why,
            "repair": problem.repair,
        }
        for problem in result.problems
    )
    # The mark tells spreadsheets that the text is in UTF-8.
    return csv_text(rows).encode("utf-8-sig")


def _tables(given: Imported) -> Tables:
    """The frames as tables under our own names: rows of several of our tables come from one row of the
    user's file, and problems have to be told apart until it is known what they keep out."""
    tables: dict[str, Table] = {}
    faults: list[Problem] = []
    for model in TABLES:
        frame = given.frames.get(model.table)
        if frame is None:
            continue
        lines = given.origins[model.table].rows
        table, wrong = table_of(model, frame, path=f"{model.table}.csv", lines=lines)
        tables[model.table] = table
        faults += wrong
    return tables_of(tables, corpus_of(given.corpus), given.shapes, given.format, tuple(faults))


def _cell(problem: Problem) -> tuple[str, int, str, str]:
    return problem.path, problem.line, problem.column, problem.value


def _pattern(why: str) -> str:
    return _NUMBER.sub("…", _IN_QUOTES.sub("…", why))
