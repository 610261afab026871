"""Runs an import to its end: read in a format, checked by the rules for our own data, and split into what can
be explored and what is left out.

Our tables are checked under their own names, since several of our rows may come from one row of the user's
file. Every problem is then reported by that file, its row and its column, once; and the user's rows are
counted by what became of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datelines.checks import REMARKED_RULES, check_tables
from datelines.checks.rules import CHECKS
from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.formats import readable_formats
from datelines.formats.model import Format, Imported, Options
from datelines.imports.doubtful import doubtful_apart
from datelines.imports.explorable import Dependents, SoundRows, sound_rows
from datelines.imports.perhaps_one import perhaps_one_event
from datelines.imports.tidied import tidied
from datelines.problems import WHOLE_LINE, Problem
from datelines.record.package import corpus_of
from datelines.record.records import TABLES
from datelines.share.rows import csv_text
from datelines.table.folder import table_of, tables_of
from datelines.table.table import Table, Tables

_READING_SHARE, _CHECKING_SHARE = 0.5, 0.9
_MOST_ROUNDS = 4
_NO_DATES = ("1970-01-01", "1900-01-01", "1904-01-01", "0001-01-01")
_OF_REPORTS = ("figures", "wording", "cited")
_IN_QUOTES = re.compile(r"'[^']*'|“[^”]*”")
_NUMBER = re.compile(r"\d(?:[\d.,:/-]*\d)?")
_REPAIR = "correct what it rests on; this row is shown then"


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """The user's rows (features, incidents): read = kept + flagged + skipped. `kept` rows have no remark,
    `flagged` ones have one and are kept unchanged, `skipped` ones are not claims or could not be read."""

    read: int
    kept: int
    flagged: int
    skipped: int

    def sentence(self) -> str:
        """`read 9, kept 7, flagged 1, skipped 1`."""
        return f"read {self.read}, kept {self.kept}, flagged {self.flagged}, skipped {self.skipped}"


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one kind: the same column, and the same reason except for numbers and quoted values."""

    column: str
    why: str
    problems: tuple[Problem, ...]

    @property
    def count(self) -> int:
        """How many problems there are of this kind."""
        return len(self.problems)


@dataclass(frozen=True, eq=False)
class Import:
    """What became of a user's files.

    `tables` has every row that was read, each table under the name of the user's file; `sound` has the rows
    that can be explored. `problems` are all of them, each once, by the user's file, row and column;
    `left_out` are those that left a row out of `sound`, its own or one that depends on it.
    """

    format: Format
    imported: Imported
    tables: Tables
    sound: Tables
    problems: tuple[Problem, ...]
    left_out: tuple[Problem, ...]
    counts: ImportCounts

    @cached_property
    def groups(self) -> tuple[ProblemGroup, ...]:
        """The problems by kind, the most frequent kind first."""
        kinds: dict[tuple[str, str], list[Problem]] = {}
        for problem in self.problems:
            kinds.setdefault((problem.column, _pattern(problem.why)), []).append(problem)
        groups = (
            ProblemGroup(column, found[0].why if len({one.why for one in found}) == 1 else why, tuple(found))
            for (column, why), found in kinds.items()
        )
        return tuple(sorted(groups, key=lambda group: -group.count))


def recognised(opened: Sequence[Opened]) -> tuple[tuple[Format, str], ...]:
    """The formats that the files could be in, each with the reason, the likeliest first."""
    formats = (one for one in readable_formats().values() if one.recognise is not None)
    found = ((one, one.recognise(opened)) for one in formats if one.recognise is not None)
    return tuple((one, reason) for one, reason in found if reason)


def imported(chosen: Format, opened: Sequence[Opened], options: Options) -> Import:
    """Files read in a format, checked, with what can be explored. Raises IntakeError where the files are not
    in the format, ValueError for a format that can only be written."""
    progress = options.progress
    opened = tuple(tidied(file) for file in opened)
    given = _read(chosen, opened, options)
    progress(_READING_SHARE, "Checking the rows")
    given, tables, faults, helped = _with_doubtful_apart(given)
    remarks = [problem for name in REMARKED_RULES for problem in CHECKS[name](tables)]
    progress(_CHECKING_SHARE, "Finding what can be explored")
    sound = sound_rows(tables, faults)
    of_rules = {problem: _in_file(problem, tables, given) for problem in (*helped, *faults, *remarks)}
    lines = {table.path: frozenset(table.lines.tolist()) for table in tables.tables.values()}
    # A fault of a whole file leaves no row out.
    of_rows = [of_rules[fault] for fault in faults if fault.line in lines.get(fault.path, ())]
    dependent = _dependent_problems(tables, given, sound, of_rows)
    skipped, noted = _problems_of_reading(given, opened)
    hints = (_in_file(hint, tables, given) for hint in perhaps_one_event(tables.kept(sound.masks)))
    noted = (*noted, *_days_of_no_date(tables, given), *hints)
    # Where the format has something to say about a cell, its words are used and not those of a rule.
    by_cell = {_cell(problem): problem for problem in noted}
    noted_columns = {(one.path, one.line, one.column) for one in noted}
    apart = {of_rules[one] for one in helped}
    unnoted = (
        problem
        for problem in of_rules.values()
        if _cell(problem) not in by_cell
        and not (problem in apart and (problem.path, problem.line, problem.column) in noted_columns)
    )
    problems = dict.fromkeys((*skipped, *noted, *unnoted, *dependent))
    left_out = dict.fromkeys((*(by_cell.get(_cell(fault), fault) for fault in of_rows), *dependent))
    shown = _under_names_of_files(tables, given)
    result = Import(
        format=chosen,
        imported=given,
        tables=shown,
        sound=shown.kept(sound.masks),
        problems=tuple(sorted(problems, key=lambda one: (one.path, one.line))),
        left_out=tuple(left_out),
        counts=_counts_of(tables, given, sound, skipped, (*noted, *of_rules.values())),
    )
    progress(1.0, "Done")
    return result


def _with_doubtful_apart(given: Imported) -> tuple[Imported, Tables, list[Problem], tuple[Problem, ...]]:
    """The import with its faulty cells set apart, as tables; the faults that are left, and those that are not,
    each with what was done. Setting one cell apart may show another fault, so that it is done again."""
    tables = _tables(given)
    faults = check_tables(tables, without=REMARKED_RULES)
    helped: dict[Problem, None] = {}
    for _ in range(_MOST_ROUNDS):
        found = doubtful_apart(given, faults) if faults else None
        if found is None:
            break
        given, said = found
        helped |= dict.fromkeys(said.values())
        tables = _tables(given)
        faults = check_tables(tables, without=REMARKED_RULES)
    return given, tables, faults, tuple(helped)


def _read(chosen: Format, opened: Sequence[Opened], options: Options) -> Imported:
    if chosen.read is None:
        raise ValueError(f"the format {chosen.name} is only written")
    progress = options.progress
    reading = replace(options, progress=lambda share, words: progress(_READING_SHARE * share, words))
    try:
        return chosen.read(opened, reading)
    except RecursionError:
        name = opened[0].name if opened else "-"
        raise IntakeError(name, "lists and objects are nested too deeply", "export the file again") from None


def problems_csv(problems: Iterable[Problem]) -> bytes:
    """Problems, each as a row of CSV with file, row, column, value, reason and repair, for a spreadsheet."""
    rows = (
        {
            "file": problem.path,
            "row": str(problem.line),
            "column": "" if problem.column == WHOLE_LINE else problem.column,
            "value": problem.value,
            "why": problem.why,
            "repair": problem.repair,
        }
        for problem in problems
    )
    # The mark tells spreadsheets that the text is in UTF-8.
    return csv_text(rows).encode("utf-8-sig")


def _tables(given: Imported) -> Tables:
    """The frames as tables under our own names. Rows of several of our tables come from one row of the user's
    file, and it must be known which of them has a problem until it is clear what is left out."""
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


def _under_names_of_files(tables: Tables, given: Imported) -> Tables:
    """The tables under the names of the user's files and columns."""
    shown = {
        name: replace(table, path=origin.path, named=origin.columns)
        if (origin := given.origins.get(name))
        else table
        for name, table in tables.tables.items()
    }
    faulty = tuple(_in_file(problem, tables, given) for problem in tables.faulty)
    return replace(tables, tables=MappingProxyType(shown), faulty=faulty)


def _in_file(problem: Problem, tables: Tables, given: Imported) -> Problem:
    """A problem of one of our tables as one of the file that its row came from."""
    name = problem.path.removesuffix(".csv")
    origin = given.origins.get(name)
    if origin is None:
        path, column = (given.format if name in tables.tables else problem.path), problem.column
    else:
        path, column = origin.path, origin.columns.get(problem.column) or problem.column
    return Problem(path, problem.line, column, problem.value, problem.why, problem.repair)


def _dependent_problems(
    tables: Tables, given: Imported, sound: SoundRows, of_rows: Iterable[Problem]
) -> list[Problem]:
    """A problem for each of the user's rows that is left out because of another; not for those that have a
    problem themselves (`of_rows`)."""
    reported: dict[str, set[int]] = defaultdict(set)
    for problem in of_rows:
        reported[problem.path].add(problem.line)
    found: list[Problem] = []
    for part in sound.dependents:
        found += _new_problems(part, tables, given, reported[given.origins[part.table].path])
    return found


def _new_problems(part: Dependents, tables: Tables, given: Imported, reported: set[int]) -> Iterator[Problem]:
    """The problems of the user's rows that are not among the `reported` lines, which they are added to:
    several of our rows may come from one of theirs, which is left out as a whole and reported once."""
    table, origin = tables.tables[part.table], given.origins[part.table]
    cause = given.origins.get(part.cause_table)
    column = origin.columns.get(part.column)
    if column is None and cause is not None and cause.path == origin.path:
        column = cause.columns.get(part.column)
    lines, first = np.unique(table.lines[part.rows], return_index=True)
    new = ~np.isin(lines, np.fromiter(reported, dtype=np.int64, count=len(reported)))
    lines, rows, causes = lines[new], part.rows[first[new]], part.causes[first[new]]
    reported.update(lines.tolist())
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
        # An id that we made is in no column of the file.
        yield Problem(origin.path, line, column or WHOLE_LINE, value if column else "", why, _REPAIR)


def _problems_of_reading(
    given: Imported, opened: Sequence[Opened]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """The rows that were skipped, and the remarks on rows that are kept, from the format and from opening the
    tables that it read."""
    named = {origin.path for origin in given.origins.values()}
    named |= {problem.path for problem in (*given.flags, *given.skipped)}
    read: list[RawTable] = [table for file in opened for table in file.tables if table.name in named]
    skipped = dict.fromkeys((*given.skipped, *(problem for table in read for problem in table.problems)))
    flags = dict.fromkeys((*given.flags, *(problem for table in read for problem in table.remarks)))
    return tuple(skipped), tuple(problem for problem in flags if problem not in skipped)


def _counts_of(
    tables: Tables,
    given: Imported,
    sound: SoundRows,
    skipped: Sequence[Problem],
    remarks: Iterable[Problem],
) -> ImportCounts:
    """The counts of an import. Rows that the format never saw, because opening the file could not separate
    them, count as read and skipped."""
    unknown = {(one.path, one.line) for one in skipped} - {(one.path, one.line) for one in given.skipped}
    read = given.read + len(unknown)
    left = {(one.path, one.line) for one in skipped}
    flagged = len(_flagged(tables, given, sound, remarks) - left)
    count = min(len(left), read)
    return ImportCounts(read, max(read - count - flagged, 0), min(flagged, read - count), count)


def _flagged(
    tables: Tables, given: Imported, sound: SoundRows, remarks: Iterable[Problem]
) -> set[tuple[str, int]]:
    """The rows of claims, by file and line, that have a remark or a problem or are left out."""
    claims = given.origins.get("reports")
    if claims is None:
        return set()
    remarked = np.array(sorted({one.line for one in remarks if one.path == claims.path}), dtype=np.int64)
    # Any row of the file of the claims counts: it may give a further figure of a report.
    known = np.zeros(len(remarked), dtype=bool)
    for origin in given.origins.values():
        if len(remarked) and origin.path == claims.path:
            known |= np.isin(remarked, origin.rows)
    found = {(claims.path, line) for line in remarked[known].tolist()}
    reports = tables.tables["reports"]
    out = ~sound.masks["reports"]
    for name in _OF_REPORTS:
        part = tables.tables[name]
        if not sound.masks[name].all():
            lost = part.columns["report_id"].filter(pa.array(~sound.masks[name]))
            found_in = pc.is_in(reports.columns["report_id"], value_set=lost)
            out |= found_in.to_numpy(zero_copy_only=False)
    return found | {(claims.path, line) for line in reports.lines[out].tolist()}


def _days_of_no_date(tables: Tables, given: Imported) -> Iterator[Problem]:
    """A remark on each event dated on a day that software writes where there is no date."""
    events = tables.tables["events"]
    dates = events.columns["date"]
    for position in np.flatnonzero(pc.is_in(dates, value_set=pa.array(_NO_DATES, dates.type))).tolist():
        day = dates[position].as_py()
        why = "the day that software writes where there is no date"
        problem = events.problem(events.lines[position], "date", day, why, "look it up, or leave the row out")
        yield _in_file(problem, tables, given)


def _cell(problem: Problem) -> tuple[str, int, str, str]:
    return problem.path, problem.line, problem.column, problem.value


def _pattern(why: str) -> str:
    return _NUMBER.sub("…", _IN_QUOTES.sub("…", why))
