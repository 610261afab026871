"""What of a flat Parquet file belongs to no single event: outlets, speakers, places, sources, the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from datelines.archive import Archive
from datelines.checks import CHECKS
from datelines.corpus import BOUNDS_MEMBER, REVIEWERS_MEMBER, Corpus, read_corpus
from datelines.dates import date_span
from datelines.engine.filling import about_table
from datelines.engine.flat_parquet_digest import digest_of
from datelines.engine.flat_parquet_reading import REMARKED, every_place
from datelines.engine.flat_parquet_records import sql_name
from datelines.engine.flat_parquet_tables import FlatTables
from datelines.engine.schema import arrow_schema
from datelines.engine.scratch_database import read
from datelines.formats.corpus_members import bounds_of, members_of_remarks
from datelines.import_corpus import corpus_of
from datelines.problems import DataError, Problem
from datelines.reading import tables_of
from datelines.records import Outlet, Place, Record, Source, Speaker

_BATCH = 100_000


def corpus_of_flat(tables: FlatTables, folder: Path | None) -> Corpus:
    """What is said of the whole: what the datapackage.json of `folder` says; without one the whole years that
    the rows are about, whoever reviewed them, and the licence that the file names.

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
    """What keeps nothing from being loaded: columns that are none of ours, and points outside of the country
    that their row names."""
    path = tables.file.path.as_posix()
    why, repair = "no column of the flat table, and not loaded", "rename it if it is one of ours"
    spare = [Problem(path, 1, name, "", why, repair) for name in tables.file.spare]
    places = every_place(tables.store, path)
    whole = tables_of({Place.table: places}, corpus, tables.shapes, tables.file.path)
    return (*spare, *CHECKS[REMARKED](whole))


def whole_tables(
    tables: FlatTables, corpus: Corpus, counts: Mapping[str, np.ndarray]
) -> Iterator[tuple[str, pa.Table]]:
    """The tables of the store that no piece writes, in parts, with their names. `counts` has, by table and
    row, how many reports name each outlet, speaker and place."""
    with read(tables.store) as connection:
        for model in (Outlet, Speaker, Place):
            for rows in _batches(connection, model):
                number = rows["row"].to_numpy() + 1
                reports = counts[model.table][rows["row"].to_numpy()]
                numbers = {f"{model.table[:-1]}_number": number, "reports": reports}
                yield _stored(model, rows, numbers)
        for rows in _batches(connection, Source):
            days = rows["published"].combine_chunks().dictionary_encode()
            texts = days.dictionary.to_pylist()
            by_text = pa.array([date_span(text).day_from if text else None for text in texts], pa.int32())
            numbers = {
                "source_number": rows["row"].to_numpy() + 1,
                "published_day": by_text.take(days.indices),
            }
            yield _stored(Source, rows, numbers)
    whole = tables_of({}, corpus, tables.shapes, tables.file.path)
    yield "about", about_table(Archive(whole, digest_of(tables.store, tables.shapes)))


def _batches(connection: duckdb.DuckDBPyConnection, model: type[Record]) -> Iterator[pa.Table]:
    cells = ", ".join(map(sql_name, model.columns()))
    found = connection.execute(f"SELECT row, {cells} FROM {model.table} ORDER BY row")
    for batch in found.to_arrow_reader(_BATCH):
        yield pa.Table.from_batches([batch])


def _stored(
    model: type[Record], rows: pa.Table, numbers: Mapping[str, np.ndarray | pa.Array]
) -> tuple[str, pa.Table]:
    name = f"record_{model.table}"
    shape = arrow_schema(name)
    columns: dict[str, Any] = {column: rows[column] for column in rows.column_names} | dict(numbers)
    arrays = [
        pa.array(columns[field.name]).cast(field.type)
        if isinstance(columns[field.name], np.ndarray)
        else columns[field.name].cast(field.type)
        for field in shape
    ]
    return name, pa.table(arrays, schema=shape)
