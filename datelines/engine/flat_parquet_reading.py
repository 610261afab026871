"""Reads some events of a flat Parquet file, with all that their reports name, as tables to be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from datelines.canonical import canonical_cells
from datelines.checks import check_tables
from datelines.corpus import Corpus
from datelines.engine.flat_parquet_records import GROUPS_OF, flat_cells, sql_name
from datelines.engine.scratch_database import read
from datelines.problems import Problem
from datelines.reading import Table, Tables, table_of, tables_of
from datelines.records import (
    TABLES,
    Cited,
    Event,
    Figure,
    Outlet,
    Place,
    Record,
    Report,
    Source,
    Speaker,
    Wording,
)
from datelines.text_columns import text_frame, trimmed

OF_EVENTS: tuple[type[Record], ...] = (Event, Report, Figure, Wording, Cited)
"""Records that belong to one event."""

REMARKED = "coordinates-in-country"
"""The rule that is only a remark, as it is when a table is imported: a flat file says nothing of exceptions
that somebody allowed."""

_NAMED_BY: tuple[tuple[type[Record], str], ...] = (
    (Source, "source_id IN (SELECT source_id FROM Report UNION SELECT source_id FROM Cited)"),
    (Outlet, "outlet_id IN (SELECT outlet_id FROM Source UNION SELECT relayed_by FROM Report)"),
    (Speaker, "speaker_id IN (SELECT speaker_id FROM Report UNION SELECT relayed_by FROM Report)"),
    (Place, "place_id IN (SELECT unnest(string_split(place_ids, ';')) FROM Event)"),
)
"""Which of the other records are named in a piece: SQL over what was read of it, by the names of records."""

_FORMAT = "run `python -m datelines format`"
_LINE = re.compile(r"\bline (\d+)")


@dataclass(frozen=True, slots=True, eq=False)
class SomeTables:
    """`tables` of some events; `rows` has, by table, where each record stands in the whole, and `said` which
    group of columns it is from (datelines.engine.flat_parquet_records.GROUPS_OF)."""

    tables: Tables
    rows: Mapping[str, np.ndarray]
    said: Mapping[str, np.ndarray]

    def problems(self) -> Iterator[Problem]:
        """What is wrong, said of the rows and columns of the Parquet file."""
        for problem in (*check_tables(self.tables, without=(REMARKED,)), *_not_canonical(self.tables)):
            yield _of_parquet(self._where_said(problem))

    def _where_said(self, problem: Problem) -> Problem:
        """A problem of an outlet, speaker or source, of the column that it is from: a relay's has another."""
        for model in (Outlet, Speaker, Source):
            names = {flat: name for name, flat in flat_cells(GROUPS_OF[model][0]).items()}
            if problem.column not in names:
                continue
            table, said = self.tables.tables[model.table], self.said[model.table]
            cells = table.columns[names[problem.column]]
            for at in sorted(np.flatnonzero(table.lines == problem.line), key=said.__getitem__):
                if cells[int(at)].as_py().strip() == problem.value.strip():
                    group = GROUPS_OF[model][said[at]]
                    return replace(problem, column=flat_cells(group)[names[problem.column]])
        return problem


def some_tables(
    store: Path, path: str, corpus: Corpus, shapes: Mapping[str, bytes], first: int, last: int
) -> SomeTables:
    """The events from number `first` to `last` of a scratch file, with all that they name. `path` is the
    Parquet file."""
    given: dict[type[Record], pa.Table] = {}
    with read(store, threads=1) as connection:
        for of in OF_EVENTS:
            given[of] = _read(connection, of, f"event_number BETWEEN {first} AND {last}")
        for model, named in _NAMED_BY:
            for known, rows in given.items():
                connection.register(known.__name__, rows)
            # A source is sought among those of about the same days: the others are many.
            near = f"from_event <= {last} AND to_event >= {first} AND " if model is Source else ""
            given[model] = _read(connection, model, near + named)
    tables: dict[str, Table] = {}
    faulty: list[Problem] = []
    for of in TABLES:
        tables[of.table], wrong = _table(given[of], of, path)
        faulty += wrong
    return SomeTables(
        tables_of(tables, corpus, shapes, path, tuple(faulty)),
        {model.table: rows["row"].to_numpy() for model, rows in given.items()},
        {
            model.table: rows["said"].to_numpy()
            for model, rows in given.items()
            if "said" in rows.column_names
        },
    )


def every_place(store: Path, path: str) -> Table:
    """The places of a scratch file. `path` is the Parquet file."""
    with read(store) as connection:
        return _table(_read(connection, Place, "true"), Place, path)[0]


def _read(connection: duckdb.DuckDBPyConnection, model: type[Record], condition: str) -> pa.Table:
    said = ", said" if len(GROUPS_OF.get(model, ())) > 1 else ""
    cells = ", ".join(map(sql_name, model.columns()))
    statement = f"SELECT row, line{said}, {cells} FROM {model.table} WHERE {condition} ORDER BY row"
    return connection.execute(statement).to_arrow_table()


def _table(rows: pa.Table, model: type[Record], path: str) -> tuple[Table, tuple[Problem, ...]]:
    frame = text_frame({name: rows[name] for name in model.columns()})
    return table_of(model, frame, path=path, lines=rows["line"].to_numpy(), named=_names(model))


def _names(model: type[Record]) -> dict[str, str]:
    """Column of a record -> the column of the flat table that its problems name."""
    if model in GROUPS_OF:
        return flat_cells(GROUPS_OF[model][0])
    if model is Wording:
        return {"report_id": "report.report_id", "subject": "report.wording", "term": "report.wording"}
    return {"report_id": "report.report_id", "source_id": "cited.source_id"}


def _not_canonical(tables: Tables) -> Iterator[Problem]:
    """Cells that a file of ours would hold with other blanks or line breaks (datelines.canonical)."""
    for table in tables.tables.values():
        for name, cells in table.columns.items():
            wanted = canonical_cells(table.model, name, cells)
            if wanted.equals(trimmed(cells)):
                continue
            for line, cell, form in zip(table.lines, cells.to_pylist(), wanted.to_pylist(), strict=True):
                if cell.strip() != form:
                    yield table.problem(line, name, cell, "not in canonical form", f"write {form!r}")


def _of_parquet(problem: Problem) -> Problem:
    """A problem in words that fit a file that has no lines, and that no command of ours rewrites."""
    repair = problem.repair.replace(_FORMAT, "take them off")
    return replace(problem, why=_LINE.sub(r"row \1", problem.why), repair=repair)
