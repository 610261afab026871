"""Opens the store that an address names, as its last complete load left it.

A DuckDB file is one filling, and a load renames another over it. In a server's database the tables of a
filling share a suffix (`reports_l7`), and one tiny view names the suffix of the current one. Replacing that
view is one statement, so that readers see the old filling or the new one, whole. A filling with a greater
number than the current one belongs to a load that died, or is under way.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import duckdb
from duckdb_sqlalchemy import ConnectionWrapper
from psycopg.types.string import StrDumper
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    column,
    create_engine,
    event,
    exc,
    inspect,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.pool import QueuePool

from datelines.store.failures import SECONDS_VARIABLE, Failure, StoreError, store_name
from datelines.store.schema import VERSION, names, schema, version
from datelines.store.store import Store, with_connection

ASKED_AGAIN_SECONDS = 10.0
"""A server is asked at most this often which filling is in use, since Spark takes half a second to say so. A
load keeps the filling before the new one, so that nobody reads tables that are gone."""

_COMMAND = "`python -m datelines load FOLDER --store ADDRESS`"


class NotLoaded(StoreError):
    """A store that can be reached, but has to be loaded before it can be read."""

    def __init__(self, failure: Failure, store: str, words: str, remedy: str) -> None:
        super().__init__(failure, store)
        self.args = (failure, store, words, remedy)  # what a copy is made from

    @property
    def said(self) -> str:
        """What is missing."""
        return f"{self.args[1]} {self.args[2]}"

    @property
    def repair(self) -> str:
        """The command that loads it."""
        return str(self.args[3])

    @property
    def retry(self) -> bool:
        """True: when it has been loaded, asking again finds it."""
        return True


class _Opened(NamedTuple):
    filling: object  # what identifies it: of a file, its identity; of a server, the number
    asked: float  # when, by time.monotonic()
    engine: Engine
    store: Store


_opened: dict[str, _Opened] = {}
_lock = Lock()


def open_store(url: str) -> Store:
    """The current filling of the store at an address: the same object until another is loaded. A DuckDB file
    is looked at each time, a server asked at most every ASKED_AGAIN_SECONDS.

    Raises StoreError where it cannot be reached, NotLoaded where nothing is loaded there, or another version
    of Datelines loaded it.
    """
    known = _opened.get(url)
    # Not under the lock: a server that does not answer would keep all pages waiting one after another.
    found = _file_now(url, known) if _is_file(url) else _server_now(url, known)
    with _lock:
        other = _opened.get(url)
        if other is not None and other is not known and other.filling == found.filling:
            return other.store  # another thread was faster
        _opened[url] = found
    return found.store


def _is_file(url: str) -> bool:
    return url.partition(":")[0].partition("+")[0] == "duckdb"


def _file_now(url: str, known: _Opened | None) -> _Opened:
    address = make_url(url)
    filling = _file_identity(address)
    if known is not None and known.filling == filling:
        return known
    # Another file may have that name now, and an engine goes on reading the file that it opened.
    store = Store(engine_of(url), schema())
    _check_version(store)
    return _Opened(filling, 0, store.engine, store)


def _server_now(url: str, known: _Opened | None) -> _Opened:
    now = time.monotonic()
    if known is not None and now < known.asked + ASKED_AGAIN_SECONDS:
        return known
    engine = known.engine if known is not None else engine_of(url)
    number = with_connection(engine, current)
    if number is None:
        raise _nothing_loaded(engine.url)
    if known is not None and known.filling == number:
        return known._replace(asked=now)
    store = Store(engine, schema(suffix_of(number)))
    _check_version(store)
    return _Opened(number, now, engine, store)


def _check_version(store: Store) -> None:
    about, address = store.schema.about, store.engine.url
    wanted = select(about.c.value).where(about.c.name == VERSION)
    if [value for (value,) in store.rows(wanted)] != [version()]:
        words = "was loaded by another version of Datelines."
        raise NotLoaded(Failure.MISSING, store_name(address), words, f"Load it again: {_COMMAND}.")


def _file_identity(address: URL) -> tuple[int, int, int, int]:
    """What differs between the file at an address and one that is renamed over it."""
    try:
        found = Path(str(address.database)).stat()
    except OSError:
        raise _nothing_loaded(address) from None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _nothing_loaded(address: URL) -> NotLoaded:
    return NotLoaded(Failure.MISSING, store_name(address), "has nothing in it yet.", f"Load it: {_COMMAND}.")


def forget_opened() -> None:
    """Close all connections, and look every store up again when it is opened next."""
    with _lock:
        for one in _opened.values():
            one.engine.dispose()
        _opened.clear()


CONNECTIONS = 16
"""Connections to a store at once: as many pages as are likely to ask at the same moment."""

KEPT = 6
"""How many connections to a server stay open while nobody asks."""

CONNECT_SECONDS, ANSWER_SECONDS = 5, 30
"""How long a store may take to connect; and for one answer, unless DATELINES_STORE_SECONDS says otherwise."""

RENEWED_SECONDS = 600
"""After this time a connection is replaced: routers forget one that is silent for longer."""

ROW_GROUP = 122_880
"""Rows that DuckDB gives to one thread at least. Fewer are not read faster by two threads, which only add
some 0.1 ms to each statement."""

MEMORY_SHARE = 0.3
"""Share of the memory that DuckDB would take for itself (four fifths of the machine's) for one process."""


def engine_of(url: str) -> Engine:
    """An engine that reads from the store at an address, which is an SQLAlchemy URL:
    `duckdb:////path/to/file`, `postgresql+psycopg://user:password@host/database`,
    `hive://host:10000/database`, or of any other dialect.

    Nothing is asked yet. Every statement is on its own, outside of a transaction. Settings in the address
    have precedence. Raises StoreError where the address cannot be read or its driver is missing.
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
        # Saves 0.4 ms of each statement: DuckDB raises where there is nothing to roll back.
        skip_autocommit_rollback=True,
    )


class _File:
    """A DuckDB file, opened for reading at the first question.

    It is attached to an instance in memory. An instance on the file itself would be shared by everyone who
    opens that name in this process, and would show the old file as long as one of them reads it, although
    another was renamed over it.
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
        """Settings that the address does not give: several processes share the memory of a machine, and few
        rows need one thread only."""
        if "memory_limit" not in self._settings:
            size, unit = root.execute("select current_setting('memory_limit')").fetchall()[0][0].split()
            root.execute(f"set memory_limit = '{float(size) * MEMORY_SHARE:.1f} {unit}'")
        if "threads" not in self._settings:
            rows = "select estimated_size from duckdb_tables() where table_name = 'reports'"
            if all(size <= ROW_GROUP for (size,) in root.execute(rows).fetchall()):
                root.execute("set threads = 1")


def _file_engine(url: URL) -> Engine:
    # The settings are for the instance, not for the dialect.
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
    # Of two settings of one name PostgreSQL takes the last.
    own["options"] = f"{options} {url.query.get('options', '')}".strip()
    engine = create_engine(url, connect_args=own, isolation_level="AUTOCOMMIT", **_pool())
    event.listen(engine, "connect", _take_any_text)
    return engine


class _Text(StrDumper):
    """Text as PostgreSQL takes it. It refuses NUL, which a link can hold. U+FFFF instead, which is not a
    character, is in no text of a store either."""

    def dump(self, obj: str) -> Any:
        """The text in the encoding of the connection."""
        return super().dump(obj.replace("\0", "\uffff"))


def _take_any_text(connection: Any, _record: Any) -> None:
    connection.adapters.register_dumper(str, _Text)


def _spark_engine(url: URL) -> Engine:
    from datelines.store.spark import limit_sessions

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


VIEW = "datelines_current"
"""The view of a server's database that names the filling in use."""

_TABLE = re.compile(rf"(?:{'|'.join(names())})_l(\d+)")


def suffix_of(number: int) -> str:
    """`_l7`, with which the tables of filling 7 end."""
    return f"_l{number}"


def _relations(connection: Connection) -> frozenset[str]:
    if connection.dialect.name == "hive":
        # Spark's answer begins with the database, which the dialect's own look-up takes for the table.
        return frozenset(str(row.tableName) for row in connection.execute(text("SHOW TABLES")))
    found = inspect(connection)
    return frozenset(found.get_table_names()) | frozenset(found.get_view_names())


def current(connection: Connection) -> int | None:
    """The number of the filling in use; None where nothing was ever loaded. Fails as the database does."""
    if VIEW not in _relations(connection):
        return None
    suffix: object = connection.execute(select(column("suffix")).select_from(table(VIEW))).scalar_one()
    return int(str(suffix).removeprefix(suffix_of(0)[:-1]))


def make_current(connection: Connection, number: int) -> None:
    """Put a filling in use."""
    connection.execute(text(f"CREATE OR REPLACE VIEW {VIEW} AS SELECT '{suffix_of(number)}' AS suffix"))


def fillings(connection: Connection) -> frozenset[int]:
    """The numbers of all fillings that have a table."""
    found = (_TABLE.fullmatch(name) for name in _relations(connection))
    return frozenset(int(match[1]) for match in found if match)


def next_number(known: Collection[int]) -> int:
    """A number for a new filling: the time in seconds, or greater than any known. No number is used again,
    since a Spark server that died may keep files of a table that it has forgotten."""
    return max([int(time.time()), *(number + 1 for number in known)])


def drop(connection: Connection, number: int) -> None:
    """Remove the tables of a filling that are there."""
    for name in names():
        connection.execute(text(f"DROP TABLE IF EXISTS {name}{suffix_of(number)}"))
