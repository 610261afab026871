"""A PostgreSQL that is down, that refuses, that is slow, or that goes away in mid-answer: what is said of
each, and that the pages need not be started again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, Select, func, select, text

from datelines.store.failures import SECONDS_VARIABLE, Failure
from datelines.store.opening import engine_of
from datelines.store.store import Store, with_connection
from tests.builders import crowded_archive
from tests.engines.asked import failure, of
from tests.engines.filled import filled_store
from tests.engines.postgres import PASSWORD, PostgresServer
from tests.ports import free_port

LOCK = 20191222
"""A lock of PostgreSQL that a test holds for as long as a statement shall not come to its end."""


def count(store: Store) -> int:
    """Ask a store something that it knows."""
    return int(store.row(select(func.count()).select_from(store.schema.reports))[0])


@contextmanager
def held_up(server: PostgresServer, engine: Engine) -> Iterator[tuple[Future[Any], Callable[[], int]]]:
    """A statement that waits for a lock, as its answer to come, with a function that waits until it is under
    way and gives the process that works on it. The lock is released at the end."""
    statement: Select[Any] = select(func.pg_backend_pid(), func.pg_advisory_xact_lock_shared(LOCK))
    with server.connection() as own, ThreadPoolExecutor() as threads:
        own.execute("select pg_advisory_lock(%s)", [LOCK])

        def at_work() -> int:
            while True:
                row = own.execute(
                    "select pid from pg_locks where locktype = 'advisory' and objid = %s and not granted",
                    [LOCK],
                ).fetchone()
                if row:
                    return int(row[0])

        try:
            yield (
                threads.submit(
                    with_connection, engine, lambda connection: connection.execute(statement).all()
                ),
                at_work,
            )
        finally:
            own.execute("select pg_advisory_unlock(%s)", [LOCK])


def end(server: PostgresServer, process: int) -> None:
    """End a process of the server, and with it what it works on."""
    with server.connection() as own:
        own.execute("select pg_terminate_backend(%s, 10000)", [process])


def test_a_stopped_server_cannot_be_reached_and_answers_when_it_runs_again(
    own_postgres: PostgresServer,
) -> None:
    store = filled_store(own_postgres.database("reports"), crowded_archive())
    before = count(store)
    own_postgres.stop()
    for _ in range(2):
        failed = failure(lambda: count(store))
        assert (failed.failure, failed.retry) == (Failure.UNREACHABLE, True)
    assert f"(PostgreSQL at 127.0.0.1:{own_postgres.port}) cannot be reached." in failed.said
    own_postgres.start()
    assert count(store) == before


def test_connections_that_died_while_nobody_asked_are_not_noticed(own_postgres: PostgresServer) -> None:
    store = filled_store(own_postgres.database("reports"), crowded_archive())
    with store.engine.connect() as one, store.engine.connect() as other:
        assert one.execute(text("select 1")).scalar() == other.execute(text("select 1")).scalar() == 1
    own_postgres.stop()
    own_postgres.start()
    assert count(store) == count(store) > 0


def test_a_connection_lost_in_mid_answer_is_replaced_once(postgres: PostgresServer) -> None:
    with held_up(postgres, engine_of(postgres.url())) as (asked, at_work):
        first = at_work()
        end(postgres, first)
        second = at_work()
        assert second != first
    assert asked.result(timeout=30)[0][0] == second


def test_a_connection_lost_in_mid_answer_is_not_replaced_twice(postgres: PostgresServer) -> None:
    with held_up(postgres, engine_of(postgres.url())) as (asked, at_work):
        end(postgres, at_work())
        end(postgres, at_work())
        failed = failure(lambda: asked.result(timeout=30))
    assert (failed.failure, failed.retry) == (Failure.LOST, True)


def test_a_server_that_stops_in_mid_answer_cannot_be_reached(own_postgres: PostgresServer) -> None:
    statement: Select[Any] = select(func.pg_sleep(60))
    store = of(own_postgres.url())
    with ThreadPoolExecutor() as threads, own_postgres.connection() as own:
        asked = threads.submit(store.rows, statement)
        running = "select 1 from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()"
        while not own.execute(running).fetchone():
            pass
        own_postgres.stop()
        assert failure(lambda: asked.result(timeout=30)).failure is Failure.UNREACHABLE


def test_an_answer_that_takes_too_long_is_broken_off(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECONDS_VARIABLE, "0.3")
    store = of(postgres.url())
    failed = failure(lambda: store.rows(select(func.pg_sleep(60))))
    assert (failed.failure, failed.retry) == (Failure.SLOW, False)
    assert SECONDS_VARIABLE in failed.repair
    assert store.rows(select(func.pg_sleep(0)))


def test_settings_in_the_address_stay(postgres: PostgresServer) -> None:
    url = postgres.url(options="-c statement_timeout=77", application_name="mine", connect_timeout="2")
    with engine_of(url).connect() as connection:
        said = [
            connection.execute(text(f"show {name}")).scalar()
            for name in ("statement_timeout", "application_name")
        ]
    assert said == ["77ms", "mine"]


@pytest.mark.parametrize("database", ["postgres", "no-such-database"])
def test_a_wrong_password_or_database_is_refused(postgres: PostgresServer, database: str) -> None:
    password = "Wrong-Password" if database == "postgres" else PASSWORD
    failed = failure(of(postgres.url(database, password)).check)
    assert (failed.failure, failed.retry) == (Failure.REFUSED, False)
    assert f"“{database}”" in failed.said


def test_a_user_who_may_not_read_is_refused(postgres: PostgresServer) -> None:
    store = filled_store(postgres.database("unread"), crowded_archive())
    with postgres.connection("unread") as own:
        own.execute("create role stranger login password 'stranger'")
    url = store.engine.url.set(username="stranger", password="stranger").render_as_string(hide_password=False)
    failed = failure(Store(engine_of(url), store.schema).check)
    assert failed.failure is Failure.REFUSED


def test_a_server_without_a_connection_to_spare_is_busy(postgres: PostgresServer) -> None:
    with postgres.connection() as own:
        own.execute("create role one login password 'one' connection limit 1")
    url = postgres.url().replace("datelines:", "one:", 1)
    url = engine_of(url).url.set(password="one").render_as_string(hide_password=False)
    with engine_of(url).connect():
        failed = failure(of(url).check)
    assert (failed.failure, failed.retry) == (Failure.BUSY, True)


def test_tables_that_are_not_there_are_missing(postgres: PostgresServer) -> None:
    failed = failure(of(postgres.database("empty")).check)
    assert (failed.failure, failed.retry) == (Failure.MISSING, True)
    assert "python -m datelines load" in failed.repair


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
def test_an_address_where_nobody_answers_cannot_be_reached(host: str) -> None:
    failed = failure(of(f"postgresql+psycopg://me:se%2Fcret@{host}:{free_port()}/reports").check)
    assert failed.failure is Failure.UNREACHABLE


def test_no_message_holds_a_password(
    postgres: PostgresServer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = [
        of(postgres.url(password="Wrong-Password")).check,
        of(postgres.url("no-such-database")).check,
        of(f"postgresql+psycopg://me:Wrong-Password@127.0.0.1:{free_port()}/reports").check,
    ]
    for ask in asked:
        failed = failure(ask)
        said = f"{failed} {failed!r} {failed.said} {failed.repair}"
        assert [secret for secret in (PASSWORD, "Wrong-Password", "Traceback") if secret in said] == []
    logged = caplog.text + "".join(capfd.readouterr())
    assert "cannot be reached" in logged
    assert [secret for secret in (PASSWORD, "Wrong-Password") if secret in logged] == []


def test_the_pages_cannot_write(postgres: PostgresServer) -> None:
    with engine_of(postgres.database("written")).connect() as connection:
        failed = failure(
            lambda: with_connection(
                connection.engine, lambda one: one.execute(text("create table t (n int)"))
            )
        )
    assert failed.failure is Failure.OTHER


def test_a_mistake_in_the_code_is_no_failure_of_the_store(postgres: PostgresServer) -> None:
    with pytest.raises(KeyError):
        with_connection(engine_of(postgres.url()), lambda connection: {}["nothing"])
