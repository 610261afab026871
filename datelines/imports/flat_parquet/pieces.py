"""Checks and numbers the tables of a flat Parquet file piece by piece, with the code that a folder goes
through: datelines.checks, datelines.store.relation, datelines.store.filling.

A piece is some successive events, with everything that their reports refer to. That code numbers the rows of
a piece from 1. For the whole, the events and reports of earlier pieces are added to the numbers of events and
reports, and those of all others are replaced by their rows in the whole.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import feather

from datelines.checks import check_tables
from datelines.checks.rules import CHECKS
from datelines.imports.flat_parquet.layout import Found, in_file, referring, sql_name
from datelines.imports.flat_parquet.tables import FlatTables, read, statement
from datelines.problems import DataError, Problem
from datelines.record.columns import Reference
from datelines.record.package import (
    BOUNDS_MEMBER,
    REVIEWERS_MEMBER,
    Corpus,
    bounds_of,
    corpus_of,
    members_of_remarks,
    read_corpus,
)
from datelines.record.records import (
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
from datelines.store.filling import about_table, stored_tables
from datelines.store.inside import USED, inside_table
from datelines.store.relation import relation_of
from datelines.store.schema import COUNTED, ROW, number_column
from datelines.table.archive import Archive
from datelines.table.folder import canonical_cells, table_of, tables_of
from datelines.table.table import Table, Tables
from datelines.table.text import text_frame, trimmed

REPORTS_AT_ONCE = 100_000
"""Reports of a piece, if nothing else is asked for. A process takes about 0.6 GB for these."""

WORKERS = 2
"""Processes at most."""

REMARKED = "coordinates-in-country"
"""The rule that only gives a remark, as when a table is imported: a flat file cannot list the exceptions that
somebody allowed."""

_OF_EVENTS: tuple[type[Record], ...] = (Event, Report, Figure, Wording, Cited)
"""Records that belong to one event. The others may be named by several."""

_NAMED: tuple[type[Record], ...] = (Source, Outlet, Speaker, Place)
"""The others, those that refer to others of them first."""

_OF_WHOLE = "the digest of the whole, which no piece knows"

_BATCH = 100_000


@dataclass(frozen=True, slots=True)
class Piece:
    """The events from number `first` to `last`; `before` is how many reports the earlier ones have, `reports`
    how many these have."""

    first: int
    last: int
    before: int
    reports: int


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What a piece was made into. `files` are its tables of the store by name, as files of Arrow; `counts` by
    table the rows of the outlets, speakers and places that it names, and how many of its reports name each.
    Where there are `problems` (and `unlisted` further ones), there is nothing else."""

    files: Mapping[str, Path]
    counts: Mapping[str, tuple[np.ndarray, np.ndarray]]
    problems: tuple[Problem, ...] = ()
    unlisted: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """What every piece is made from: the scratch file with the tables, the path of the Parquet file, and the
    corpus and shapes of the whole."""

    store: Path
    path: str
    corpus: Corpus
    shapes: Mapping[str, bytes]

    def of(self, reports: int) -> tuple[Piece, ...]:
        """Pieces of about this many reports; no event is divided."""
        with read(self.store) as connection:
            found = connection.execute(
                "SELECT count(*) AS reports FROM reports GROUP BY event_number ORDER BY event_number"
            )
            before = np.concatenate([[0], np.cumsum(found.fetchnumpy()["reports"])]).astype(np.int64)
        # Each piece begins at the first event with at least a multiple of `reports` before it.
        cuts = np.searchsorted(before[:-1], np.arange(0, before[-1], reports))
        edges = [*np.unique(cuts[cuts < len(before) - 1]).tolist(), len(before) - 1]
        return tuple(
            Piece(first + 1, last, int(before[first]), int(before[last] - before[first]))
            for first, last in pairwise(edges)
        )

    def made(self, piece: Piece, folder: Path) -> Made:
        """A piece checked and numbered, its tables written into `folder`."""
        # Sources are looked up among those of events nearby only, since there are many.
        near = f"from_event <= {piece.last} AND to_event >= {piece.first}"
        tables, rows = self._some(f"event_number BETWEEN {piece.first} AND {piece.last}", near)
        if found := _problems(tables, self.path):
            return Made({}, {}, found.listed, found.unlisted)
        archive = Archive(tables, _OF_WHOLE)
        stored = stored_tables(archive, relation_of(archive))
        files = {}
        for name in ("reports", *(f"record_{model.table}" for model in _OF_EVENTS)):
            if len(stored[name]):
                files[name] = folder / f"{name}-{piece.first}.arrow"
                numbered = _renumbered(name, stored[name], piece, rows)
                feather.write_feather(numbered, files[name], compression="uncompressed")
        reports = {one.table: stored[f"record_{one.table}"]["reports"].to_numpy() for one in COUNTED}
        return Made(files, {name: (rows[name], count) for name, count in reports.items()})

    def _some(self, events: str, sources: str = "true") -> tuple[Tables, Mapping[str, np.ndarray]]:
        """The tables of the events that meet a condition in SQL, with everything that they name; and by table
        the rows of the whole that these are. `sources` is a condition that all sources in question meet."""
        given: dict[type[Record], pa.Table] = {}
        with read(self.store, threads=1) as connection:
            for model in _OF_EVENTS:
                given[model] = _cells(connection, model, events)
                connection.register(f"some_{model.table}", given[model])
            for model in _NAMED:
                near = f"{sources} AND " if model is Source else ""
                given[model] = _cells(connection, model, near + _is_named(model))
                connection.register(f"some_{model.table}", given[model])
            for model in (one for one in TABLES if one not in given):
                given[model] = _cells(connection, model, "true")
        made = {model.table: _table(model, given[model]) for model in TABLES}
        faulty = tuple(problem for _, problems in made.values() for problem in problems)
        tables = {name: table for name, (table, _) in made.items()}
        rows = {model.table: cells[ROW].to_numpy() for model, cells in given.items()}
        return tables_of(tables, self.corpus, self.shapes, self.path, faulty), rows


def _is_named(model: type[Record]) -> str:
    """SQL: whether a record is named by rows of the tables `some_reports`, ... that refer to it."""
    ids = " UNION ".join(
        f"SELECT {_ids_in(reference)} AS id FROM some_{other.table}"
        for other in TABLES
        for reference in other.references()
        if model.table in reference.tables and model is not other
    )
    above = " UNION ".join(
        f"SELECT {reference.column} FROM {model.table} JOIN named ON {model.key} = id"
        for reference in model.references()
        if model.table in reference.tables
    )
    if above:  # a place lies within another, and that within a third
        ids = f"WITH RECURSIVE named(id) AS (({ids}) UNION {above}) SELECT id FROM named"
    return f"{model.key} IN ({ids})"


def _ids_in(reference: Reference) -> str:
    return f"unnest(string_split({reference.column}, ';'))" if reference.several else reference.column


def _cells(connection: duckdb.DuckDBPyConnection, model: type[Record], condition: str) -> pa.Table:
    cells = ", ".join(map(sql_name, model.columns()))
    wanted = f"SELECT row, spot, {cells} FROM {model.table} WHERE {condition} ORDER BY row"
    return connection.execute(wanted).to_arrow_table()


def _table(model: type[Record], cells: pa.Table) -> tuple[Table, tuple[Problem, ...]]:
    """Rows of the scratch file as a table to be checked, with the path and lines that `in_file` reads."""
    frame = text_frame({name: cells[name] for name in model.columns()})
    return table_of(model, frame, path=model.table, lines=cells["spot"].to_numpy())


def _problems(tables: Tables, path: str) -> Found:
    """The problems of the tables: what `check` finds, and cells that would not be kept unchanged."""
    found = Found()
    problems = (*check_tables(tables, without=(REMARKED,)), *_not_canonical(tables))
    found.add(in_file(problem, path) for problem in problems)
    return found


def _not_canonical(tables: Tables) -> Iterator[Problem]:
    """Cells that a file of ours would have with other blanks or line breaks (datelines.table.folder)."""
    for table in tables.tables.values():
        for name, cells in table.columns.items():
            wanted = canonical_cells(table.model, name, cells)
            if wanted.equals(trimmed(cells)):
                continue
            for line, cell, form in zip(table.lines, cells.to_pylist(), wanted.to_pylist(), strict=True):
                if cell.strip() != form:
                    yield table.problem(line, name, cell, "not in canonical form", f"write {form!r}")


def _renumbered(name: str, table: pa.Table, piece: Piece, rows: Mapping[str, np.ndarray]) -> pa.Table:
    """A table of a piece with the numbers of the whole."""
    columns: dict[str, Any] = {column: table[column] for column in table.column_names}
    for column, before in (("event_number", piece.first - 1), ("report_number", piece.before)):
        if column in columns:
            columns[column] = columns[column].to_numpy() + before
    for of in _NAMED:
        column = number_column(of)
        if column in columns:
            # 0, which means none, stays 0, and so does what is below it.
            found = columns[column].to_numpy()
            columns[column] = np.where(
                found > 0, np.append(0, rows[of.table] + 1)[np.maximum(found, 0)], found
            )
    if ROW in columns:
        columns[ROW] = rows[name.removeprefix("record_")]
    arrays = [
        pa.array(columns[field.name]).cast(field.type)
        if isinstance(columns[field.name], np.ndarray)
        else columns[field.name]
        for field in table.schema
    ]
    return pa.table(arrays, schema=table.schema)


def _count(connection: duckdb.DuckDBPyConnection, model: type[Record]) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {model.table}").fetchone() or (0,)
    return int(count)


def no_counts(store: Path) -> dict[str, np.ndarray]:
    """By table of the COUNTED records, a 0 for each row."""
    with read(store) as connection:
        return {model.table: np.zeros(_count(connection, model), np.int64) for model in COUNTED}


def made_in_order(pieces: Pieces, wanted: Sequence[Piece], folder: Path) -> Iterator[Made]:
    """Every piece as `Pieces.made` makes it, in order. At most one more piece than there are processes is
    under way or waiting, which limits the files in `folder`. Raises concurrent.futures.BrokenExecutor where a
    process was killed."""
    workers = min(WORKERS, os.cpu_count() or 1, len(wanted))
    if workers < 2:
        yield from (pieces.made(piece, folder) for piece in wanted)
        return
    # Spawned: a forked copy lacks the threads of DuckDB and Arrow, and might wait for one of them for ever.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_end_with_parent)
    under_way: deque[Future[Made]] = deque()
    try:
        for piece in wanted:
            under_way.append(pool.submit(pieces.made, piece, folder))
            if len(under_way) > workers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """Let this process end when the one that started it is gone, even if that was killed."""
    parent = parent_process()
    if parent is not None:

        def wait() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=wait, daemon=True).start()


def corpus_of_flat(tables: FlatTables, folder: Path | None) -> Corpus:
    """The corpus by the datapackage.json of `folder`; without a folder the whole years that the rows are
    about, everyone who reviewed them, and the licence that the file names.

    Raises DataError where datapackage.json cannot be read.
    """
    if folder is not None:
        corpus, problems = read_corpus(folder)
        if problems:
            raise DataError(problems)
        return corpus
    members = {BOUNDS_MEMBER: bounds_of(tables.dates), REVIEWERS_MEMBER: tables.reviewers}
    return corpus_of({**members, **members_of_remarks(tables.file.about)})


def remarks_of(tables: FlatTables, corpus: Corpus) -> tuple[Problem, ...]:
    """Remarks, in spite of which a file is loaded: columns that are not ours, and points outside the country
    that their row names."""
    path = tables.file.path.as_posix()
    why, repair = "no column of the flat table, and not loaded", "rename it if it is one of ours"
    spare = [Problem(path, 1, name, "", why, repair) for name in tables.file.spare]
    with read(tables.store) as connection:
        places, _ = _table(Place, _cells(connection, Place, "true"))
    whole = tables_of({Place.table: places}, corpus, tables.shapes, path)
    return (*spare, *(in_file(problem, path) for problem in CHECKS[REMARKED](whole)))


def whole_tables(
    tables: FlatTables, corpus: Corpus, counts: Mapping[str, np.ndarray], digest: str
) -> Iterator[tuple[str, pa.Table]]:
    """The tables of the store that no piece writes, in parts, with their names. `counts` has, by table and
    row, how many reports name each outlet, speaker and place; `digest` is that of the whole."""
    path = tables.file.path.as_posix()
    with read(tables.store) as connection:
        for model in _NAMED:
            cells = ", ".join(map(sql_name, model.columns()))
            found = connection.execute(f"SELECT row, {cells} FROM {model.table} ORDER BY row")
            for batch in found.to_arrow_reader(_BATCH):
                yield f"record_{model.table}", _of_whole(model, batch, counts.get(model.table))
        used = connection.execute(
            f"SELECT {', '.join(USED)} FROM {Place.table} ORDER BY row"
        ).to_arrow_table()
    yield "inside", inside_table({name: used[name].to_pylist() for name in USED})
    whole = tables_of({}, corpus, tables.shapes, path)
    yield "about", about_table(Archive(whole, digest))


def _of_whole(model: type[Record], batch: pa.RecordBatch, counts: np.ndarray | None) -> pa.Table:
    """Outlets, speakers, places or sources as a table of the store."""
    name, rows = f"record_{model.table}", batch[ROW].to_numpy()
    columns = {column: batch[column].cast(pa.large_string()) for column in model.columns()}
    table = Table(model, model.table, b"", columns, rows, np.ones(len(rows), dtype=bool))
    alone = tables_of({model.table: table}, Corpus(), {}, "")
    # No table has a report, so that the relation has no numbers that could be missing.
    none = relation_of(Archive(tables_of({}, Corpus(), {}, ""), _OF_WHOLE))
    stored = stored_tables(Archive(alone, _OF_WHOLE), none)[name]
    made = _renumbered(name, stored, Piece(1, 1, 0, 0), {model.table: rows})
    if counts is None:
        return made
    at = made.schema.get_field_index("reports")
    return made.set_column(at, made.field(at), pa.array(counts[rows]).cast(made.field(at).type))


def digest_of(tables: FlatTables) -> str:
    """What `datelines.table.archive.digest` gives for the tables in the scratch file, whose cells are in
    canonical form, and for the shapes."""
    state = hashlib.sha256()
    contents = {f"shapes/{name}": content for name, content in tables.shapes.items()}
    with read(tables.store) as connection:
        connection.execute(statement("records", "csv_cell"))
        present = {f"{one.table}.csv": one for one in TABLES if not one.optional or _count(connection, one)}
        for name in sorted((*present, *contents)):
            if name in contents:
                state.update(f"{name}\0{len(contents[name])}\0".encode() + contents[name])
                continue
            model = present[name]
            header = f"{','.join(model.columns())}\n".encode()
            sizes = connection.execute(statement("records", "csv_size", model, line=_line(model))).fetchall()
            state.update(f"{name}\0{len(header) + sizes[0][0]}\0".encode() + header)
            lines = connection.execute(statement("records", "csv_lines", model, line=_line(model)))
            for batch in lines.to_arrow_reader(_BATCH // 2):
                for part in _bytes_of(batch):
                    state.update(part)
    return state.hexdigest()


def _bytes_of(batch: pa.RecordBatch) -> Iterator[memoryview]:
    """The texts in the only column of a batch, joined, which is how Arrow holds them."""
    lines = batch.column(0).cast(pa.large_string())
    if len(lines):
        _, starts, texts = lines.buffers()
        ends = np.frombuffer(starts, np.int64)[[lines.offset, lines.offset + len(lines)]]
        yield memoryview(texts)[ends[0] : ends[1]]


def _line(model: type[Record]) -> str:
    """SQL: a row as datelines.table.folder writes it. Ids and terms never need quotation marks."""
    plain = {model.key, *referring(model), *model.terms()}
    cells = (name if name in plain else f"csv_cell({sql_name(name)})" for name in model.columns())
    return f"concat_ws(',', {', '.join(cells)}) || chr(10)"
