"""A store on Spark, through its Thrift server: sessions that read from it, and loads.

PyHive's own sockets wait for ever, and SQLAlchemy does not recognise Thrift's exceptions. So sessions have
time limits of their own here, and are thrown away when they are of no use.

A load writes rows as Parquet into a folder that the server reads; then each table is made of its files in one
statement. Inserting by statements is hopeless: the driver writes every value into their text. Spark has no
locks and no transactions. Two loads with the same folder exclude each other by a lock on it; two with
different folders do not. The current filling is still named in one statement.
"""

from __future__ import annotations

import fcntl
import getpass
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, exc, text
from sqlalchemy.engine import ExceptionContext

from datelines.store.failures import Failure, failure_of
from datelines.store.filling import Bulk, LoadError, broken_off, busy
from datelines.store.opening import current, drop, fillings, make_current, next_number, suffix_of
from datelines.store.schema import arrow_schema, names
from datelines.words import Progress

_FOLDER = "datelines_load"
_PLAIN_PATH = re.compile(r"[\w./-]+", re.ASCII)

_PLAIN = ("NONE", "LDAP", "CUSTOM")
"""Values of `auth` in the address that send user and password by SASL's PLAIN; PyHive's default is `NONE`."""


def limit_sessions(engine: Engine, connect_seconds: float, answer_seconds: float) -> None:
    """Limit how many seconds every session of the engine may take to open and to answer, and throw it away
    when it is lost. Sessions by HTTP or Kerberos have PyHive's own sockets, and only the server's limit."""

    def open_socket(_dialect: Any, record: Any, _arguments: Any, named: dict[str, Any]) -> None:
        if "scheme" not in named and named.get("auth", "NONE") in _PLAIN:
            record.info["socket"], named["thrift_transport"] = _socket(named, connect_seconds)

    def set_up(connection: Any, record: Any) -> None:
        with connection.cursor() as cursor:
            # Otherwise Spark takes ${...} in a reader's text for a variable, even within quotation marks.
            cursor.execute("SET spark.sql.variable.substitute=false")
            cursor.execute(f"SET spark.sql.thriftServer.queryTimeout={max(1, round(answer_seconds))}")
        if "socket" in record.info:
            # Longer than the server's limit, so that the server breaks off first and says why.
            record.info["socket"].setTimeout((answer_seconds + connect_seconds) * 1000)

    def throw_away(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception or context.original_exception
        if failure_of(error, asked=True) in (Failure.LOST, Failure.SLOW):
            context.is_disconnect = True
            socket = context.connection and context.connection.info.get("socket")
            if socket:
                socket.close()  # otherwise closing the session would wait for the server once more

    event.listen(engine, "do_connect", open_socket)
    event.listen(engine, "connect", set_up)
    event.listen(engine, "handle_error", throw_away)


def _socket(named: dict[str, Any], seconds: float) -> tuple[Any, Any]:
    """A socket for the arguments of PyHive's `connect`, and the transport over it, which takes the place of
    some of the arguments."""
    from pyhive.hive import get_installed_sasl
    from thrift.transport.TSocket import TSocket
    from thrift_sasl import TSaslClientTransport

    host, port, password, _ = (named.pop(name, None) for name in ("host", "port", "password", "auth"))
    named["username"] = named.get("username") or getpass.getuser()
    socket = TSocket(host, int(port), socket_keepalive=True)
    socket.setTimeout(seconds * 1000)
    # A server without passwords still wants one.
    who = {"username": named["username"], "password": password or "x"}
    return socket, TSaslClientTransport(
        partial(get_installed_sasl, host=host, sasl_auth="PLAIN", **who), "PLAIN", socket
    )


@contextmanager
def new_spark_tables(url: URL, folder: Path | None) -> Iterator[Bulk]:
    """New tables for the store at `url`, made of files in `folder`. Raises LoadError where there is no such
    folder, or another load uses it."""
    if folder is None or not folder.is_dir() or not _PLAIN_PATH.fullmatch(str(folder.absolute())):
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
                # Otherwise Spark would replace what looks like one of its variables in a text.
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
        """Remove the tables if they did not come into use. A server that does not answer keeps them until the
        next load."""
        if self._in_use:
            return
        try:
            drop(self._connection, self._number)
        except exc.SQLAlchemyError:
            return
