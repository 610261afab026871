"""What goes wrong between the pages and a store: which failure it was, and the message for it."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import Any

import duckdb
from sqlalchemy import URL, exc

SECONDS_VARIABLE = "DATELINES_STORE_SECONDS"
"""The environment variable that says how many seconds a store may take for one answer."""


class Failure(Enum):
    """The kinds of failure that have a message of their own: the words after the store's name, what to do
    about it, and whether it may pass without anyone touching the pages."""

    UNREACHABLE = (
        "cannot be reached.",
        "It may be stopped, or its address in DATELINES_STORE may be wrong.",
        True,
    )
    REFUSED = (
        "refuses the connection: it does not know the user, the password or the database.",
        "Correct DATELINES_STORE, or let that user read there.",
        False,
    )
    BUSY = (
        "is busy: it has no connection to spare, is just starting, or is being written.",
        "If this stays, let it take more connections, or serve the pages from fewer processes.",
        True,
    )
    SLOW = (
        "did not answer in time.",
        f"Narrow the filter, for example to a shorter period; or allow more seconds in {SECONDS_VARIABLE}.",
        False,
    )
    LOST = (
        "broke off while it answered, twice.",
        "It may have been stopped or restarted.",
        True,
    )
    MISSING = (
        "has no tables that this version of Datelines can read, or they are being replaced.",
        "If this stays, fill it: `python -m datelines load FOLDER --store ADDRESS`.",
        True,
    )
    ADDRESS = (
        "has an address that cannot be read.",
        "Write DATELINES_STORE as `DIALECT://USER:PASSWORD@HOST:PORT/DATABASE`, with %40 for a password’s @.",
        False,
    )
    DRIVER = (
        "needs a driver that is not installed.",
        "Install requirements.txt; for Spark (`hive://`), requirements-spark.txt.",
        False,
    )
    OTHER = (
        "could not answer.",
        "The log of the server that serves this page says more.",
        False,
    )


class StoreError(Exception):
    """A store that could not be read. Nothing in it can be set.

    `failure` is the kind, `said` what happened, naming the store without user and password, `repair` what to
    do about it, `retry` whether asking later may help by itself.
    """

    def __init__(self, failure: Failure, store: str) -> None:
        super().__init__(failure, store)  # what a copy is made from

    @property
    def failure(self) -> Failure:
        """Which failure it was."""
        failure: Failure = self.args[0]
        return failure

    @property
    def said(self) -> str:
        """What happened, in a sentence."""
        return f"{self.args[1]} {self.failure.value[0]}"

    @property
    def repair(self) -> str:
        """What to do about it, in a sentence."""
        return self.failure.value[1]

    @property
    def retry(self) -> bool:
        """Whether it may pass by itself."""
        return self.failure.value[2]

    def __str__(self) -> str:
        return f"{self.said} {self.repair}"


def store_name(url: URL) -> str:
    """A store in words, without user and password: `The store “reports” (PostgreSQL at db.example:5432)`."""
    dialect = url.get_backend_name()
    if dialect == "duckdb":
        file = url.database or ":memory:"
        return "The store in memory" if file == ":memory:" else f"The store {file}"
    kind = {"postgresql": "PostgreSQL", "hive": "Spark"}.get(dialect, dialect)
    at = f"{url.host}:{url.port}" if url.port else url.host or "this machine"
    return f"The store “{url.database or 'default'}” ({kind} at {at})"


def failure_of(error: BaseException, asked: bool) -> Failure | None:
    """Which failure of a store an exception is, raised by a statement (`asked`) or while connecting; None
    where it is a mistake in the code and no failure of the store.

    Where a driver gives the SQLSTATE of ISO/IEC 9075 (PostgreSQL, Spark), that decides: messages may be in
    any language. Words decide only where a driver gives nothing else.
    """
    if isinstance(error, exc.TimeoutError):
        return Failure.BUSY  # no connection of the pool came free
    if isinstance(error, exc.NoSuchModuleError | ImportError):
        return Failure.DRIVER
    original = error.orig if isinstance(error, exc.DBAPIError) else error
    if isinstance(original, duckdb.Error):
        return _of_duckdb(original, asked)
    thrift = type(original).__module__.partition(".")[0] == "thrift"
    if not (isinstance(error, exc.DBAPIError | OSError) or thrift):
        return None
    state = _state(original)
    found = _STATES.get(state) or _STATES.get(state[:2]) or _of_words(words_of(original), asked)
    if found:
        return found
    lost = thrift or isinstance(error, OSError) or getattr(error, "connection_invalidated", False)
    if not asked:
        return Failure.REFUSED if _asked_for_password(original) else Failure.UNREACHABLE
    return Failure.LOST if lost else Failure.OTHER


_STATES = MappingProxyType(
    {
        "08": Failure.LOST,
        "28": Failure.REFUSED,
        "3D": Failure.REFUSED,
        "42501": Failure.REFUSED,
        "40": Failure.BUSY,
        "53300": Failure.BUSY,
        "55P03": Failure.BUSY,
        "57P03": Failure.BUSY,
        "57014": Failure.SLOW,
        "57P01": Failure.LOST,
        "57P02": Failure.LOST,
        "57P05": Failure.LOST,
        "0A": Failure.MISSING,  # PostgreSQL: a prepared plan of a table that was replaced
        "3F": Failure.MISSING,
        "42P01": Failure.MISSING,
        "42703": Failure.MISSING,
        "42704": Failure.MISSING,  # Spark: no such schema
    }
)
"""What SQLSTATEs, or their first two characters, mean for the pages."""

_WORDS = (
    # PostgreSQL, while connecting: libpq gives no SQLSTATE there.
    ("too many c", Failure.BUSY),  # clients, or connections of a role or a database
    ("connection slots are", Failure.BUSY),
    ("the database system is shutting down", Failure.UNREACHABLE),
    ("the database system is", Failure.BUSY),
    ("failed: FATAL:", Failure.REFUSED),
    # Spark
    ("Bad status", Failure.REFUSED),
    ("TIMEDOUT", Failure.SLOW),
    ("timed out", Failure.SLOW),
    ("read timeout", Failure.SLOW),
    ("Invalid SessionHandle", Failure.LOST),
    ("stopped SparkContext", Failure.LOST),
    ("SparkContext was shut down", Failure.LOST),
    ("FILE_NOT_EXIST", Failure.MISSING),
)


def _of_words(said: str, asked: bool) -> Failure | None:
    found = next((failure for words, failure in _WORDS if words in said), None)
    return Failure.UNREACHABLE if found is Failure.SLOW and not asked else found


def _of_duckdb(error: duckdb.Error, asked: bool) -> Failure:
    kinds = {
        duckdb.ConnectionException: Failure.LOST,
        duckdb.InterruptException: Failure.SLOW,
        duckdb.CatalogException: Failure.MISSING,
        duckdb.BinderException: Failure.MISSING,
        duckdb.SerializationException: Failure.MISSING,  # a file of another version of DuckDB
    }
    if isinstance(error, duckdb.IOException) and not asked:
        return Failure.BUSY if "lock" in str(error) else Failure.MISSING  # no such file, or not a store
    return next((failure for kind, failure in kinds.items() if isinstance(error, kind)), Failure.OTHER)


def words_of(error: BaseException | None) -> str:
    """What an exception of a driver says in words."""
    return str(getattr(_status(error), "errorMessage", None) or error)


def _state(error: Any) -> str:
    """The SQLSTATE that a driver gives, or ""."""
    return str(getattr(error, "sqlstate", None) or getattr(_status(error), "sqlState", None) or "")


def _status(error: Any) -> Any:
    """Spark's answer: PyHive hands on all of it, with the frames of its server."""
    return getattr(next(iter(getattr(error, "args", ())), None), "status", None)


def _asked_for_password(error: Any) -> bool:
    """Whether a PostgreSQL that did not let us in had asked for a password."""
    attempt = getattr(error, "pgconn", None)
    return bool(attempt and (attempt.used_password or attempt.needs_password))
