"""What a store is filled with, and how: the tables of an archive, and `Bulk`, which takes tables piece by
piece and puts all of them in use at once.

Here are the two stores of DuckDB: one in the memory of this process, and a file, which is written beside the
old one and renamed over it, so that readers are not disturbed. PostgreSQL and Spark have modules of their
own.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import duckdb
import numpy as np
import pyarrow as pa
from sqlalchemy import URL, make_url

from datelines.record.records import (
    TABLES,
    Cited,
    Event,
    Figure,
    Part,
    Population,
    Record,
    Report,
    Source,
    Wording,
)
from datelines.store.failures import store_name, words_of
from datelines.store.inside import inside_of
from datelines.store.opening import ROW_GROUP, duckdb_engine
from datelines.store.relation import Relation, published_days
from datelines.store.schema import (
    CORPUS,
    COUNTED,
    DIGEST,
    ROW,
    SHAPE,
    VERSION,
    arrow_schema,
    names,
    number_column,
    schema,
    version,
)
from datelines.store.store import Store
from datelines.table.archive import Archive
from datelines.table.text import positions
from datelines.words import Progress

MEMORY = "1GB"
"""Memory that DuckDB may take while it writes a file; rows that are written are on the disk."""


class LoadError(Exception):
    """A load that was refused or broke off: `said` and `repair`, a sentence each. What the store held before
    is still in use."""

    def __init__(self, said: str, repair: str) -> None:
        self.said, self.repair = said, repair
        super().__init__(f"{said} {repair}")


class Bulk(Protocol):
    """New tables of a store that nobody reads yet. Left without `complete`, they are removed."""

    def append(self, name: str, rows: pa.Table) -> None:
        """Add rows to a table of the store (`reports`, `record_events`), in order, with its Arrow schema."""

    def complete(self, progress: Progress) -> None:
        """Make indexes, put the new tables in use instead of the old ones, and remove what is older than
        these."""


def bulk_into(url: URL, spark_folder: Path | None) -> AbstractContextManager[Bulk]:
    """New tables for the store at `url`. `spark_folder` is where a Spark server reads files that are written
    here. Raises LoadError where a store of this kind cannot be filled, or another load is under way."""
    kind = url.get_backend_name()
    if kind == "duckdb":
        return new_file(url)
    if kind == "postgresql":
        from datelines.store.postgresql import new_tables

        return new_tables(url)
    if kind == "hive":
        from datelines.store.spark import new_spark_tables

        return new_spark_tables(url, spark_folder)
    kinds = "duckdb:////path/x.duckdb, postgresql+psycopg://host/database or hive://host:port/database"
    raise LoadError(f"A store of the kind {kind!r} cannot be loaded.", f"Give one like {kinds}.")


def busy(url: URL) -> LoadError:
    """The error where another load is under way."""
    repair = "Wait until it has ended, or stop it, and load again."
    return LoadError(f"{store_name(url)} is being loaded by another process.", repair)


def broken_off(url: URL, error: BaseException) -> LoadError:
    """The error where the store or the disk failed, with the first line of its own message."""
    words = words_of(getattr(error, "orig", None) or error).strip().splitlines()
    reason = words[0] if words else type(error).__name__
    said = f"{store_name(url)} was not loaded: {reason.rstrip('.')}."
    return LoadError(said, "What it held before is still in use; load again when the cause is gone.")


def stored_tables(archive: Archive, relation: Relation) -> Mapping[str, pa.Table]:
    """Every table of a store by name (`reports`, `about`, `record_events`), of an archive and its
    relation."""
    tables = {
        "reports": relation.reports,
        "inside": inside_of(archive),
        "about": about_table(archive),
    }
    numbers = _numbers(archive, relation)
    for model in TABLES:
        name = f"record_{model.table}"
        cells = {column: archive.cells(model.table, column) for column in model.columns()}
        rows = np.arange(len(next(iter(cells.values()))))
        tables[name] = _table(name, {ROW: rows, **numbers[model], **cells})
    return tables


def about_table(archive: Archive) -> pa.Table:
    """The table `about`: what is known of the data as a whole, with the digest and the shapes."""
    corpus = archive.corpus
    known = {
        DIGEST: archive.digest,
        VERSION: version(),
        CORPUS: json.dumps(
            {
                "bounds": corpus.bounds,
                "reviewers": sorted(corpus.reviewers),
                "title": corpus.title,
                "licence": corpus.licence,
                "cited_as": corpus.cited_as,
            },
            ensure_ascii=False,
        ),
    }
    known |= {f"{SHAPE}{name}": content.decode() for name, content in archive.shapes.items()}
    return pa.table([list(known), list(known.values())], schema=arrow_schema("about"))


def _numbers(archive: Archive, relation: Relation) -> Mapping[type[Record], Mapping[str, np.ndarray]]:
    """The columns `numbers_beside` the cells of each table of records."""
    events = positions(archive.cells("reports", "event_id"), archive.cells("events", "event_id"))
    event_of_report = relation.events[events]
    found: dict[type[Record], dict[str, np.ndarray]] = {}
    for model in COUNTED:
        name = number_column(model)
        number = np.arange(1, len(archive.cells(model.table, str(model.key))) + 1)
        found[model] = {name: number, "reports": _reports_of(relation, name, len(number))}
    days = published_days(archive)
    found[Source] = {"source_number": np.arange(1, len(days) + 1), "published_day": days}
    found[Event] = {"event_number": relation.events}
    found[Report] = {
        "report_number": relation.numbers,
        "event_number": event_of_report,
        "source_number": relation.sources,
    }
    for model in (Figure, Wording, Cited):
        of = positions(archive.cells(model.table, "report_id"), archive.cells("reports", "report_id"))
        found[model] = {"report_number": relation.numbers[of], "event_number": event_of_report[of]}
    cited = positions(archive.cells("cited", "source_id"), archive.cells("sources", "source_id"))
    found[Cited]["source_number"] = cited + 1
    of_part = positions(archive.cells("parts", "event_id"), archive.cells("events", "event_id"))
    found[Part] = {"event_number": relation.events[of_part]}
    found[Population] = {}
    return found


def _reports_of(relation: Relation, name: str, number: int) -> np.ndarray:
    """How many reports have each number in that column, by number from 1."""
    # One number for each pair of report and number, since numpy sorts those ten times as fast.
    report = relation.reports["report_number"].to_numpy().astype(np.int64)
    numbers = np.maximum(relation.reports[name].to_numpy(), 0)  # below 0: none either
    pairs = np.unique(report * (number + 1) + numbers)
    return np.bincount(pairs % (number + 1), minlength=number + 1)[1:].astype(np.int64)


def _table(name: str, columns: Mapping[str, np.ndarray | pa.Array]) -> pa.Table:
    shape = arrow_schema(name)
    arrays = [pa.array(columns[field.name], from_pandas=True).cast(field.type) for field in shape]
    return pa.table(arrays, schema=shape)


def memory_store(tables: Mapping[str, pa.Table]) -> Store:
    """A store of these tables in the memory of this process, freed when nothing refers to it any more."""
    root = duckdb.connect(":memory:")
    if tables["reports"].num_rows <= ROW_GROUP:
        root.execute("set threads = 1")
    for name in names():
        root.register("given", tables[name])
        root.execute(f'create table "{name}" as select * from given')
        root.unregister("given")
    return Store(duckdb_engine(make_url("duckdb:///:memory:"), root.cursor), schema())


@contextmanager
def new_file(url: URL) -> Iterator[Bulk]:
    """A new file for the store at `url`; what a dead load left beside it is removed. Raises LoadError where
    another load is under way, or the file there is not a store of Datelines."""
    if url.database in (None, "", ":memory:"):
        raise LoadError("A store in memory is gone when the load ends.", "Give duckdb:////path/x.duckdb.")
    path = Path(str(url.database)).absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f"{path.name}.new")
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        try:
            # The lock ends with its process. The file stays: with a new one, two loads could hold a lock
            # each.
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
        # In one transaction rows go straight to their place, not to the log first.
        self._connection.begin()
        for name in names():
            self._connection.register("given", arrow_schema(name).empty_table())
            self._connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM given')

    def append(self, name: str, rows: pa.Table) -> None:
        """Add rows, in their order: rows that lie together are read together."""
        self._connection.register("given", rows)
        self._connection.execute(f'INSERT INTO "{name}" SELECT * FROM given')

    def complete(self, progress: Progress) -> None:
        """Put the file in its place. Whoever has the old one open keeps it until they close it."""
        progress(0.0, "Closing the file")
        self._connection.commit()
        self._connection.execute("CHECKPOINT")
        self.close()
        with self._waiting.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(self._waiting, self._path)

    def close(self) -> None:
        """Close the file, which may be closed already."""
        self._connection.close()


def quiet(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The connection without DuckDB's own bar of progress, which would be drawn into ours."""
    connection.execute("SET enable_progress_bar = false")
    return connection


def _check_ours(path: Path) -> None:
    """Raises LoadError for a file that is there and is not a store of ours: it would be lost."""
    if not path.exists():
        return
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            row = connection.execute("SELECT count(*) FROM about WHERE name = $1", [VERSION]).fetchone()
            ours = row == (1,)
    except duckdb.Error:
        ours = False
    if not ours:
        said = f"The file {path} is not a store of Datelines, or another program is writing to it."
        raise LoadError(said, "Remove it, or name another file.")


def _remove(waiting: Path) -> None:
    for path in (waiting, waiting.with_name(f"{waiting.name}.wal")):
        path.unlink(missing_ok=True)
