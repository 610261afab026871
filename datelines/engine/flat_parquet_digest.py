"""The digest of a flat Parquet file's tables: that of the folder that would hold them, without writing it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from datelines.engine.flat_parquet_records import sql_name
from datelines.engine.scratch_database import read
from datelines.records import TABLES, Record

_BATCH = 50_000


def digest_of(store: Path, shapes: Mapping[str, bytes]) -> str:
    """What `datelines.archive.digest` gives for the tables in a scratch file, whose cells are in canonical
    form, and for shapes."""
    state = hashlib.sha256()
    with read(store) as connection:
        present = {f"{model.table}.csv": model for model in TABLES if _is_written(connection, model)}
        contents = {f"shapes/{name}": content for name, content in shapes.items()}
        for name in sorted((*present, *contents)):
            parts = _lines(connection, present[name]) if name in present else iter([contents[name]])
            size = _size(connection, present[name]) if name in present else len(contents[name])
            state.update(f"{name}\0{size}\0".encode())
            for part in parts:
                state.update(part)
    return state.hexdigest()


def _is_written(connection: duckdb.DuckDBPyConnection, model: type[Record]) -> bool:
    return not model.optional or _one(connection, f"SELECT count(*) FROM {model.table}") > 0


def _size(connection: duckdb.DuckDBPyConnection, model: type[Record]) -> int:
    """Bytes of the canonical file."""
    rows = _one(connection, f"SELECT coalesce(sum(strlen({_line(model)})), 0) FROM {model.table}")
    return len(_header(model)) + int(rows)


def _lines(connection: duckdb.DuckDBPyConnection, model: type[Record]) -> Iterator[bytes]:
    """The canonical file in pieces."""
    yield _header(model)
    rows = connection.execute(f"SELECT {_line(model)} AS line FROM {model.table} ORDER BY row")
    for batch in rows.to_arrow_reader(_BATCH):
        if batch.num_rows:
            # One line after the other is what the column's own bytes are.
            lines = batch.column(0).cast(pa.large_string())
            _, starts, texts = lines.buffers()
            ends = np.frombuffer(starts, np.int64)[[lines.offset, lines.offset + len(lines)]]
            yield memoryview(texts)[ends[0] : ends[1]].tobytes()


def _header(model: type[Record]) -> bytes:
    return f"{','.join(model.columns())}\n".encode()


def _line(model: type[Record]) -> str:
    """SQL: a row as datelines.canonical writes it."""
    return f"concat_ws(',', {', '.join(_cell(model, name) for name in model.columns())}) || chr(10)"


def _cell(model: type[Record], column: str) -> str:
    name = sql_name(column)
    if column in model.terms() or column.endswith(("_id", "_ids")):
        return name  # ids and terms, which nothing has to be done for
    marks = " OR ".join(f"contains({name}, {mark})" for mark in ("','", "'\"'", "chr(10)"))
    return f"""CASE WHEN {marks} THEN '"' || replace({name}, '"', '""') || '"' ELSE {name} END"""


def _one(connection: duckdb.DuckDBPyConnection, statement: str) -> Any:
    row = connection.execute(statement).fetchone()
    return row[0] if row else 0
