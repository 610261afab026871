"""Counts the user's rows by what became of them.

Says problems of imported rows of the user's own file, row and column, each once.

Runs an import to its end: read in a format, checked like our own data, and told what can be explored.
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

from datelines.checks import check_tables
from datelines.checks.rules import CHECKS
from datelines.files.opened import IntakeError, Opened, RawTable
from datelines.formats import readable_formats
from datelines.formats.model import Format, Imported, Options
from datelines.imports.explorable import Dependents, SoundRows, sound_rows
from datelines.problems import WHOLE_LINE, Problem
from datelines.record.package import corpus_of
from datelines.record.records import TABLES
from datelines.share.rows import csv_text
from datelines.table.folder import table_of, tables_of
from datelines.table.table import Table, Tables

_OF_REPORTS = ("figures", "wording", "cited")


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """The user's rows (features, incidents): read = kept + flagged + skipped. Kept ones have no remark,
    flagged ones have one and are kept as they are, skipped ones are no claims or could not be read."""

    read: int
    kept: int
    flagged: int
    skipped: int

    def sentence(self) -> str:
        """`read 9, kept 7, flagged 1, skipped 1`."""
        return f"read {self.read}, kept {self.kept}, flagged {self.flagged}, skipped {self.skipped}"


def import_counts_of(
    tables: Tables,
    given: Imported,
    sound: SoundRows,
    skipped: Sequence[Problem],
    remarks: Iterable[Problem],
) -> ImportCounts:
    """The counts of an import. Rows that the format did not know of, since they could not be told apart,
    are read and skipped."""
    unknown = {(one.path, one.line) for one in skipped} - {(one.path, one.line) for one in given.skipped}
    read = given.read + len(unknown)
    left = {(one.path, one.line) for one in skipped}
    flagged = len(_flagged(tables, given, sound, remarks) - left)
    count = min(len(left), read)
    return ImportCounts(read, max(read - count - flagged, 0), min(flagged, read - count), count)


def _flagged(
    tables: Tables, given: Imported, sound: SoundRows, remarks: Iterable[Problem]
) -> set[tuple[str, int]]:
    """The rows of claims that have a remark or a problem, or are left out of what can be explored."""
    claims = given.origins.get("reports")
    if claims is None:
        return set()
    said = np.array(sorted({one.line for one in remarks if one.path == claims.path}), dtype=np.int64)
    # Of the file of the claims any row counts: it may give one more figure of a report.
    known = np.zeros(len(said), dtype=bool)
    for origin in given.origins.values():
        if len(said) and origin.path == claims.path:
            known |= np.isin(said, origin.rows)
    found = {(claims.path, line) for line in said[known].tolist()}
    reports = tables.tables["reports"]
    out = ~sound.masks["reports"]
    for name in _OF_REPORTS:
        part = tables.tables[name]
        if not sound.masks[name].all():
            lost = part.columns["report_id"].filter(pa.array(~sound.masks[name]))
            found_in = pc.is_in(reports.columns["report_id"], value_set=lost)
            out |= found_in.to_numpy(zero_copy_only=False)
    return found | {(claims.path, line) for line in reports.lines[out].tolist()}


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


REMARKED_RULES = ("coordinates-in-country", "few-words", "short-summaries", "trimmed-cells")
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
    counts: ImportCounts

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
    found = check_tables(checked, without=REMARKED_RULES)
    remarked = [problem for name in REMARKED_RULES for problem in CHECKS[name](checked)]
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
        counts=import_counts_of(checked, given, sound, skipped, (*flags, *said.values())),
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
