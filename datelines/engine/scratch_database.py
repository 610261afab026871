"""The scratch DuckDB that a flat Parquet file is brought into: opened to be written, and to be read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from datelines.text_columns import batches

WRITING_MEMORY, READING_MEMORY = "1500MB", "600MB"
"""What DuckDB may hold at once; what is more lies beside the scratch file."""

_BATCH = 20_000
_WHOLE = frozenset({"line", "time"})


class Scratch:
    """A new scratch file that is being written."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def run(self, statement: str) -> None:
        """Run a statement that gives nothing."""
        self.connection.execute(statement)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a statement, of which there are few."""
        return self.connection.execute(statement).fetchall()

    def streamed(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement, of which there may be many."""
        # On a connection of its own, since what is made of the rows is written meanwhile.
        found = quiet(self.connection.cursor()).execute(statement)
        while rows := found.fetchmany(_BATCH):
            yield from rows

    def table(self, name: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Make a table of rows: of text, but for the columns `line` and `time`, which are whole numbers."""
        kinds = [(column, pa.int64() if column in _WHOLE else pa.string()) for column in columns]
        shape = pa.schema(kinds)
        self.connection.register("given", shape.empty_table())
        self.run(f"CREATE TABLE {name} AS SELECT * FROM given")
        for some in batches(rows, _BATCH):
            values = zip(zip(*some, strict=True), shape, strict=True)
            arrays = [pa.array(cells, field.type) for cells, field in values]
            self.connection.register("given", pa.table(arrays, schema=shape))
            self.run(f"INSERT INTO {name} SELECT * FROM given")
        self.connection.unregister("given")


@contextmanager
def written(store: Path) -> Iterator[Scratch]:
    """A new scratch file, which no other process can read before it is left."""
    with duckdb.connect(str(store), config={"memory_limit": WRITING_MEMORY}) as connection:
        # Every table that depends on an order is sorted as it is made.
        connection.execute("SET preserve_insertion_order = false")
        yield Scratch(quiet(connection))


def read(store: Path, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that reads a scratch file, in any process."""
    connection = duckdb.connect(str(store), read_only=True, config={"memory_limit": READING_MEMORY})
    # A folder of its own: two processes that spill into one would overwrite each other's files.
    connection.execute("SET temp_directory = $1", [str(store.with_name(f"spilled-{os.getpid()}"))])
    if threads is not None:
        connection.execute(f"SET threads = {threads}")
    return quiet(connection)


def quiet(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The connection without DuckDB's own bar, which would be drawn into ours."""
    connection.execute("SET enable_progress_bar = false")
    return connection
