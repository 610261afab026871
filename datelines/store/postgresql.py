"""Fills a PostgreSQL database: new tables by COPY, then indexes, then the view that names them, in one
transaction. Readers see the old tables meanwhile; a load that dies leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pyarrow as pa
from pyarrow import csv
from sqlalchemy import URL, Connection, NullPool, create_engine, exc, text

from datelines.store.filling import Bulk, LoadError, broken_off, busy
from datelines.store.opening import current, drop, fillings, make_current, next_number, suffix_of
from datelines.store.schema import Schema, schema
from datelines.words import Progress

LOCK = 0x646174656C696E65
"""Number of the advisory lock that a load holds: `dateline` in ASCII."""

_SESSION = {
    "client_encoding": "UTF8",
    "maintenance_work_mem": "256MB",
    # A server that lost the loader rolls back and frees the lock within a minute, not in two hours.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}
_LOCK_SECONDS = "5s"
_BATCH = 20_000

INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "reports": (
        ("event_number",),
        ("report_number",),
        ("outlet_number",),
        ("speaker_number",),
        ("place_number",),
        ("source_number",),
        ("cell_x", "cell_y"),
        ("event_id",),
        ("report_id",),
    ),
    "record_outlets": (("outlet_number",), ("outlet_id",)),
    "record_speakers": (("speaker_number",), ("speaker_id",)),
    "record_places": (("place_number",), ("place_id",)),
    "record_sources": (("source_number",), ("source_id",)),
    "record_events": (("event_number",), ("event_id",)),
    "record_reports": (("event_number",), ("report_number",), ("report_id",)),
    "record_figures": (("event_number",), ("report_number",)),
    "record_wording": (("event_number",), ("report_number",)),
    "record_cited": (("event_number",), ("report_number",), ("source_number",)),
}
"""The columns by which the pages look up rows, table by table."""

BY_DAYS = "USING brin (soft_from, soft_to) WITH (pages_per_range = 32)"
"""The index of `reports` by days. Rows are stored in order of days, so that the first and last day of every
32 pages suffice: at a million reports a brush takes 0.7 to 1.2 s, with an index of every row 1.8 to 2.8 s."""


@contextmanager
def new_tables(url: URL) -> Iterator[Bulk]:
    """New tables for the store at `url`. Raises LoadError where another load is under way."""
    try:
        engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            _prepare(connection)
            if not connection.execute(
                text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}
            ).scalar_one():
                raise busy(url)
            connection.commit()
            before = current(connection)
            _drop_all(connection, fillings(connection) - {before})
            yield _NewTables(connection, before)
    except (exc.SQLAlchemyError, psycopg.Error, OSError) as error:
        raise broken_off(url, error) from error


class _NewTables:
    def __init__(self, connection: Connection, before: int | None) -> None:
        self._connection = connection
        self._number = next_number(fillings(connection))
        connection.commit()
        # From here on everything is one transaction, which begins by itself.
        self._schema: Schema = schema(suffix_of(self._number))
        self._schema.metadata.create_all(connection, checkfirst=False)

    def append(self, name: str, rows: pa.Table) -> None:
        """Add rows by COPY. Texts are in quotation marks, which distinguishes a blank from a null."""
        options = csv.WriteOptions(include_header=False, batch_size=_BATCH, quoting_style="needed")
        raw = self._connection.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)
        statement = f"COPY {name}{suffix_of(self._number)} FROM STDIN (FORMAT csv, FREEZE true)"
        with raw.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for begin in range(0, len(rows), _BATCH):
                sink = pa.BufferOutputStream()
                csv.write_csv(rows.slice(begin, _BATCH), sink, options)
                copy.write(sink.getvalue().to_pybytes())

    def complete(self, progress: Progress) -> None:
        """Make indexes and statistics, name the tables as the current ones, and commit."""
        wanted = [(name, f"({', '.join(each)})") for name, several in INDEXES.items() for each in several]
        wanted = [("reports", BY_DAYS), *wanted]
        for number, (name, index) in enumerate(wanted):
            progress(number / len(wanted), f"Making indexes of {name}")
            self._connection.execute(text(f"CREATE INDEX ON {name}{suffix_of(self._number)} {index}"))
        progress(1.0, "Putting the new tables in use")
        for table in self._schema.metadata.tables:
            self._connection.execute(text(f"ANALYZE {table}"))
        make_current(self._connection, self._number)
        self._connection.commit()


def _prepare(connection: Connection) -> None:
    version = connection.dialect.server_version_info
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        said = f"The database holds text in {encoding}, not in UTF-8."
        raise LoadError(said, "Make another one with ENCODING 'UTF8', and load into it.")
    # A server that is busy with a statement of the loader notices that the loader is gone, too.
    checked = {"client_connection_check_interval": "2s"} if (version or ()) >= (14,) else {}
    for name, value in (_SESSION | checked).items():
        connection.execute(text(f"SET {name} = '{value}'"))
    connection.commit()


def _drop_all(connection: Connection, numbers: frozenset[int]) -> None:
    """Remove these fillings. One that somebody is still reading is left to the next load."""
    for number in sorted(numbers):
        try:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}'"))
            drop(connection, number)
            connection.commit()
        except exc.OperationalError:
            connection.rollback()
