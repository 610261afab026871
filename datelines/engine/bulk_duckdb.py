"""Fills a DuckDB file: a new one is written beside it and renamed over it, so that who reads it is not
disturbed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlalchemy import URL

from datelines.engine.bulk import Bulk, LoadError, Progress, broken_off, busy
from datelines.engine.filling import VERSION
from datelines.engine.schema import arrow_schema, names

MEMORY = "1GB"
"""What DuckDB may hold while it writes; rows that are written are on the disk."""


@contextmanager
def new_file(url: URL) -> Iterator[Bulk]:
    """A new file for the store at `url`; what a dead load left beside it is removed. Raises LoadError where
    another load is under way, or the file there is no store of Datelines."""
    if url.database in (None, "", ":memory:"):
        raise LoadError("A store in memory is gone when the load ends.", "Give duckdb:////path/x.duckdb.")
    path = Path(str(url.database)).absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f"{path.name}.new")
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        try:
            # The lock goes with the process that has it; the file stays, so that no two of them are locked.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise busy(url) from None
        _check_ours(path)
        _remove(waiting)
        try:
            file = _NewFile(path, waiting)
            try:
                yield file
            finally:
                file.close()
        except (duckdb.Error, OSError) as error:
            raise broken_off(url, error) from error
        finally:
            _remove(waiting)


class _NewFile:
    def __init__(self, path: Path, waiting: Path) -> None:
        self._path, self._waiting = path, waiting
        self._connection = quiet(duckdb.connect(str(waiting), config={"memory_limit": MEMORY}))
        # In one transaction rows go to their place, and not to the log first.
        self._connection.begin()
        for name in names():
            self._connection.register("given", arrow_schema(name).empty_table())
            self._connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM given')

    def append(self, name: str, rows: pa.Table) -> None:
        """Add rows, in their order: what lies together is read together."""
        self._connection.register("given", rows)
        self._connection.execute(f'INSERT INTO "{name}" SELECT * FROM given')

    def complete(self, progress: Progress) -> None:
        """Put the file in its place. Who has the old one open keeps it until they close it."""
        progress(0.0, "Closing the file")
        self._connection.commit()
        self._connection.execute("CHECKPOINT")
        self.close()
        with self._waiting.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(self._waiting, self._path)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def quiet(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The connection without DuckDB's own bar of progress, which would be drawn into ours."""
    connection.execute("SET enable_progress_bar = false")
    return connection


def _check_ours(path: Path) -> None:
    """Raises LoadError for a file that is there and is no store of ours: it would be lost."""
    if not path.exists():
        return
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            row = connection.execute("SELECT count(*) FROM about WHERE name = $1", [VERSION]).fetchone()
            ours = row == (1,)
    except duckdb.Error:
        ours = False
    if not ours:
        said = f"The file {path} is no store of Datelines, or another program is writing to it."
        raise LoadError(said, "Remove it, or name another file.")


def _remove(waiting: Path) -> None:
    for path in (waiting, waiting.with_name(f"{waiting.name}.wal")):
        path.unlink(missing_ok=True)
