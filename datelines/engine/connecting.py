"""From the address of a store to an SQLAlchemy engine that reads from it, with the settings of its kind."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Lock
from typing import Any

import duckdb
from duckdb_sqlalchemy import ConnectionWrapper
from psycopg.types.string import StrDumper
from sqlalchemy import URL, Engine, create_engine, event, exc, make_url
from sqlalchemy.pool import QueuePool

from datelines.engine.errors import SECONDS_VARIABLE, Failure, StoreError

CONNECTIONS = 16
"""Connections to a store at once: as many pages as are likely to ask at the same moment."""

KEPT = 6
"""Of those to a server, how many stay open when nobody asks."""

CONNECT_SECONDS, ANSWER_SECONDS = 5, 30
"""How long a store may take to let a page in; and for one answer, unless DATELINES_STORE_SECONDS says it."""

RENEWED_SECONDS = 600
"""After this a connection is made anew: routers forget one that is silent for longer."""


ROW_GROUP = 122_880
"""Rows that DuckDB gives to one thread at least: fewer are not read faster by two, which cost each other some
0.1 ms of a statement instead."""

MEMORY_SHARE = 0.3
"""Of the memory that DuckDB would take for itself, which is four fifths of all, what one process takes."""


def engine_of(url: str) -> Engine:
    """An engine that reads from the store at an address, which is an SQLAlchemy URL: `duckdb:////path/to/file`,
    `postgresql+psycopg://user:password@host/database`, `hive://host:10000/database`, or of any other dialect.

    Nothing is asked yet; every statement stands alone, outside of a transaction. Settings that the address
    names stay as they are there. Raises StoreError where the address cannot be read or its driver is missing.
    """
    try:
        address = make_url(url)
        return _ENGINES.get(address.get_backend_name(), _other_engine)(address)
    except (exc.NoSuchModuleError, ImportError) as error:
        raise StoreError(Failure.DRIVER, f"The store {url.partition(':')[0]}://…") from error
    except (exc.ArgumentError, ValueError) as error:
        raise StoreError(Failure.ADDRESS, "The store") from error


def answer_seconds() -> float:
    """How long a store may take for one answer, in seconds."""
    try:
        return float(os.environ[SECONDS_VARIABLE])
    except (KeyError, ValueError):
        return ANSWER_SECONDS


def duckdb_engine(url: URL, cursor: Callable[[], duckdb.DuckDBPyConnection]) -> Engine:
    """An engine on a DuckDB in this process; `cursor` gives one more connection to it."""
    return create_engine(
        url,
        creator=lambda: ConnectionWrapper(cursor()),
        poolclass=QueuePool,
        pool_size=CONNECTIONS,
        max_overflow=-1,
        pool_use_lifo=True,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
        # Else 0.4 ms of each statement: DuckDB raises where there is nothing to roll back.
        skip_autocommit_rollback=True,
    )


class _File:
    """A DuckDB file, opened for reading at the first question.

    It is attached to an instance in memory: an instance on the file itself would be shared by all who open
    that name in this process, and show the old file for as long as one of them looks at it, although another
    was renamed over it.
    """

    def __init__(self, url: URL) -> None:
        self._path = url.database or ":memory:"
        self._settings: dict[str, Any] = dict(url.query)
        self._lock = Lock()
        self._root: duckdb.DuckDBPyConnection | None = None

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """One more connection. Raises duckdb.Error where the file cannot be read."""
        with self._lock:
            if self._root is None:
                root = duckdb.connect(":memory:", config=self._settings)
                path = self._path.replace("'", "''")
                root.execute(f"attach '{path}' as store (read_only)")
                self._settle(root)
                self._root = root
            opened = self._root.cursor()
        opened.execute("use store")
        return opened

    def _settle(self, root: duckdb.DuckDBPyConnection) -> None:
        """Settings for a file that the address does not name: several processes share a machine and its
        memory, and few rows are for one thread."""
        if "memory_limit" not in self._settings:
            size, unit = root.execute("select current_setting('memory_limit')").fetchall()[0][0].split()
            root.execute(f"set memory_limit = '{float(size) * MEMORY_SHARE:.1f} {unit}'")
        if "threads" not in self._settings:
            rows = "select estimated_size from duckdb_tables() where table_name = 'reports'"
            if all(size <= ROW_GROUP for (size,) in root.execute(rows).fetchall()):
                root.execute("set threads = 1")


def _file_engine(url: URL) -> Engine:
    # The settings are the instance's; the dialect need not know them.
    return duckdb_engine(url.set(query={}), _File(url).cursor)


def _postgres_engine(url: URL) -> Engine:
    settings = {
        "statement_timeout": int(answer_seconds() * 1000),
        "default_transaction_read_only": "on",
        "jit": "off",
        "work_mem": "64MB",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    arguments = {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "datelines",
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": int(answer_seconds() * 1000),
        # A prepared statement would keep one plan for all filters, and poolers of connections refuse it.
        "prepare_threshold": None,
    }
    own = {name: value for name, value in arguments.items() if name not in url.query}
    # The last one counts.
    own["options"] = f"{options} {url.query.get('options', '')}".strip()
    engine = create_engine(url, connect_args=own, isolation_level="AUTOCOMMIT", **_pool())
    event.listen(engine, "connect", _take_any_text)
    return engine


class _Text(StrDumper):
    """Text as PostgreSQL takes it. It refuses NUL, which a link can hold; U+FFFF, which is no character, is
    in no text of a store either."""

    def dump(self, obj: str) -> Any:
        """The text in the encoding of the connection."""
        return super().dump(obj.replace("\0", "\uffff"))


def _take_any_text(connection: Any, _record: Any) -> None:
    connection.adapters.register_dumper(str, _Text)


def _spark_engine(url: URL) -> Engine:
    from datelines.engine.spark import limit_sessions  # it knows of loads too, which need more than pages

    engine = create_engine(url, **_pool())
    limit_sessions(engine, CONNECT_SECONDS, answer_seconds())
    return engine


def _other_engine(url: URL) -> Engine:
    return create_engine(url, **_pool())


def _pool() -> dict[str, Any]:
    return {
        "poolclass": QueuePool,
        "pool_size": KEPT,
        "max_overflow": CONNECTIONS - KEPT,
        "pool_timeout": CONNECT_SECONDS,
        "pool_recycle": RENEWED_SECONDS,
        "pool_use_lifo": True,
    }


_ENGINES: dict[str, Callable[[URL], Engine]] = {
    "duckdb": _file_engine,
    "postgresql": _postgres_engine,
    "hive": _spark_engine,
}
