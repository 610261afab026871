"""Fills a database of Spark, through its Thrift server: rows are written as Parquet into a folder that the
server reads, then each table is made of its files in one statement. Inserting by statements is hopeless: the
driver writes every value into their text.

Spark has no lock and no transaction. Two loads with the same folder are kept apart by a lock on it; two with
different folders are not. The current filling is named in one statement all the same.
"""

from __future__ import annotations

import fcntl
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import URL, Connection, NullPool, create_engine, exc, text

from datelines.engine.bulk import Bulk, LoadError, Progress, broken_off, busy
from datelines.engine.current import current, drop, fillings, make_current, next_number, suffix_of
from datelines.engine.schema import arrow_schema, names

_FOLDER = "datelines_load"
_PLAIN = re.compile(r"[\w./-]+", re.ASCII)


@contextmanager
def new_spark_tables(url: URL, folder: Path | None) -> Iterator[Bulk]:
    """New tables for the store at `url`, by way of files in `folder`. Raises LoadError where there is no such
    folder, or another load uses it."""
    if folder is None or not folder.is_dir() or not _PLAIN.fullmatch(str(folder.absolute())):
        said = "Spark is loaded from files in a folder that this machine writes and its server reads."
        raise LoadError(said, "Name one by --spark-folder DIR, with letters, digits, - _ . / in its path.")
    with (folder / f"{_FOLDER}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise busy(url) from None
        files = folder.absolute() / _FOLDER
        shutil.rmtree(files, ignore_errors=True)
        try:
            files.mkdir()
            engine = create_engine(url, poolclass=NullPool)
            with engine.connect() as connection:
                # Else Spark would replace what looks like one of its variables in a text.
                connection.execute(text("SET spark.sql.variable.substitute=false"))
                before = current(connection)
                for number in sorted(fillings(connection) - {before}):
                    drop(connection, number)
                tables = _NewSparkTables(connection, files, before)
                try:
                    yield tables
                finally:
                    tables.abandon()
        except (exc.SQLAlchemyError, OSError) as error:
            raise broken_off(url, error) from error
        finally:
            shutil.rmtree(files, ignore_errors=True)


class _NewSparkTables:
    def __init__(self, connection: Connection, files: Path, before: int | None) -> None:
        self._connection, self._files = connection, files
        self._number = next_number([] if before is None else [before])
        self._parts = dict.fromkeys(names(), 0)
        self._in_use = False

    def append(self, name: str, rows: pa.Table) -> None:
        """Write rows as the next file of a table."""
        folder = self._files / name
        folder.mkdir(exist_ok=True)
        # Spark reads a folder's files in the order of their names.
        pq.write_table(rows, folder / f"part-{self._parts[name]:05}.parquet", compression="zstd")
        self._parts[name] += 1

    def complete(self, progress: Progress) -> None:
        """Make the tables of the files, and name them as the current ones."""
        for number, name in enumerate(names()):
            progress(number / len(names()), f"Making the table {name}")
            if not self._parts[name]:
                self.append(name, arrow_schema(name).empty_table())
            source = f"parquet.`file://{self._files / name}`"
            table = f"{name}{suffix_of(self._number)}"
            self._connection.execute(text(f"CREATE TABLE {table} USING parquet AS SELECT * FROM {source}"))
        make_current(self._connection, self._number)
        self._in_use = True

    def abandon(self) -> None:
        """Remove the tables if they did not come into use. A server that cannot be asked keeps them until the
        next load."""
        if self._in_use:
            return
        try:
            drop(self._connection, self._number)
        except exc.SQLAlchemyError:
            return
