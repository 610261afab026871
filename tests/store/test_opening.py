"""Addresses of stores, their drivers, DuckDB files, and what is said of each failure; no server is needed."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from sqlalchemy import Engine, exc, make_url
from sqlalchemy import text as sql

from datelines.store.failures import SECONDS_VARIABLE, Failure, StoreError, failure_of, store_name
from datelines.store.opening import ANSWER_SECONDS, answer_seconds, engine_of
from datelines.store.schema import schema
from datelines.store.store import Store, with_connection


def failure(ask: Callable[[], object]) -> StoreError:
    """How asking fails."""
    with pytest.raises(StoreError) as caught:
        ask()
    return caught.value


def duckdb_file(path: Path, value: int) -> str:
    """Write a DuckDB file with one value; gives its address."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create or replace table one as select ? as value", [value])
    return f"duckdb:///{path}"


def value_of(engine: Engine) -> int:
    """The value of a DuckDB file."""
    return int(
        with_connection(
            engine, lambda connection: connection.execute(sql("select value from one")).scalar_one()
        )
    )


@pytest.mark.parametrize("address", ["", "reports.duckdb", "postgresql+psycopg://me@host:port/x", "://"])
def test_an_address_that_is_none_is_said_to_be(address: str) -> None:
    failed = failure(lambda: engine_of(address))
    assert (failed.failure, failed.retry) == (Failure.ADDRESS, False)


@pytest.mark.parametrize("address", ["nosuch://host/x", "postgresql+nosuch://host/x"])
def test_a_driver_that_is_not_there_is_named_with_what_to_install(address: str) -> None:
    failed = failure(lambda: engine_of(address))
    assert (failed.failure, failed.retry) == (Failure.DRIVER, False)
    assert "requirements-spark.txt" in failed.repair


def test_a_package_that_the_driver_needs_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert failure(lambda: engine_of("postgresql+psycopg://host/x")).failure is Failure.DRIVER


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    failed = failure(lambda: value_of(engine_of(f"duckdb:///{tmp_path}/none.duckdb")))
    assert failed.failure is Failure.MISSING
    assert str(tmp_path / "none.duckdb") in failed.said
    assert not list(tmp_path.iterdir())


def test_a_file_of_something_else_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "image.png").write_bytes(b"\x89PNG" * 4000)
    assert failure(lambda: value_of(engine_of(f"duckdb:///{tmp_path}/image.png"))).failure is Failure.MISSING


def test_a_file_without_the_tables_is_no_store(tmp_path: Path) -> None:
    store = Store(engine_of(duckdb_file(tmp_path / "a.duckdb", 1)), schema())
    assert failure(store.check).failure is Failure.MISSING


def test_a_file_that_another_process_writes_is_busy(tmp_path: Path) -> None:
    url = duckdb_file(tmp_path / "a.duckdb", 1)
    opened = f"duckdb.connect({str(tmp_path / 'a.duckdb')!r})"
    script = f"import duckdb; connection = {opened}; print('open', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"open\n"
        engine = engine_of(url)
        assert failure(lambda: value_of(engine)).failure is Failure.BUSY
        writer.communicate(b"\n")
    assert value_of(engine) == 1


def test_a_file_with_quotation_marks_in_its_name_is_opened(tmp_path: Path) -> None:
    assert value_of(engine_of(duckdb_file(tmp_path / 'it\'s "a" store.duckdb', 7))) == 7


def test_a_file_that_was_renamed_over_another_is_read_by_a_new_engine(tmp_path: Path) -> None:
    url = duckdb_file(tmp_path / "a.duckdb", 1)
    old = engine_of(url)
    assert value_of(old) == 1
    duckdb_file(tmp_path / "b.duckdb", 2)
    (tmp_path / "b.duckdb").rename(tmp_path / "a.duckdb")
    assert (value_of(old), value_of(engine_of(url))) == (1, 2)


def test_a_file_is_only_read(tmp_path: Path) -> None:
    engine = engine_of(duckdb_file(tmp_path / "a.duckdb", 1))
    failed = failure(
        lambda: with_connection(engine, lambda one: one.execute(sql("create table store.main.t (n int)")))
    )
    assert failed.failure is Failure.OTHER


def test_settings_of_duckdb_are_taken_from_the_address(tmp_path: Path) -> None:
    engine = engine_of(duckdb_file(tmp_path / "a.duckdb", 1) + "?threads=1")
    asked = sql("select current_setting('threads')")
    assert with_connection(engine, lambda connection: connection.execute(asked).scalar()) == 1


def test_a_file_takes_a_part_of_the_memory_and_one_thread_where_it_has_few_rows(tmp_path: Path) -> None:
    url = duckdb_file(tmp_path / "a.duckdb", 1)
    asked = sql("select current_setting('threads'), current_setting('memory_limit')")
    threads, limit = with_connection(engine_of(url), lambda connection: connection.execute(asked).one())
    (whole,) = duckdb.connect().execute("select current_setting('memory_limit')").fetchall()[0]
    assert threads == 1
    assert float(limit.split()[0]) == pytest.approx(0.3 * float(whole.split()[0]), rel=0.1)
    with duckdb.connect(str(tmp_path / "many.duckdb")) as connection:
        connection.execute("create table reports as select range as n from range(200000)")
    url = f"duckdb:///{tmp_path}/many.duckdb?memory_limit=1GB"
    threads, limit = with_connection(engine_of(url), lambda connection: connection.execute(asked).one())
    assert threads == duckdb.connect().execute("select current_setting('threads')").fetchall()[0][0]
    assert limit == "953.6 MiB"


def test_any_other_dialect_goes_by_the_same_door(tmp_path: Path) -> None:
    engine = engine_of(f"sqlite:///{tmp_path}/a.sqlite")
    assert with_connection(engine, lambda connection: connection.execute(sql("select 3")).scalar()) == 3
    assert failure(Store(engine, schema()).check).failure is Failure.OTHER


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (
            "postgresql+psycopg://me:secret@db.example:5432/reports",
            "The store “reports” (PostgreSQL at db.example:5432)",
        ),
        ("hive://me:secret@spark.example/", "The store “default” (Spark at spark.example)"),
        ("postgresql+psycopg:///reports?password=secret", "The store “reports” (PostgreSQL at this machine)"),
        ("trino://me:secret@host:8080/catalog", "The store “catalog” (trino at host:8080)"),
        ("duckdb:////srv/reports.duckdb", "The store /srv/reports.duckdb"),
        ("duckdb:///:memory:", "The store in memory"),
    ],
)
def test_a_store_is_named_without_its_user_and_password(address: str, name: str) -> None:
    assert store_name(make_url(address)) == name


@pytest.mark.parametrize(("given", "seconds"), [("2.5", 2.5), ("soon", ANSWER_SECONDS), ("", ANSWER_SECONDS)])
def test_how_long_an_answer_may_take_is_said_by_the_environment(
    given: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECONDS_VARIABLE, given)
    assert answer_seconds() == seconds


def test_nothing_of_a_failure_can_be_set() -> None:
    failed = StoreError(Failure.LOST, "The store")
    for name in ("failure", "said", "repair", "retry"):
        with pytest.raises(AttributeError):
            setattr(failed, name, "else")


def test_a_failure_survives_a_copy() -> None:
    failed = StoreError(Failure.SLOW, "The store “x”")
    for copied in (copy.copy(failed), pickle.loads(pickle.dumps(failed))):
        assert (copied.failure, str(copied)) == (Failure.SLOW, str(failed))


class PyhiveError(Exception):
    """An error as PyHive raises it: its argument is Spark's whole answer."""

    def __init__(self, state: str | None, message: str) -> None:
        status = SimpleNamespace(sqlState=state, errorMessage=message)
        super().__init__(type("Answer", (), {"status": status, "__repr__": lambda self: message})())


class ThriftError(Exception):
    """A lost or broken connection to Spark."""

    __module__ = "thrift.transport.TTransport"


def wrapped(error: Exception) -> exc.DBAPIError:
    """A driver's error as SQLAlchemy hands it on."""
    return exc.OperationalError("select 1", {}, error)


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (wrapped(PyhiveError("42P01", "[TABLE_OR_VIEW_NOT_FOUND]")), Failure.MISSING),
        (wrapped(PyhiveError("42704", "[SCHEMA_NOT_FOUND]")), Failure.MISSING),
        (wrapped(PyhiveError(None, "Expected state FINISHED, but found TIMEDOUT")), Failure.SLOW),
        (wrapped(PyhiveError(None, "Invalid SessionHandle: SessionHandle [7]")), Failure.LOST),
        (wrapped(PyhiveError("42601", "[PARSE_SYNTAX_ERROR]")), Failure.OTHER),
        (ThriftError("TSocket read 0 bytes"), Failure.LOST),
        (ThriftError("read timeout"), Failure.SLOW),
        (BrokenPipeError("Broken pipe"), Failure.LOST),
        (exc.TimeoutError("QueuePool limit"), Failure.BUSY),
        (ImportError("No module named 'thrift_sasl'"), Failure.DRIVER),
        (exc.CompileError("no such function"), None),
        (KeyError("outlet_id"), None),
    ],
)
def test_failures_of_other_drivers_are_told_apart(error: Exception, found: Failure | None) -> None:
    assert failure_of(error, asked=True) is found


@pytest.mark.parametrize(
    "error",
    [ThriftError("Could not connect to any of"), ConnectionRefusedError(), ThriftError("read timeout")],
)
def test_who_does_not_let_us_in_cannot_be_reached(error: Exception) -> None:
    assert failure_of(error, asked=False) is Failure.UNREACHABLE


def test_each_failure_says_what_to_do() -> None:
    for one in Failure:
        failed = StoreError(one, "The store")
        assert failed.said.startswith("The store ")
        assert (failed.said[-1], failed.repair[-1]) == (".", ".")
